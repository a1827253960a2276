"""The confirming act: summary, result; and the draft thrown away."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from pratiche import operations, riepilogo, segnalazioni
from pratiche.compilazione import accantonate, da_compilare, dovuto, quadro
from pratiche.firme import firmatario, tempo_da_oggi
from pratiche.moduli.definizione import RIEPILOGO
from pratiche.pagamento import avvisi_di, conto
from pratiche.prossimo import prossimo
from pratiche.queries import scheda
from pratiche.tappe import tappe
from pratiche.views.comune import BozzaMia, PraticaMia, prova
from pratiche.views.passi import briciole, indirizzo_passo, passi
from pratiche.views.versione import CompilaAggiornata


class Riepilogo(CompilaAggiornata):
    """All that was given, as text, immediately before the confirming act; sending it presents the request."""

    arrivo = "pratiche:inviata"

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.pratica
        allegati = list(pratica.allegati.all())
        stato = quadro(pratica)
        aperti, altro = da_compilare(pratica, stato), firmatario(pratica, stato)
        contesto = {
            "pratica": pratica,
            "accantonate": accantonate(pratica, stato, allegati),
            "nuova_versione": self.ultima,
            "non_ora": self.non_ora,
            "gruppi": riepilogo.gruppi(pratica, allegati, modificabile=True),
            "chi": riepilogo.chi_chiede(request.titolare, request.rappresentanza),
            "confermata": pratica.impronta_bozza([str(allegato.codice) for allegato in allegati]),
            "dovuto": dovuto(pratica, stato),
            "conto": conto(pratica, stato),
            "firmatario": altro,
            "tempo_firma": tempo_da_oggi(pratica) if altro else None,
            "passi": passi(aperti, RIEPILOGO),
            "indietro": indirizzo_passo(pratica, aperti[-1]),
            "briciole": briciole(pratica.servizio),
            "vicine": segnalazioni.vicine(pratica),
        }
        return render(request, "pratiche/riepilogo.html", contesto)

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        try:
            return redirect(self._paga(request) if "paga" in request.POST else self._invia(request))
        except operations.RichiestaIncompleta as rifiuto:
            messages.error(request, rifiuto.messaggio)
            passo = reverse("pratiche:passo", args=[codice, rifiuto.passo])
            return redirect(f"{passo}?controlla=1")
        except DomainError as rifiuto:
            messages.error(request, rifiuto.messaggio)
            return redirect("pratiche:riepilogo", codice)

    def _invia(self, request: HttpRequest) -> str:
        """Present; the address of what comes next."""
        confermata = request.POST.get("confermata", "")
        pratica = operations.presenta(
            self.pratica.pk, attore=request.user, confermata=confermata, sessione=request.sessione
        )
        return reverse("pratiche:in_firma" if pratica.bozza else "pratiche:inviata", args=[pratica.codice])

    def _paga(self, request: HttpRequest) -> str:
        """The notice of what is paid before sending; from its page one comes back here."""
        confermata = request.POST.get("confermata", "")
        avviso = operations.chiedi_anticipo(self.pratica.pk, attore=request.user, confermata=confermata)
        return avviso.get_absolute_url()


class Inviata(PraticaMia):
    """What was sent, its number, and what happens next."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        if pratica.bozza:
            return redirect(pratica)
        quadro = scheda(pratica, del_richiedente=True)
        contesto = {
            "pratica": pratica,
            "scheda": quadro,
            "termine": pratica.termine(),
            "prossimo": prossimo(pratica),
            "tappe": tappe(pratica, quadro.passaggi),
            "briciole": briciole(pratica.servizio),
        }
        return render(request, "pratiche/inviata.html", contesto)


class Elimina(BozzaMia):
    """A draft is thrown away only after a question."""

    anche_in_firma = True

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pagati = [avviso for avviso in avvisi_di(self.pratica) if avviso.pagato]
        contesto = {"pratica": self.pratica, "versati": sum(avviso.importo for avviso in pagati), "voce": "pratiche"}
        return render(request, "pratiche/elimina.html", contesto)

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return prova(
            request,
            lambda: operations.elimina_bozza(self.pratica.pk, attore=request.user),
            _("La bozza è stata eliminata."),
            reverse("pratiche:elenco"),
        )
