"""When the office kept silent: asking who decides in its place, or the proof that silence has granted the request."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.base.aree import scritto
from pratiche import operations, rimedi
from pratiche.stati import Stato
from pratiche.views.comune import ATTO, PraticaMia, prova


class Sollecita(PraticaMia):
    """The substitute power of art. 2 c. 9-bis: who has it, by when they decide, and the words of the citizen."""

    ambito = ATTO

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        if not rimedi.puo_sollecitare(pratica):
            return redirect(pratica)
        contesto = {"pratica": pratica, "sostituto": rimedi.sostituto(pratica), "voce": "pratiche"}
        return render(request, "pratiche/sollecita.html", contesto)

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        testo = scritto(request, "testo", 2000)
        return prova(
            request,
            lambda: operations.sollecita(pratica.pk, attore=request.user, testo=testo),
            _("La tua richiesta è stata registrata."),
            pratica.get_absolute_url(),
        )


class Attestazione(PraticaMia):
    """The certificate of art. 20 c. 2-bis; after its ten days, the text that the citizen can sign instead."""

    ambito = ATTO

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        if pratica.stato != Stato.ACCOLTA_PER_SILENZIO or pratica.attestazione_il:
            return redirect(pratica)
        contesto = {
            "pratica": pratica,
            "termine": pratica.termine(),
            "entro": rimedi.attestazione_entro(pratica),
            "basta_dichiararlo": rimedi.basta_dichiararlo(pratica),
            "norma": pratica.definizione.silenzio.norma,
            "voce": "pratiche",
        }
        return render(request, "pratiche/attestazione.html", contesto)

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        return prova(
            request,
            lambda: operations.chiedi_attestazione(pratica.pk, attore=request.user),
            _("Hai chiesto l'attestazione."),
            pratica.get_absolute_url(),
        )
