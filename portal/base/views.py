"""Error pages and health addresses."""

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import connection
from django.db.utils import Error as ErroreDatabase
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare

from portal.base import salute
from portal.base.mixins import FuoriDelega

log = logging.getLogger("casa.base")


def richiesta_non_valida(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be read; when it is only too much, say so and how to go on."""
    troppo = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return render(request, "errori/400.html", {"troppo": troppo}, status=400)


def vietato(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not for this person; when they act for another, with what their mandate covers."""
    if isinstance(exception, FuoriDelega):
        return render(request, "errori/fuori_delega.html", {"mandato": exception.mandato}, status=403)
    return render(request, "errori/403.html", status=403)


def csrf_non_valido(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or cookies are off: say how to go on."""
    return render(request, "errori/403_csrf.html", status=403)


def non_trovata(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errori/404.html", status=404)


def errore_interno(request: HttpRequest) -> HttpResponse:
    """Without session, user or database: any of them may be what broke."""
    return render(None, "errori/500.html", {"correlazione": getattr(request, "correlazione", "")}, status=500)  # type: ignore[arg-type]


def vivo(request: HttpRequest) -> HttpResponse:
    """Liveness: the process answers."""
    return HttpResponse("vivo\n", content_type="text/plain")


def pronto(request: HttpRequest) -> JsonResponse:
    """Readiness: the process can serve people, that is, reach the database. What else goes wrong is told in figures."""
    try:
        with connection.cursor() as cursore:
            cursore.execute("SELECT 1")
    except ErroreDatabase:
        log.exception("database_irraggiungibile")
        return JsonResponse({"stato": "non pronto", "database": "irraggiungibile"}, status=503)
    cifre = {cifra.chiave: round(cifra.valore, 1) for cifra in salute.cifre()}
    return JsonResponse({"stato": "pronto", "database": "ok", "cifre": cifre})


def metriche(request: HttpRequest) -> HttpResponse:
    """The same figures for Prometheus, for who holds METRICHE_CHIAVE. Without that setting there is no such address."""
    if not settings.METRICHE_CHIAVE:
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICHE_CHIAVE}"):
        return HttpResponse("Serve la chiave.\n", status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(salute.prometheus(), content_type="text/plain; version=0.0.4; charset=utf-8")
