"""Who may ask for a service, and entered how: what the package asks against what the login says."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.identita.models import Persona, Rappresentanza
from portal.identita.ritorno import CITTADINO, PROFESSIONALE
from portal.identita.sessione import IMPRESA, Sessione
from portal.identita.stati import DI_LEGGE
from pratiche.moduli.definizione import Definizione
from pratiche.moduli.regole import MAI, SEMPRE


class NonAmmesso(DomainError):
    """Not this person, or not with this login. `azione` and `url` are what they may do about it, if anything."""

    def __init__(self, messaggio: str, *, azione: str = "", url: str = "") -> None:
        super().__init__(messaggio)
        self.azione, self.url = azione, url


class LivelloInsufficiente(NonAmmesso):
    """The same person may, entering again at `livello`."""

    def __init__(self, livello: int) -> None:
        super().__init__(_("Per questo servizio serve un accesso di livello %s.") % livello)
        self.livello = livello


def controlla_requisiti(
    definizione: Definizione,
    *,
    chiede: Persona,
    per: Persona,
    sessione: Sessione,
    mandato: Rappresentanza | None = None,
) -> None:
    """May `chiede`, who entered so, ask for the service in the name of `per` (often the same)? Raises NonAmmesso."""
    if per.e_impresa:
        _controlla_impresa(definizione, per, sessione)
    else:
        _controlla_veste(definizione, sessione)
        _controlla_mandato(definizione, mandato)
        _controlla_codice_fiscale(definizione, per)
        _controlla_eta(definizione, chiede)
    if sessione.livello < definizione.livello:
        raise LivelloInsufficiente(definizione.livello)


def _controlla_impresa(definizione: Definizione, impresa: Persona, sessione: Sessione) -> None:
    """The hat is of whom one acts for, however one entered: the people of a company enter with their own identity."""
    if IMPRESA in definizione.sessioni:
        return
    testo = _("Questo servizio non è per le imprese, e ora agisci per %(nome)s. Puoi chiederlo per te, con la tua identità personale.")  # fmt: skip
    per_te = {"azione": _("Scegli per chi agire"), "url": reverse("identita:agisci_per")}
    dove = _entra_come(CITTADINO, _("Accedi come cittadino")) if sessione.per_impresa else per_te
    raise NonAmmesso(testo % {"nome": impresa.nome_completo}, **dove)


def _controlla_veste(definizione: Definizione, sessione: Sessione) -> None:
    if (
        sessione.tipo in definizione.sessioni and not sessione.per_impresa
    ):  # with that login one asks for the company alone
        return
    if CITTADINO in definizione.sessioni:
        raise NonAmmesso(
            _("Questo servizio è per i cittadini, e ora stai usando il portale per lavoro. Entra con la tua identità personale."),
            **_entra_come(CITTADINO, _("Accedi come cittadino")),
        )  # fmt: skip
    raise NonAmmesso(
        _("Questo servizio è per professionisti e imprese: ti serve un'identità digitale per uso professionale."),
        **_entra_come(PROFESSIONALE, _("Accedi come professionista o impresa")),
    )


def _entra_come(veste: str, azione: str) -> dict[str, Any]:
    return {"azione": azione, "url": f"{reverse('identita:accedi')}?veste={veste}"}


def _controlla_codice_fiscale(definizione: Definizione, per: Persona) -> None:
    if definizione.codice_fiscale and not per.codice_fiscale:
        raise NonAmmesso(
            _(
                "Per questo servizio serve un codice fiscale italiano, e la tua identità digitale non ne ha uno. Se lo hai già, "
                "presentati allo sportello con un documento; altrimenti chiedilo all'Agenzia delle Entrate o al consolato "
                "italiano nel tuo Paese."
            ),
            azione=_("Prenota un appuntamento"),
            url=reverse("appuntamenti:prenota"),
        )


def _controlla_mandato(definizione: Definizione, mandato: Rappresentanza | None) -> None:
    """Some services are for the person alone, or for who represents them by law."""
    if not mandato or definizione.per_altri == SEMPRE:
        return
    if definizione.per_altri == MAI:
        raise NonAmmesso(_("Questo servizio si può chiedere solo per sé: nessuno può chiederlo per un'altra persona."))
    if mandato.specie not in DI_LEGGE:
        raise NonAmmesso(
            _(
                "Per un'altra persona può chiedere questo servizio solo chi la rappresenta per legge, non chi ha una delega."
            )
        )


def _controlla_eta(definizione: Definizione, chiede: Persona) -> None:
    if chiede.eta is None or chiede.eta >= definizione.eta_minima:
        return
    testo = _(
        "Questo servizio si può chiedere da quando si compiono %(anni)s anni. Prima può chiederlo per te chi ti rappresenta: "
        "un genitore o un tutore."
    )
    raise NonAmmesso(testo % {"anni": definizione.eta_minima})
