"""The door of the remote contents: only App IO, with the key agreed in the configuration, on behalf of one person.

Sources: remote-content-server (io-backend) and the guide of App IO. The Lollipop headers (the person's own signature) are let
through and not needed: App IO has already checked who asks.
"""

import logging
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.utils.crypto import constant_time_compare
from redis import RedisError

from notifiche.models import Messaggio, ServizioIO
from portal.enti.models import Ente
from portal.identita.cifratura import ChiaveMancante

log = logging.getLogger("casa.notifiche")

CHIAVE = "X-API-Key"  # `header_key_name` of the configuration
PERSONA = "Fiscal-Code"  # IO calls it `fiscal_code`; an underscore and a hyphen are the same in WSGI
AL_MINUTO = 30  # openings of one message, and wrong keys of one ente
FINESTRA = 60
RIPROVA_FRA = 120  # seconds, while a file is not there


class Rifiuto(Exception):
    """An answer that is not the content: status, title and headers."""

    def __init__(self, stato: int, titolo: str, **intestazioni: str) -> None:
        super().__init__(titolo)
        self.stato, self.titolo = stato, titolo
        self.intestazioni = {nome.replace("_", "-"): valore for nome, valore in intestazioni.items()}

    def risposta(self) -> JsonResponse:
        corpo = {"type": "about:blank", "title": self.titolo, "status": self.stato}
        return JsonResponse(
            corpo, status=self.stato, headers=self.intestazioni, content_type="application/problem+json"
        )


def apri(request: HttpRequest, codice: Any) -> Messaggio:
    """The message that App IO asks for, for its own recipient. Raises Rifiuto.

    Whose message it is decides between here and nowhere: a neighbour gets the 404 of a message that does not exist.
    """
    ente: Ente = request.ente
    _riconosci(request, ente)
    if _troppe(f"contenuto:{codice}"):
        raise Rifiuto(429, "Too Many Requests", Retry_After=str(FINESTRA))
    riservati = Messaggio.objects.filter(ente=ente, codice=codice, riservato=True, consegne__canale="appio")
    messaggio = riservati.select_related("ente", "destinatario").first()
    persona = request.headers.get(PERSONA, "")
    if not persona:
        raise Rifiuto(400, "The fiscal_code header is missing")
    if messaggio is None or not constant_time_compare(messaggio.destinatario.codice_fiscale or "", persona):
        raise Rifiuto(404, "Not Found")
    return messaggio


def _riconosci(request: HttpRequest, ente: Ente) -> None:
    """Any service of the ente opens its messages: the keys are compared all, so that time says nothing."""
    data = request.headers.get(CHIAVE, "")
    buona = False
    for servizio in ServizioIO.objects.filter(ente=ente).exclude(contenuti=b""):
        buona |= bool(constant_time_compare(_chiave(servizio), data)) and bool(data)
    if buona:
        return
    if _troppe(f"contenuti-chiave:{ente.pk}"):
        raise Rifiuto(429, "Too Many Requests", Retry_After=str(FINESTRA))
    log.warning("contenuti_io_chiave_errata", extra={"ente": ente.codice_ipa})
    raise Rifiuto(401, "Unauthorized")


def _chiave(servizio: ServizioIO) -> str:
    try:
        return servizio.chiave("contenuti")
    except ChiaveMancante:
        log.exception("contenuti_io_chiave_illeggibile")
        return ""


def _troppe(nome: str) -> bool:
    """One more in this minute. Without a cache nobody is kept out."""
    try:
        cache.add(nome, 0, FINESTRA)
        return int(cache.incr(nome)) > AL_MINUTO
    except ValueError:  # it expired between the two
        return False
    except (OSError, RedisError):
        log.warning("limite_contenuti_senza_cache")
        return False
