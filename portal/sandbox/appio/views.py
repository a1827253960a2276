"""The API of App IO (contract: io-services-api.swagger2.yaml)."""

import secrets
import time
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from portal.sandbox.appio import regole
from portal.sandbox.appio.chiavi import Servizio, api_io
from portal.sandbox.appio.iscrizioni import CODICE_DI_PROVA, iscrizione
from portal.sandbox.models import MessaggioIO, Modo
from portal.sandbox.persone import IO_ASSENTE, IO_ATTIVO
from portal.sandbox.piattaforme import TRATTIENE
from portal.sandbox.risposte import corpo_json, problema, riguarda

_BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@api_io("POST")
def profili(request: HttpRequest, servizio: Servizio) -> HttpResponse:
    """Whether the service may write to a person; 404 for who is not on IO."""
    destinatario = regole.codice_fiscale(corpo_json(request))
    if _nascosto(servizio, destinatario):
        return _vietato()
    trovata = iscrizione(destinatario, servizio.nome)
    if trovata == IO_ASSENTE:
        return problema(404, "Not Found", "no user with that fiscal code")
    return JsonResponse({"sender_allowed": trovata == IO_ATTIVO, "preferred_languages": ["it_IT"]})


@api_io("POST")
def messaggi(request: HttpRequest, servizio: Servizio) -> HttpResponse:
    """Accept a message. Who cannot be reached is found out later: the status then says REJECTED."""
    dati = corpo_json(request)
    destinatario = regole.codice_fiscale(dati)
    try:
        contenuto = regole.contenuto(dati, avanzato=servizio.avanzato)
    except regole.NonPermesso:
        return _vietato()
    except regole.SenzaConfigurazione:
        return problema(404, "Not Found", "no such remote content configuration")
    if _nascosto(servizio, destinatario):
        return _vietato()
    messaggio = MessaggioIO.objects.create(
        id=_ulid(),
        servizio=servizio.nome,
        avanzato=dati.get("feature_level_type") == "ADVANCED",
        codice_fiscale=destinatario,
        contenuto=contenuto,
        stato=_primo_stato(servizio, destinatario),
    )
    risposta = JsonResponse({"id": messaggio.id}, status=201)
    risposta["Location"] = f"/api/v1/messages/{destinatario}/{messaggio.id}"
    return riguarda(risposta, messaggio.id)


@api_io("GET")
def messaggio(request: HttpRequest, servizio: Servizio, codice_fiscale: str, identificativo: str) -> HttpResponse:
    """What became of a message: only the service that sent it may know."""
    uno = MessaggioIO.objects.filter(pk=identificativo, codice_fiscale=codice_fiscale).first()
    if uno is None:
        return riguarda(problema(404, "Not Found", "no such message"), identificativo)
    if uno.servizio != servizio.nome:
        return riguarda(_vietato(), identificativo)
    corpo: dict[str, Any] = {
        "message": {
            "id": uno.id,
            "fiscal_code": uno.codice_fiscale,
            "created_at": uno.creato_il,
            "content": uno.contenuto,
            "feature_level_type": "ADVANCED" if uno.avanzato else "STANDARD",
            "sender_service_id": f"01SANDBOX{servizio.nome.upper()}",
        },
        "status": uno.stato,
    }
    if uno.avanzato:
        corpo["read_status"] = "READ" if uno.letto else "UNREAD"
    return riguarda(JsonResponse(corpo), uno.id)


def _vietato() -> HttpResponse:
    return problema(403, "Forbidden", "the service has no permission for this")


def _nascosto(servizio: Servizio, destinatario: str) -> bool:
    """A draft service may not even ask who is registered."""
    return servizio.bozza and destinatario != CODICE_DI_PROVA


def _primo_stato(servizio: Servizio, destinatario: str) -> str:
    if Modo.di("appio") == TRATTIENE:
        return "ACCEPTED"
    return "PROCESSED" if iscrizione(destinatario, servizio.nome) == IO_ATTIVO else "REJECTED"


def _ulid() -> str:
    """48 bits of milliseconds and 80 random ones, in Crockford's base 32."""
    numero = (time.time_ns() // 1_000_000 << 80) | secrets.randbits(80)
    return "".join(_BASE32[numero >> (5 * posto) & 31] for posto in reversed(range(26)))
