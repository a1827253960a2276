"""The two pages that every login view may end with: the one that explains, and the one that carries a message."""

import logging
from typing import Any
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.identita.anomalie import Anomalia

log = logging.getLogger("casa.identita")


def spiega(request: HttpRequest, anomalia: Anomalia, *, ritorno: str = "") -> HttpResponse:
    """Say why the person is not in and how to go on. `ritorno` keeps the way back to where they were going."""
    contesto = {"anomalia": anomalia, "ritorno": ritorno, "correlazione": request.correlazione}  # type: ignore[attr-defined]
    risposta = render(request, "identita/errore.html", contesto, status=anomalia.status)
    risposta.headers["Cache-Control"] = "no-store"
    return risposta


def porta_al_gestore(
    request: HttpRequest,
    *,
    indirizzo: str,
    campi: dict[str, str],
    gestore: str,
    modello: str = "identita/invia.html",
    **altro: Any,
) -> HttpResponse:
    """A form that goes to the provider by itself, or with its button where there is no JavaScript."""
    contesto = {"indirizzo": indirizzo, "campi": campi, "gestore": gestore, **altro}
    meta = urlsplit(indirizzo)

    # only here may a form leave the portal, and only for that provider
    @csp_update({"form-action": [f"{meta.scheme}://{meta.netloc}"]})
    def pagina(request: HttpRequest) -> HttpResponse:
        return render(request, modello, contesto)

    risposta = pagina(request)
    risposta.headers["Cache-Control"] = "no-store"
    return risposta
