"""A page of the officers that is not of the archives, inside the look of the back-office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View


class PaginaOperatori(View):
    """The site of the back-office decides who enters (`admin.site.admin_view` in the addresses)."""

    request: HttpRequest

    def mostra(self, modello: str, titolo: str, contesto: dict[str, Any]) -> HttpResponse:
        sito = admin.site  # not its `each_context`: the list of the archives, not shown here, costs three queries
        comuni = {"site_header": sito.site_header, "site_url": sito.site_url, "has_permission": True}
        risposta = render(self.request, modello, {**comuni, "title": titolo, **contesto})
        risposta.headers["Cache-Control"] = "private, no-store"
        return risposta
