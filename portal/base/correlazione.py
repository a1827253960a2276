"""One code follows a request through pages, jobs and calls outside, so that a person can quote it and we can find it."""

import logging
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

INTESTAZIONE = "X-Correlation-ID"
_corrente: ContextVar[str] = ContextVar("correlazione", default="")
_AMMESSO = re.compile(r"^[A-Za-z0-9-]{8,40}$")


def codice() -> str:
    """The code of the work in progress, empty outside any work."""
    return _corrente.get()


@contextmanager
def correlazione(valore: str = "") -> Iterator[str]:
    """Give the work inside the block a code: the one received if well formed, otherwise a new one."""
    nuovo = valore if _AMMESSO.match(valore) else secrets.token_hex(6)
    gettone = _corrente.set(nuovo)
    try:
        yield nuovo
    finally:
        _corrente.reset(gettone)


class CorrelazioneMiddleware:
    """Opens the correlation of a request and answers with its code."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with correlazione(request.headers.get(INTESTAZIONE, "")) as valore:
            request.correlazione = valore  # type: ignore[attr-defined]
            risposta = self.get_response(request)
        risposta[INTESTAZIONE] = valore
        return risposta


class FiltroCorrelazione(logging.Filter):
    """Adds the current code to each log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.correlazione = codice() or "-"
        return True
