"""`accoda`: ring a Celery task by name, once the transaction is committed.

The row in the database is the truth and the broker only a bell: a broker that is down or silent never turns a saved
act into an error, and the sweep finds what the bell missed.
"""

import logging
import time

from celery import current_app
from django.db import transaction

log = logging.getLogger("casa.lavori")

# after a failed ring we stay silent for a while: one request pays the time limit, not each of them
SILENZIO = 10.0
_muto_fino = 0.0


def accoda(nome: str, *argomenti: int | str) -> None:
    """Ring the task `nome` after commit. Arguments are ids: never personal data, never more than the row needs."""
    transaction.on_commit(lambda: suona(nome, *argomenti), robust=True)


def suona(nome: str, *argomenti: int | str) -> bool:
    """Ring now; whether the broker took it. Never raises; waits at most as long as CELERY_BROKER_TRANSPORT_OPTIONS says."""
    global _muto_fino
    if time.monotonic() < _muto_fino:
        return False
    try:
        current_app.send_task(nome, args=argomenti, retry=False, ignore_result=True)
    except Exception as errore:  # whatever the broker's library raises: the sweep will ring again
        _muto_fino = time.monotonic() + SILENZIO
        log.warning("campanello_muto", extra={"lavoro": nome, "errore": type(errore).__name__})
        return False
    return True
