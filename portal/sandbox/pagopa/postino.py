"""Brings receipts to the station of the ente, again and again until it answers HTTP 200.

While pagoPA is not well (panel), nothing leaves: receipts wait and go out when it works again.
"""

import logging
import threading
from datetime import datetime, timedelta

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from portal.base import http
from portal.base.errors import GatewayError
from portal.sandbox import fatti, piattaforme
from portal.sandbox.models import Invio, Modo
from portal.sandbox.pagopa.ricevuta import busta, leggi_esito

log = logging.getLogger("sandbox")

SECONDI_FRA_I_GIRI = 0.5
ATTESA_MASSIMA = 30  # seconds; the attempts wait 1, 2, 4, 8, 16, 30, 30, …
TEMPI = (3, 15)  # pagoPA gives the station 15 s for paSendRT


def riservato() -> datetime:
    """When the postman may take an item that the payer's request is about to deliver by itself."""
    return timezone.now() + timedelta(seconds=sum(TEMPI) + 2)


def consegna(invio: Invio) -> None:
    """One attempt. An answer with HTTP 200 ends the sending, be it OK or KO; anything else is tried again later."""
    if Modo.di("pagopa") != piattaforme.OK:
        Invio.objects.filter(pk=invio.pk).update(prossimo=timezone.now())
        return
    tentativi = invio.tentativi + 1
    try:
        risposta = http.post(
            settings.STAZIONE_URL,
            servizio="stazione",
            data=busta(invio.ricevuta.xml),
            headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '"paSendRTV2"'},
            timeout=TEMPI,
        )
    except GatewayError as errore:
        attesa = timedelta(seconds=min(2 ** (tentativi - 1), ATTESA_MASSIMA))
        Invio.objects.filter(pk=invio.pk).update(tentativi=tentativi, prossimo=timezone.now() + attesa)
        esito = errore.evento
    else:
        esito = leggi_esito(risposta.content)
        Invio.objects.filter(pk=invio.pk).update(tentativi=tentativi, esito=esito)
    fatti.segna("pagopa", "paSendRTV2", "stazione dell'ente", esito, invio.ricevuta.nav)


class Postino(threading.Thread):
    """The thread that takes the items whose time has come, the ones of a previous run included."""

    def __init__(self) -> None:
        super().__init__(name="postino", daemon=True)
        self._fine = threading.Event()

    def run(self) -> None:
        while not self._fine.wait(SECONDI_FRA_I_GIRI):
            try:
                self._giro()
            except Exception:
                log.exception("postino_in_errore")
            finally:
                close_old_connections()

    def _giro(self) -> None:
        if Modo.di("pagopa") != piattaforme.OK:
            return
        for invio in Invio.objects.select_related("ricevuta").filter(esito="", prossimo__lte=timezone.now()):
            if self._fine.is_set():
                return
            consegna(invio)

    def ferma(self) -> None:
        self._fine.set()
        self.join(timeout=1)
