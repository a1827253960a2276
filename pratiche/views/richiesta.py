"""Filling in a request: the privacy notice, then the steps of the service, each kept as it is left."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from portal.base.ambiti import FAI, Ambito
from portal.base.errors import DomainError
from portal.base.mixins import CittadinoMixin
from portal.catalogo.models import Servizio
from portal.identita.stati import Stanza
from pratiche import operations, riepilogo
from pratiche.models import AllegatoPratica, Pratica, VersioneServizio
from pratiche.moduli.definizione import PRIVACY, Passo
from pratiche.moduli.forms import CONTATTI, ModuloCampi, ModuloPrivacy, campi_di, mancanti
from pratiche.operations.comune import caricati
from pratiche.views.comune import BozzaMia, conserva_file, togli_file
from pratiche.views.passi import briciole, indirizzo_dopo, indirizzo_prima, passi, righe
from pratiche.views.requisiti import sbarra, spiega_rifiuto


class Richiedi(CittadinoMixin, View):
    """The door of a request: the privacy notice, or the draft already begun. Reading it creates nothing."""

    ambito = Ambito(Stanza.PRATICHE, leggere=FAI, servizio="slug")

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        versione = self._versione(request, slug)
        rifiuto = sbarra(request, versione.definizione, versione.servizio)
        return rifiuto or self._mostra(request, versione, ModuloPrivacy())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        versione, modulo = self._versione(request, slug), ModuloPrivacy(request.POST)
        if not modulo.is_valid():
            return self._mostra(request, versione, modulo)
        try:
            pratica = operations.apri_bozza(
                versione.servizio_id, richiedente=request.titolare, attore=request.user, sessione=request.sessione
            )
        except DomainError as rifiuto:
            return spiega_rifiuto(request, rifiuto, versione.servizio)
        # from the first step, also when all of it is already known: the person sees with which data the request starts
        return redirect("pratiche:passo", pratica.codice, pratica.definizione.passi[0].codice)

    def _versione(self, request: HttpRequest, slug: str) -> VersioneServizio:
        """What this service asks today. A service that cannot be asked for online has no such page."""
        servizi = Servizio.objects.pubblici(request.ente).filter(online=True)
        servizio = get_object_or_404(servizi, slug=slug)
        versione = VersioneServizio.objects.filter(servizio=servizio).order_by("-numero").first()
        if versione is None:
            raise Http404
        versione.servizio = servizio
        return versione

    def _mostra(self, request: HttpRequest, versione: VersioneServizio, modulo: ModuloPrivacy) -> HttpResponse:
        servizio = versione.servizio
        bozza = Pratica.objects.di(request.titolare, request.ente).bozze().filter(servizio=servizio).first()
        modello = "pratiche/bozza_iniziata.html" if bozza else "pratiche/privacy.html"
        contesto = {
            "servizio": servizio,
            "titolo": servizio.testo("titolo"),
            "definizione": versione.definizione,
            "bozza": bozza,
            "form": modulo,
            "passi": passi(versione.definizione, PRIVACY),
            "briciole": briciole(servizio),
        }
        return render(request, modello, contesto)


class Compila(BozzaMia):
    """Back to where the draft was left: the first step that lacks something, or the summary."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.pratica
        quanti = caricati(pratica.allegati.all())
        for passo in pratica.definizione.passi:
            if mancanti(campi_di(passo), pratica.contatti | pratica.dati, quanti):
                return redirect("pratiche:passo", pratica.codice, passo.codice)
        return redirect("pratiche:riepilogo", pratica.codice)


class PaginaPasso(BozzaMia):
    """One step. Whatever happens the answers are kept; with `?controlla` it says at once what is missing."""

    def get(self, request: HttpRequest, codice: uuid.UUID, passo: str) -> HttpResponse:
        attuale = self._passo(passo)
        valori = self.pratica.contatti | self.pratica.dati
        allegati = self._allegati()
        modulo = ModuloCampi(
            campi_di(attuale),
            data=valori if "controlla" in request.GET else None,
            initial=valori,
            gia_caricati=caricati(allegati),
        )
        return self._mostra(request, attuale, modulo, allegati)

    def post(self, request: HttpRequest, codice: uuid.UUID, passo: str) -> HttpResponse:
        attuale = self._passo(passo)
        quanti = caricati(self._allegati())
        modulo = ModuloCampi(campi_di(attuale), data=request.POST, files=request.FILES, gia_caricati=quanti)
        valido = modulo.is_valid()
        self._conserva(request, modulo)
        if "rimuovi" in request.POST:
            togli_file(request, self.pratica, request.POST["rimuovi"])
            return redirect("pratiche:passo", codice, passo)
        if "salva" in request.POST:
            messages.success(request, _("La bozza è salvata. La ritrovi qui e puoi riprenderla quando vuoi."))
            return redirect("pratiche:elenco")
        if valido:
            return redirect(indirizzo_dopo(self.pratica, attuale))
        return self._mostra(request, attuale, modulo, self._allegati())

    def _conserva(self, request: HttpRequest, modulo: ModuloCampi) -> None:
        valori = modulo.valori()
        nomi_contatti = {campo.nome for campo in CONTATTI}
        operations.salva_passo(
            self.pratica.pk,
            attore=request.user,
            contatti={nome: valore for nome, valore in valori.items() if nome in nomi_contatti},
            dati={nome: valore for nome, valore in valori.items() if nome not in nomi_contatti},
        )
        conserva_file(self.pratica, modulo, request)

    def _passo(self, codice: str) -> Passo:
        passo = self.pratica.definizione.passo(codice)
        if passo is None:
            raise Http404
        return passo

    def _allegati(self) -> list[AllegatoPratica]:
        return list(self.pratica.allegati.all())

    def _mostra(
        self, request: HttpRequest, passo: Passo, modulo: ModuloCampi, allegati: list[AllegatoPratica]
    ) -> HttpResponse:
        contesto = {
            "pratica": self.pratica,
            "passo": passo,
            "form": modulo,
            "righe": righe(modulo, allegati),
            "chi": riepilogo.chi_chiede(request.titolare, request.rappresentanza) if passo.richiedente else None,
            "passi": passi(self.pratica.definizione, passo.codice),
            "indietro": indirizzo_prima(self.pratica, passo),
            "briciole": briciole(self.pratica.servizio),
        }
        return render(request, "pratiche/passo.html", contesto)
