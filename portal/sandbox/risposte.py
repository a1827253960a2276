"""Answers and doors that the REST platforms have in common."""

import json
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

P = ParamSpec("P")
Vista = Callable[Concatenate[HttpRequest, P], HttpResponse]


def problema(stato: int, titolo: str, dettaglio: str = "") -> HttpResponse:
    """An RFC 9457 problem, the way the platforms say no."""
    corpo = {"type": "about:blank", "title": titolo, "status": stato, "detail": dettaglio}
    return JsonResponse(corpo, status=stato, content_type="application/problem+json")


def corpo_json(request: HttpRequest) -> dict[str, Any]:
    """The JSON object in the body. Raises ValueError on anything else."""
    dati = json.loads(request.body)
    if not isinstance(dati, dict):
        raise ValueError("the body is not a JSON object")
    return dati


def api(*metodi: str) -> Callable[[Vista[P]], Vista[P]]:
    """An address for programs: the subscription key is asked for, a body that is not JSON is refused."""

    def decora(vista: Vista[P]) -> Vista[P]:
        def interna(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.headers.get("Ocp-Apim-Subscription-Key") != settings.CHIAVE:
                return problema(401, "Unauthorized", "Access denied due to missing or invalid subscription key.")
            try:
                return vista(request, *args, **kwargs)
            except ValueError as errore:
                return problema(400, "Bad Request", str(errore))

        return require_http_methods(metodi)(interna)

    return decora


def verso(risposta: HttpResponse, *urls: str) -> HttpResponse:
    """Let the forms of this page lead to these addresses: browsers apply form-action to redirects too."""
    risposta.verso = urls  # type: ignore[attr-defined]
    return risposta


def riguarda(risposta: HttpResponse, riferimento: str) -> HttpResponse:
    """Say which thing (NAV, message id, number) this answer is about, for the record of facts."""
    risposta.riferimento = riferimento  # type: ignore[attr-defined]
    return risposta
