"""GET extract: who elected a digital domicile. Only the voucher is checked, as INAD does."""

from typing import Any

import jwt
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from portal.sandbox.anpr.views import leggi_voucher

DAL = "2024-03-05T09:30:00Z"
DOMICILI: dict[str, list[dict[str, Any]]] = {
    "BNCGLI85D52H501T": [{"digitalAddress": "giulia.bianchi@pec.esempio.invalid"}],
    "FNTLNE76H70A944B": [
        {"digitalAddress": "fontana@pec.ordine.invalid", "practicedProfession": "Geometra"},
        {"digitalAddress": "elena.fontana@pec.esempio.invalid"},
    ],
    "VRDMRC78A10H501A": [
        {
            "digitalAddress": "marco.verdi@pec.esempio.invalid",
            "usageInfo": {"motivation": "CESSAZIONE_VOLONTARIA", "dateEndValidity": "2025-06-30T22:00:00Z"},
        }
    ],
}


@require_GET
def extract(request: HttpRequest, codice_fiscale: str) -> HttpResponse:
    try:
        leggi_voucher(request)
    except jwt.InvalidTokenError:
        return _errore(401, "UNAUTHORIZED")
    if not request.GET.get("practicalReference"):
        return _errore(400, "BAD_REQUEST")
    if codice_fiscale not in DOMICILI:
        return _errore(404, "NOT_FOUND")
    corpo = {"codiceFiscale": codice_fiscale, "since": DAL, "digitalAddress": DOMICILI[codice_fiscale]}
    return JsonResponse(corpo)


def _errore(stato: int, tipo: str) -> HttpResponse:
    corpo = {"status": str(stato), "type": tipo}
    return JsonResponse(corpo, status=stato, content_type="application/problem+json")
