"""The ente of a request comes from its host name. Kept in the process: a page spends no query on it."""

import time
from collections.abc import Callable
from threading import Lock

from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.enti.models import Ente, Host

DURATA = 30.0  # seconds: other processes see a change of the back-office within this time
# the host of the cards is of no ente: the passage it answers to says of which
SENZA_ENTE = ("/-/", "/static/", "/api/v1/status", "/cns/ingresso")

_cache: dict[str, Ente] = {}
_letta = 0.0
_serratura = Lock()


def ente_di(nome_host: str) -> Ente | None:
    """The ente that answers at `nome_host` (without port), or None."""
    global _letta
    with _serratura:
        if not _letta or time.monotonic() - _letta > DURATA:
            _cache.clear()
            _cache.update({host.nome: host.ente for host in Host.objects.select_related("ente")})
            _letta = time.monotonic()
        return _cache.get(nome_host)


def dimentica(**kwargs: object) -> None:
    """Read the hosts again at the next request."""
    global _letta
    _letta = 0.0


for modello in (Ente, Host):
    post_save.connect(dimentica, sender=modello, dispatch_uid=f"dimentica_{modello.__name__}_salvato")
    post_delete.connect(dimentica, sender=modello, dispatch_uid=f"dimentica_{modello.__name__}_tolto")


class EnteMiddleware:
    """Sets `request.ente`; a host nobody answers for gets a plain 404."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nome_host = request.get_host().rsplit(":", 1)[0].lower()
        if request.path.startswith(SENZA_ENTE):
            return self.get_response(request)
        ente = ente_di(nome_host)
        if ente is None:
            return render(request, "errori/senza_ente.html", status=404)
        request.ente = ente  # type: ignore[attr-defined]
        return self.get_response(request)
