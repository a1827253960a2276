"""Where we are in a request: the steps that these answers ask for, what comes before and after."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.catalogo.models import Servizio
from pratiche import indirizzi
from pratiche.models import Pratica
from pratiche.moduli.definizione import PRIVACY, RIEPILOGO, Passo


def passi(da_compilare: list[Passo], corrente: str) -> list[dict[str, str]]:
    """The steps for `componenti/passi.html`: those before the present one are done."""
    voci = [
        (PRIVACY, _("Privacy")),
        *((passo.codice, passo.titolo) for passo in da_compilare),
        (RIEPILOGO, _("Riepilogo")),
    ]
    qui = [codice for codice, _titolo in voci].index(corrente)
    stati = ["fatto"] * qui + ["corrente"] + ["futuro"] * (len(voci) - qui - 1)
    return [{"titolo": titolo, "stato": stato} for (_codice, titolo), stato in zip(voci, stati, strict=True)]


def indirizzo_passo(pratica: Pratica, passo: Passo) -> str:
    return indirizzi.passo(pratica, passo.codice)


def indirizzo_dopo(pratica: Pratica, passo: Passo, aperti: list[Passo]) -> str:
    """The page after this step: the next one that is asked, or the summary."""
    tutti = pratica.definizione.passi
    dopo = tutti[tutti.index(passo) + 1 :]
    prossimo = next((uno for uno in dopo if uno in aperti), None)
    return indirizzo_passo(pratica, prossimo) if prossimo else indirizzi.riepilogo(pratica)


def indirizzo_prima(pratica: Pratica, passo: Passo, aperti: list[Passo]) -> str:
    """The page before this step, empty on the first."""
    tutti = pratica.definizione.passi
    prima = [uno for uno in tutti[: tutti.index(passo)] if uno in aperti]
    return indirizzo_passo(pratica, prima[-1]) if prima else ""


def briciole(servizio: Servizio) -> list[tuple[str, str]]:
    titolo = servizio.testo("titolo")
    return [(_("Servizi"), reverse("catalogo:servizi")), (titolo, servizio.get_absolute_url()), (_("Richiesta"), "")]
