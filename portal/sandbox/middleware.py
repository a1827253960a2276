"""What every request passes through: the mood of its platform, the record of what happened, the security headers."""

import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from urllib.parse import urlsplit

from django.db import connection
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from portal.sandbox import fatti, piattaforme
from portal.sandbox.models import Modo
from portal.sandbox.risposte import problema

Passo = Callable[[HttpRequest], HttpResponseBase]


def filo(get_response: Passo) -> Passo:
    """Answer as the panel says for the platform that owns the path, and record the fact."""

    def passa(request: HttpRequest) -> HttpResponseBase:
        nome = piattaforme.di_percorso(request.path)
        if not nome:
            return get_response(request)
        modo = Modo.di(nome)
        risposta = _nei_guai(modo) or get_response(request)
        esito = "muta" if modo == piattaforme.MUTA else str(risposta.status_code)
        fatti.segna(nome, request.method or "", _forma(request.path), esito, getattr(risposta, "riferimento", ""))
        if modo == piattaforme.LENTA:
            connection.close()
            time.sleep(piattaforme.SECONDI_LENTA)
        if risposta.status_code == HTTPStatus.CREATED:
            return _a_cose_fatte(modo, request) or risposta
        return risposta

    return passa


def _nei_guai(modo: str) -> HttpResponseBase | None:
    """The answer that does not reach the platform at all, if its mood asks for one."""
    if modo == piattaforme.GIU:
        return problema(503, "Service Unavailable")
    if modo == piattaforme.ERRORE:
        return problema(400, "Bad Request", "errore chiesto dal pannello della sandbox")
    if modo == piattaforme.MUTA:
        return StreamingHttpResponse(_silenzio())
    if modo == "500":
        return problema(500, "Internal Server Error")
    if modo in piattaforme.PORTA_CHIUSA:
        risposta = problema(*piattaforme.PORTA_CHIUSA[modo])
        if modo == "429":
            risposta["x-rate-limit-retry-after"] = str(piattaforme.SECONDI_RALLENTA)
        return risposta
    return None


def _a_cose_fatte(modo: str, request: HttpRequest) -> HttpResponseBase | None:
    """What the caller gets instead of "created", when its mood is to do the work and not to say so."""
    if modo == piattaforme.SCONNESSA:
        return problema(502, "Bad Gateway")
    if modo == piattaforme.TAGLIA:
        request.META["sandbox.taglia"]()  # see __main__.py: the answer is then written to nobody
    if modo == piattaforme.TACE:
        return StreamingHttpResponse(_silenzio())
    return None


def _silenzio() -> Iterator[bytes]:
    """Keep the caller waiting: no header leaves before the first chunk, and no chunk ever comes."""
    connection.close()
    time.sleep(piattaforme.SECONDI_MUTA)
    raise ConnectionAbortedError  # the server closes without a word
    yield b""  # what makes this function a generator


def _forma(percorso: str) -> str:
    """The route that serves a path, without the values in it."""
    try:
        return "/" + resolve(percorso).route
    except Resolver404:
        return "sconosciuta"


def intestazioni(get_response: Passo) -> Passo:
    """Strict CSP; a view that sends a form elsewhere names the addresses in `response.verso`."""

    def passa(request: HttpRequest) -> HttpResponseBase:
        risposta = get_response(request)
        verso = " ".join(_origine(url) for url in getattr(risposta, "verso", ()))
        risposta["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; "
            f"frame-ancestors 'none'; form-action 'self' {verso}".rstrip()
        )
        risposta["X-Content-Type-Options"] = "nosniff"
        risposta["Referrer-Policy"] = "no-referrer"
        risposta["Cache-Control"] = "no-store"
        return risposta

    return passa


def _origine(url: str) -> str:
    parti = urlsplit(url)
    return f"{parti.scheme}://{parti.netloc}"
