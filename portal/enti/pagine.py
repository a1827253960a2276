"""A page of the officers that is not of the archives, inside the look of the back-office."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views import View

from portal.base.ambiti import SOLA_LETTURA
from portal.enti.permessi import sola_consultazione


class PaginaOperatori(View):
    """The site of the back-office decides who enters (`admin.site.admin_view` in the addresses)."""

    request: HttpRequest
    # who only reads may send this page too: it changes nothing but how they look at things
    per_chi_consulta = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in SOLA_LETTURA and not self.per_chi_consulta and sola_consultazione(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def mostra(self, modello: str, titolo: str, contesto: dict[str, Any]) -> HttpResponse:
        sito = admin.site  # not its `each_context`: the list of the archives, not shown here, costs three queries
        comuni = {"site_header": sito.site_header, "site_url": sito.site_url, "has_permission": True}
        risposta = render(self.request, modello, {**comuni, "title": titolo, **contesto})
        risposta.headers["Cache-Control"] = "private, no-store"
        return risposta
