"""The API of App IO (contract: io-services-api.swagger2.yaml) and the phones."""

import secrets
import time

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from portal.sandbox.appio import regole
from portal.sandbox.appio.marcatura import in_html
from portal.sandbox.models import MessaggioIO
from portal.sandbox.persone import IO_ASSENTE, IO_ATTIVO, PERSONE, persona
from portal.sandbox.risposte import api, corpo_json, problema, riguarda

CODICE_DI_PROVA = "AAAAAA00A00A000A"  # the platform's own test recipient
_BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@api("POST")
def profili(request: HttpRequest) -> HttpResponse:
    """Whether the service may write to a person; 404 for who is not on IO."""
    iscrizione = _iscrizione(regole.codice_fiscale(corpo_json(request)))
    if iscrizione == IO_ASSENTE:
        return problema(404, "Not Found", "no user with that fiscal code")
    return JsonResponse({"sender_allowed": iscrizione == IO_ATTIVO, "preferred_languages": ["it_IT"]})


@api("POST")
def messaggi(request: HttpRequest) -> HttpResponse:
    """Accept a message. Who cannot be reached is found out later: the status then says REJECTED."""
    dati = corpo_json(request)
    destinatario = regole.codice_fiscale(dati)
    try:
        contenuto = regole.contenuto(dati)
    except regole.NonPermesso:
        return problema(403, "Forbidden", "the service has no permission for this kind of message")
    messaggio = MessaggioIO.objects.create(
        id=_ulid(),
        codice_fiscale=destinatario,
        contenuto=contenuto,
        stato="PROCESSED" if _iscrizione(destinatario) == IO_ATTIVO else "REJECTED",
    )
    risposta = JsonResponse({"id": messaggio.id}, status=201)
    risposta["Location"] = f"/api/v1/messages/{destinatario}/{messaggio.id}"
    return riguarda(risposta, messaggio.id)


@api("GET")
def messaggio(request: HttpRequest, codice_fiscale: str, identificativo: str) -> HttpResponse:
    """What became of a message."""
    uno = MessaggioIO.objects.filter(pk=identificativo, codice_fiscale=codice_fiscale).first()
    if uno is None:
        return riguarda(problema(404, "Not Found", "no such message"), identificativo)
    corpo = {
        "message": {
            "id": uno.id,
            "fiscal_code": uno.codice_fiscale,
            "created_at": uno.creato_il,
            "content": uno.contenuto,
            "sender_service_id": "01SANDBOX",
        },
        "status": uno.stato,
    }
    return riguarda(JsonResponse(corpo), uno.id)


@require_GET
def telefoni(request: HttpRequest) -> HttpResponse:
    """A phone per person, with the messages that reached it."""
    arrivati: dict[str, list[MessaggioIO]] = {}
    for uno in MessaggioIO.objects.filter(stato="PROCESSED"):
        scadenza = uno.contenuto.get("due_date")
        uno.scadenza = parse_datetime(scadenza) if scadenza else None  # type: ignore[attr-defined]
        uno.testo = in_html(uno.contenuto["markdown"])  # type: ignore[attr-defined]
        arrivati.setdefault(uno.codice_fiscale, []).append(uno)
    righe = [{"persona": una, "messaggi": arrivati.get(una.codice_fiscale, [])} for una in PERSONE if una.livello]
    righe.sort(key=lambda riga: not riga["messaggi"])
    return render(request, "sandbox/io.html", {"telefoni": righe, "prova": arrivati.get(CODICE_DI_PROVA, [])})


def _iscrizione(codice_fiscale: str) -> str:
    if codice_fiscale == CODICE_DI_PROVA:
        return IO_ATTIVO
    una = persona(codice_fiscale)
    return una.io if una else IO_ASSENTE


def _ulid() -> str:
    """48 bits of milliseconds and 80 random ones, in Crockford's base 32."""
    numero = (time.time_ns() // 1_000_000 << 80) | secrets.randbits(80)
    return "".join(_BASE32[numero >> (5 * posto) & 31] for posto in reversed(range(26)))
