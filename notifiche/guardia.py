"""The guard of each worker: one that has gone deaf ends with an error, and the supervisor starts it again.

Deaf means: there are copies to send, nobody has swept for three sweeps, the broker takes our ring, and this worker neither works
nor hears it. A broker that is down is not our deafness, and a restart would mend nothing. When beat is dead the guard's ring is
what keeps the copies moving.
"""

import logging
import os
import threading
import time

import billiard
from celery.signals import worker_ready
from celery.worker import state
from django.db import Error as ErroreDatabase
from django.db import connection

from notifiche.models import Battito, Consegna
from notifiche.salute import SILENZIO_MASSIMO, SPAZZATA
from portal.base import jobs

log = logging.getLogger("casa.notifiche")

GUARDIA = "guardia"  # who rings: that beat is dead must still be seen
OGNI = 10.0  # seconds between two looks
RISPOSTA = 15.0  # seconds for our ring to be heard


@worker_ready.connect
def comincia(**kwargs: object) -> None:
    """Stand beside the worker, in its main process."""
    threading.Thread(target=_guarda, name="guardia", daemon=True).start()


def _guarda() -> None:
    while True:
        time.sleep(OGNI)
        try:
            sordo = e_sordo()
        except ErroreDatabase:
            continue  # without a database nobody can work: the worker says so by itself
        finally:
            connection.close()
        if sordo:
            log.critical("lavoratore_sordo")
            for figlio in billiard.active_children():
                figlio.terminate()
            os._exit(1)


def e_sordo() -> bool:
    """Ring, and see whether anything moves."""
    if not _in_silenzio() or not jobs.suona("notifiche.spazza", GUARDIA):
        return False
    fine = time.monotonic() + RISPOSTA
    while time.monotonic() < fine:
        if state.active_requests or not _in_silenzio():
            return False
        time.sleep(1)
    return True


def _in_silenzio() -> bool:
    """There is something to do and nobody is doing it."""
    if state.active_requests:
        return False
    fa = Battito.quanto_fa(SPAZZATA)
    return (fa is None or fa > SILENZIO_MASSIMO) and Consegna.objects.dovuti().exists()
