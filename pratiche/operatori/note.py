"""The notes of the office on a case."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal.base.aree import scritto
from portal.base.errors import DomainError
from pratiche import operations
from pratiche.operatori.views import PaginaUfficio


class Annota(PaginaUfficio):
    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        try:
            operations.annota(pratica.pk, attore=request.user, testo=scritto(request, "testo", 4000))
            messages.success(request, _("Nota aggiunta: la vede solo l'ufficio."))
        except DomainError as rifiuto:
            messages.warning(request, rifiuto.messaggio)
        return redirect("operatori:pratica", codice)
