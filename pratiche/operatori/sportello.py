"""Filling in for a citizen at the desk: who came, the same steps as at home, the summary, the signature, the sending."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.documenti.controlli import controlla_caricamento
from portal.documenti.pdf import rendi
from portal.enti.pagine import PaginaOperatori
from portal.enti.permessi import uffici_di
from portal.identita.models import Rappresentanza
from portal.registro.operations import annota_accesso, annota_elenco
from pratiche import indirizzi, noti, operations, riepilogo
from pratiche.compilazione import accantonate, da_compilare, dovuto, primo_incompleto, quadro
from pratiche.firme import firmatario
from pratiche.models import Pratica, VersioneServizio
from pratiche.models.sportello import ModoFirma, Riconoscimento
from pratiche.moduli.definizione import RIEPILOGO, Passo
from pratiche.moduli.offerte import Offerte
from pratiche.operations.carte import caricati
from pratiche.operatori.moduli_sportello import ModuloServizio, ModuloSportello
from pratiche.pagamento import conto
from pratiche.stati import Stato
from pratiche.views.compila import CompilaPasso
from pratiche.views.passi import indirizzo_passo, passi

CORNICE = "operatori/sportello/cornice.html"


class Sportello(PaginaOperatori):
    """For what, with its privacy notice, then who came; and the requests begun at the desk and not yet sent."""

    def get(self, request: HttpRequest) -> HttpResponse:
        scelta = self._scelta(request.GET or None)
        if not scelta.is_valid():
            return self._scegli(scelta)
        return self._mostra(scelta.cleaned_data["servizio"], ModuloSportello())

    def post(self, request: HttpRequest) -> HttpResponse:
        scelta, modulo = self._scelta(request.POST), ModuloSportello(request.POST)
        if not scelta.is_valid():
            return self._scegli(scelta)
        servizio = scelta.cleaned_data["servizio"]
        if not modulo.is_valid():
            return self._mostra(servizio, modulo)
        try:
            pratica = operations.apri_allo_sportello(servizio.pk, operatore=request.user, **modulo.valori())  # type: ignore[arg-type]
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(servizio, modulo)
        return redirect(indirizzi.passo(pratica, pratica.definizione.passi[0].codice))

    def _scelta(self, dati: Any) -> ModuloServizio:
        return ModuloServizio(dati, uffici=uffici_di(self.request), ente=self.request.ente)  # type: ignore[attr-defined]

    def _mostra(self, servizio: Servizio, modulo: ModuloSportello) -> HttpResponse:
        versione = VersioneServizio.objects.ultima(servizio.pk)
        contesto = {"form": modulo, "servizio": servizio, "definizione": versione.definizione if versione else None}
        return self.mostra("operatori/sportello/persona.html", _("Compila per un cittadino"), contesto)

    def _scegli(self, modulo: ModuloServizio) -> HttpResponse:
        iniziate = list(
            _iniziate(self.request).select_related("servizio", "richiedente").order_by("-aggiornata_il")[:50]
        )
        annota_elenco(
            (pratica.richiedente for pratica in iniziate),
            self.request.user,  # type: ignore[arg-type]
            ente=self.request.ente,  # type: ignore[attr-defined]
            ufficio=uffici_di(self.request)[0].nome,
            sezione="pratiche",
            motivo="Richieste iniziate allo sportello",
        )
        contesto = {"form": modulo, "iniziate": iniziate, "giorni": settings.BOZZE_SPORTELLO_GIORNI}
        return self.mostra("operatori/sportello/inizio.html", _("Compila per un cittadino"), contesto)


class AlloSportello(PaginaOperatori):
    """A page of a request that is being filled in at a desk of the offices of who works. Anything else does not exist."""

    pratica: Pratica

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.request = request
        self.pratica = get_object_or_404(
            _iniziate(request).con_il_necessario().prefetch_related(None), codice=kwargs["codice"]
        )
        annota_accesso(
            self.pratica.richiedente,
            request.user,  # type: ignore[arg-type]
            ente=self.pratica.ente,
            ufficio=self.pratica.ufficio.nome,
            sezione="pratiche",
            motivo="Richiesta compilata allo sportello",
        )
        try:
            self._prendi_il_modulo_obbligatorio()
            return super().dispatch(request, *args, **kwargs)
        except DomainError as rifiuto:
            messages.error(request, rifiuto.messaggio)
            return redirect("operatori:sportello_riepilogo", self.pratica.codice)

    def _prendi_il_modulo_obbligatorio(self) -> None:
        """A newer version that must be taken is taken at once: here nobody chooses, and the answers stay."""
        ultima = VersioneServizio.objects.ultima(self.pratica.servizio_id)
        if ultima and ultima.pk != self.pratica.versione_id and ultima.definizione.aggiorna_bozze:
            self.pratica = operations.aggiorna_bozza(self.pratica.pk, attore=self.request.user)  # type: ignore[arg-type]
            messages.warning(
                self.request, _("Il modulo è cambiato: le risposte ci sono tutte, ricontrollale con la persona.")
            )

    def pagina(self, modello: str, contesto: dict[str, Any]) -> HttpResponse:
        """The page of the citizen, in the frame of the desk."""
        comuni = {
            "pratica": self.pratica,
            "cornice": CORNICE,
            "chi": riepilogo.allo_sportello(self.pratica),
        }
        risposta = render(self.request, modello, comuni | contesto)
        risposta.headers["Cache-Control"] = "private, no-store"
        return risposta


class Compila(AlloSportello):
    """Where the draft was left."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        passo = primo_incompleto(self.pratica, caricati(self.pratica.allegati.all()))
        return redirect(indirizzo_passo(self.pratica, passo) if passo else indirizzi.riepilogo(self.pratica))


class PassoSportello(CompilaPasso, AlloSportello):
    """One step, as the citizen would see it."""

    uscita = "operatori:sportello"
    contesto_fisso = {"cornice": CORNICE}

    def chi(self, passo: Passo) -> Any:
        return riepilogo.allo_sportello(self.pratica) if passo.richiedente else None

    def _offerte(self, passo: Passo) -> Offerte:
        """Only what the person gave for this very service: the officer sees nothing of other offices."""
        return noti.offerte(
            passo.campi,
            persona=self.pratica.richiedente,
            ente=self.pratica.ente,
            servizi=[self.pratica.servizio.slug],
            registri=False,
        )


class RiepilogoSportello(AlloSportello):
    """All that was given, to be read aloud or printed; then how the person signs, and the sending."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica, allegati, stato = self.pratica, list(self.pratica.allegati.all()), quadro(self.pratica)
        aperti = da_compilare(pratica, stato)
        compilazione = pratica.sportello
        su_carta = compilazione.riconoscimento == Riconoscimento.DELEGA or firmatario(pratica, stato)
        contesto = {
            "gruppi": riepilogo.gruppi(pratica, allegati, modificabile=True),
            "accantonate": accantonate(pratica, stato, allegati),
            "confermata": pratica.impronta_bozza([str(allegato.codice) for allegato in allegati]),
            "dovuto": dovuto(pratica, stato),
            "conto": conto(pratica, stato),
            "compilazione": compilazione,
            "firme": [modo for modo in ModoFirma if modo == ModoFirma.CARTA or not su_carta],
            "passi": passi(aperti, RIEPILOGO),
            "indietro": indirizzo_passo(pratica, aperti[-1]),
        }
        return self.pagina("operatori/sportello/riepilogo.html", contesto)

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        confermata = request.POST.get("confermata", "")
        try:
            if "paga" in request.POST:
                avviso = operations.chiedi_anticipo(self.pratica.pk, attore=request.user, confermata=confermata)  # type: ignore[arg-type]
                messages.success(
                    request, _("L'avviso da pagare è il n. %s: quando è pagato torna qui e invia.") % avviso
                )
                return redirect("operatori:sportello_riepilogo", codice)
            pratica = self._presenta(request, confermata)
        except operations.RichiestaIncompleta as rifiuto:
            messages.error(request, rifiuto.messaggio)
            return redirect(f"{indirizzi.passo(self.pratica, rifiuto.passo)}?controlla=1")
        messages.success(
            request,
            _("La richiesta n. %s è inviata. Fra poco trovi qui sotto la ricevuta da stampare.") % pratica.sigla,
        )
        _di_a_chi_ritrovarla(request, pratica)
        return redirect("operatori:pratica", codice)

    def _presenta(self, request: HttpRequest, confermata: str) -> Pratica:
        scansione, mime = request.FILES.get("scansione"), ""
        if scansione:
            try:
                scansione.name, mime = controlla_caricamento(scansione)
            except ValidationError as rifiuto:
                raise DomainError(" ".join(rifiuto.messages)) from None
        return operations.presenta_allo_sportello(
            self.pratica.pk,
            operatore=request.user,  # type: ignore[arg-type]
            confermata=confermata,
            firma=request.POST.get("firma", ""),
            scansione=scansione,
            mime=mime,
        )


class DaFirmare(AlloSportello):
    """The request as a sheet to print and sign. Made while the officer waits: nothing of a draft is kept as a document."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        allegati, stato = list(self.pratica.allegati.all()), quadro(self.pratica)
        contesto = {
            "pratica": self.pratica,
            "ente": self.pratica.ente,
            "chi": riepilogo.allo_sportello(self.pratica),
            "gruppi": riepilogo.gruppi(self.pratica, allegati, modificabile=True),  # of a draft: who asks is in `chi`
            "compilazione": self.pratica.sportello,
            "firmatario": firmatario(self.pratica, stato),
            "dovuto": dovuto(self.pratica, stato),
        }
        with translation.override("it"):  # it goes to the protocol as it is
            contenuto = rendi("pdf/pratiche/da_firmare.html", contesto)
        risposta = HttpResponse(contenuto, content_type="application/pdf")
        risposta.headers["Content-Disposition"] = 'inline; filename="istanza-da-firmare.pdf"'
        risposta.headers["Cache-Control"] = "private, no-store"
        return risposta


class EliminaSportello(AlloSportello):
    """The person thought better of it."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        contesto = {"pratica": self.pratica}
        return self.mostra("operatori/sportello/elimina.html", _("Eliminare la bozza?"), contesto)

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        operations.elimina_bozza(self.pratica.pk, attore=request.user)  # type: ignore[arg-type]
        messages.success(request, _("La bozza è stata eliminata."))
        return redirect(reverse("operatori:sportello"))


def _di_a_chi_ritrovarla(request: HttpRequest, pratica: Pratica) -> None:
    """Where the parent finds afterwards what was asked for the child."""
    if pratica.presentata_da is None:
        return
    chi, figlio = pratica.presentata_da, pratica.richiedente
    if Rappresentanza.objects.in_vigore().date_da(figlio, pratica.ente).filter(rappresentante=chi).exists():
        messages.info(
            request, _("Dillo al genitore: con la sua identità digitale ritrova la pratica con «Agisci per».")
        )
    else:
        messages.warning(request, _("Dillo al genitore: ritroverà la pratica online quando l'ufficio che verifica i genitori avrà controllato."))  # fmt: skip


def _iniziate(request: HttpRequest) -> Any:
    """The drafts begun at the desks of these offices, at this ente."""
    bozze = Pratica.objects.filter(ente=request.ente, ufficio__in=uffici_di(request))  # type: ignore[attr-defined]
    return bozze.filter(stato=Stato.BOZZA, allo_sportello=True).visibili_a(request.user)
