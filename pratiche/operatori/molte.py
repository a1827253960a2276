"""One act on many cases: a preview that says what happens to each, then each by itself, and a page with what came of it.

Only what may be equal for all: to take in charge, to give to a colleague, to ask everybody for the same thing, to close what
cannot be examined. A decision has its own reasons for each case (art. 3 L. 241/1990) and is never taken in bulk.
"""

import logging
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.errors import DomainError
from portal.enti.permessi import uffici_di
from portal.identita.models import Persona
from pratiche import operations
from pratiche.models import AttoInsieme, Pratica, RispostaPronta
from pratiche.models.scelte import ARCHIVIA_L_UFFICIO, Archiviazione
from pratiche.operations.assegnazione import controlla_passaggio
from pratiche.operations.comune import controlla_tempo_finito
from pratiche.operations.esito import controlla_rinuncia
from pratiche.operations.responsabile import controlla_ancora_aperta
from pratiche.operatori import lista
from pratiche.operatori.assegna import ModuloAssegna, ModuloResponsabile
from pratiche.operatori.lavoro import PaginaElenco
from pratiche.operatori.moduli import parole
from pratiche.permessi import Cosa, puo
from pratiche.segnaposto import riempi
from pratiche.stati import Atto

log = logging.getLogger("casa.pratiche")

ALLA_VOLTA = 200  # cases with one press


class ModuloNulla(forms.Form):
    """Only to confirm."""

    def __init__(self, *args: Any, uffici: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ModuloTesto(ModuloNulla):
    testo = parole(
        gettext_lazy("Che cosa serve e perché"),
        gettext_lazy("Tutti ricevono queste parole. Nessuna risposta si riapre: il cittadino scrive e allega."),
    )


class ModuloChiudi(ModuloNulla):
    perche = forms.ChoiceField(label=gettext_lazy("Perché si chiudono"), choices=ARCHIVIA_L_UFFICIO, widget=forms.RadioSelect)  # fmt: skip
    motivazione = parole(gettext_lazy("Spiegazione"), gettext_lazy("Ogni cittadino la legge nella sua pratica."), righe=4)  # fmt: skip


@dataclass(frozen=True)
class Insieme:
    """An act that makes sense for many. `controlla` raises DomainError with why a case is left out."""

    titolo: str | Promise
    sara: str | Promise
    modulo: type[forms.Form]
    controlla: Callable[[Pratica, Persona, set[str], dict[str, Any]], None]
    esegui: Callable[..., Any]


def _prendi(pratica: Pratica, attore: Persona, ruoli: set[str], valori: dict[str, Any]) -> None:
    pratica.controlla_atto(Atto.PRENDI)


def _assegna(pratica: Pratica, attore: Persona, ruoli: set[str], valori: dict[str, Any]) -> None:
    controlla_passaggio(pratica, attore, ruoli)
    if pratica.riservata:
        raise DomainError(_("È riservata: si assegna dalla sua pagina, dove confermi chi può vederla."))


def _responsabile(pratica: Pratica, attore: Persona, ruoli: set[str], valori: dict[str, Any]) -> None:
    controlla_ancora_aperta(pratica)
    if not puo(ruoli, Cosa.RIAPRI):
        raise DomainError(_("Lo può fare solo il responsabile dell'ufficio."))


def _chiedi(pratica: Pratica, attore: Persona, ruoli: set[str], valori: dict[str, Any]) -> None:
    pratica.controlla_atto(Atto.CHIEDI_INTEGRAZIONE)


def _chiudi(pratica: Pratica, attore: Persona, ruoli: set[str], valori: dict[str, Any]) -> None:
    pratica.controlla_atto(Atto.ARCHIVIA)
    if pratica.da_valutare:  # type: ignore[attr-defined]  # set on those chosen
        raise DomainError(_("Ci sono memorie o osservazioni da valutare: si archivia dalla sua pagina, dove scrivi come le hai valutate."))  # fmt: skip
    perche = valori.get("perche") or ""
    controlla_rinuncia(pratica, perche)
    if perche == Archiviazione.RINUNCIA:
        return
    try:
        controlla_tempo_finito(pratica)
    except DomainError as attesa:
        if perche:
            raise
        raise DomainError(_("%s Si chiude subito solo per rinuncia.") % attesa.messaggio) from None


def _richiedi(pratica_id: int, *, attore: Persona, testo: str) -> None:
    operations.richiedi_integrazione(pratica_id, attore=attore, testo=testo, campi=[])


INSIEME: dict[str, Insieme] = {
    "prendi": Insieme(
        gettext_lazy("Prendi in carico"),
        gettext_lazy("Passa a te, e il cittadino viene avvisato."),
        ModuloNulla,
        _prendi,
        operations.prendi_in_carico,
    ),
    "assegna": Insieme(
        gettext_lazy("Assegna"),
        gettext_lazy("Passa al collega che scegli. Il responsabile del procedimento non cambia."),
        ModuloAssegna,
        _assegna,
        operations.assegna,
    ),
    "responsabile": Insieme(
        gettext_lazy("Cambia il responsabile"),
        gettext_lazy(
            "Del procedimento risponde il collega che scegli, e ogni cittadino lo sa. Chi ci lavora e il termine non cambiano."
        ),
        ModuloResponsabile,
        _responsabile,
        operations.cambia_responsabile,
    ),
    "integrazione": Insieme(
        gettext_lazy("Chiedi integrazione"),
        gettext_lazy("Il cittadino riceve la richiesta; se è la prima, il termine si ferma."),
        ModuloTesto,
        _chiedi,
        _richiedi,
    ),
    "archivia": Insieme(
        gettext_lazy("Archivia"),
        gettext_lazy("Si chiude senza una decisione, e il cittadino riceve il documento."),
        ModuloChiudi,
        _chiudi,
        operations.archivia,
    ),
}


class Molte(PaginaElenco):
    """Choose in the list → preview → confirm. The address carries the filter of the list."""

    def post(self, request: HttpRequest) -> HttpResponse:
        nome = request.POST.get("atto", "")
        if nome not in INSIEME:
            raise Http404
        pratiche = _con_cio_che_si_valuta(lista.intere(self._scelte()))
        if not pratiche:
            messages.warning(request, _("Scegli almeno una pratica."))
            return redirect("operatori:lavoro")
        conferma = "conferma" in request.POST
        modulo = INSIEME[nome].modulo(request.POST if conferma else None, uffici=uffici_di(request))  # type: ignore[call-arg]
        if conferma and modulo.is_valid():
            return self._compi(nome, pratiche, modulo.cleaned_data)
        if "inserisci" in request.POST:
            modulo.initial = {"testo": self._con_la_risposta()}
        return self._anteprima(nome, pratiche, modulo)

    @property
    def pronte(self) -> Any:
        """The ready answers good for any service: their marks are filled in case by case."""
        uffici = uffici_di(self.request)
        return RispostaPronta.objects.filter(ente=self.request.ente, ufficio__in=uffici, servizio=None)

    def _con_la_risposta(self) -> str:
        dati = self.request.POST
        scelte = self.pronte.filter(codice__in=[codice for codice in [dati.get("pronta", "")] if _uuid(codice)])
        return "\n\n".join(filter(None, [dati.get("testo", "").strip(), *(una.testo for una in scelte)]))

    def _scelte(self) -> list[int]:
        """The cases chosen one by one, or the first of the list; always among those of this officer."""
        if "tutte" in self.request.POST:
            return lista.chiavi(self.parti, self.ordine, ALLA_VOLTA)
        codici = [codice for codice in self.request.POST.getlist("scelte") if _uuid(codice)][:ALLA_VOLTA]
        righe = self.pratiche().filter(codice__in=codici).order_by("entro_il", "pk")
        return list(righe.values_list("pk", flat=True))

    def _anteprima(self, nome: str, pratiche: list[Pratica], modulo: forms.Form) -> HttpResponse:
        atto, valori = INSIEME[nome], {nome: modulo.data.get(nome) for nome in ("perche",)}
        self.annota_righe(pratiche)
        esiti = [(pratica, self._perche_no(atto, pratica, valori)) for pratica in pratiche]
        contesto = {
            "nome": nome,
            "atto": atto,
            "form": modulo,
            "esiti": esiti,
            "pronte": self.pronte if "testo" in modulo.fields else [],
            "quante": sum(not perche for _pratica, perche in esiti),
            "tante": len(pratiche) == ALLA_VOLTA and ALLA_VOLTA,
            "gettone": self.request.POST.get("gettone") or uuid.uuid4(),
        }
        return self.mostra("operatori/molte.html", str(atto.titolo), contesto)

    def _perche_no(self, atto: Insieme, pratica: Pratica, valori: dict[str, Any]) -> str:
        ruoli = self.ruoli(pratica)
        if not puo(ruoli, Cosa.LAVORA):
            return _("Il tuo incarico permette solo di leggere questa pratica.")
        try:
            atto.controlla(pratica, self.request.user, ruoli, valori)  # type: ignore[arg-type]
        except DomainError as rifiuto:
            return str(rifiuto.messaggio)
        return ""

    def _compi(self, nome: str, pratiche: list[Pratica], valori: dict[str, Any]) -> HttpResponse:
        """Each in a transaction of its own: one refused stops nobody. The code of the form makes the second press harmless."""
        gettone = self.request.POST.get("gettone", "")
        chiave = {"codice": gettone if _uuid(gettone) else uuid.uuid4(), "persona_id": self.request.user.pk}
        altro = {"ente_id": self.request.ente.pk, "atto": nome, "quante": len(pratiche)}
        fatto, nuovo = AttoInsieme.objects.get_or_create(**chiave, defaults=altro)
        if nuovo:
            fatto.esiti = list(self._esegui(INSIEME[nome], pratiche, valori))
            fatto.finito_il = timezone.now()
            fatto.save(update_fields=["esiti", "finito_il"])
        return redirect("operatori:molte_esito", fatto.codice)

    def _esegui(self, atto: Insieme, pratiche: list[Pratica], valori: dict[str, Any]) -> Iterator[list[str]]:
        for pratica in pratiche:
            perche = self._perche_no(atto, pratica, valori)
            if perche:
                yield [pratica.sigla, str(pratica.codice), perche]
                continue
            try:
                sue = {"testo": riempi(valori["testo"], pratica)} if "testo" in valori else {}
                atto.esegui(pratica.pk, attore=self.request.user, **valori | sue)
                yield [pratica.sigla, str(pratica.codice), ""]
            except DomainError as rifiuto:
                yield [pratica.sigla, str(pratica.codice), str(rifiuto.messaggio)]
            except Exception:  # one that breaks stops nobody either, and what was done stays said
                log.exception("atto_insieme_fallito", extra={"pratica": pratica.pk})
                yield [pratica.sigla, str(pratica.codice), _("Qualcosa si è rotto: riprova dalla sua pagina.")]


class EsitoMolte(PaginaElenco):
    """What came of it; only for who did it."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        fatto = get_object_or_404(AttoInsieme, codice=codice, persona=request.user.pk, ente=request.ente.pk)
        mie = self.pratiche().filter(codice__in=[chiave for _sigla, chiave, _perche in fatto.esiti])
        ancora = {str(codice) for codice in mie.values_list("codice", flat=True)}
        esiti = [esito for esito in fatto.esiti if esito[1] in ancora]
        contesto = {
            "fatto": fatto,
            "riuscite": [(sigla, chiave) for sigla, chiave, perche in esiti if not perche],
            "rifiutate": [(sigla, chiave, perche) for sigla, chiave, perche in esiti if perche],
        }
        return self.mostra("operatori/molte_esito.html", str(INSIEME[fatto.atto].titolo), contesto)


def _con_cio_che_si_valuta(pratiche: list[Any]) -> list[Pratica]:
    """Each knows whether there are memorie or observations to weigh: one query, however many."""
    chiavi = operations.con_memorie_da_valutare([pratica.pk for pratica in pratiche])
    for pratica in pratiche:
        pratica.da_valutare = pratica.pk in chiavi or pratica.preavviso_osservato is not None
    return pratiche


def _uuid(testo: str) -> bool:
    try:
        uuid.UUID(testo)
    except ValueError:
        return False
    return True
