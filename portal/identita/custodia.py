"""The time of a session: it ends when nobody uses it for a while, and in any case after a working day."""

import datetime as dt
import time
from dataclasses import dataclass

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

NATA, USATA = "nata", "usata"  # seconds since the epoch
PASSO = 60  # seconds: a session in use is written down at most this often


@dataclass(frozen=True)
class Resto:
    """How long a session will still last. `prolungabile`: using it, or asking to stay, moves its end."""

    secondi: int
    prolungabile: bool

    @property
    def fine(self) -> dt.datetime:
        return timezone.now() + dt.timedelta(seconds=self.secondi)


def apri(sessione: SessionBase) -> None:
    """Somebody has just entered."""
    sessione[NATA] = sessione[USATA] = int(time.time())


def resto(sessione: SessionBase) -> Resto:
    """What is left; nothing when it is over. A session older than this rule begins now."""
    adesso = int(time.time())
    ferma = sessione.get(USATA, adesso) + settings.SESSION_COOKIE_AGE - adesso
    intera = sessione.get(NATA, adesso) + settings.SESSIONE_MASSIMA_SECONDI - adesso
    return Resto(max(0, min(ferma, intera)), prolungabile=intera > ferma)


def da_segnare(sessione: SessionBase) -> bool:
    """Has it been used long enough after the last time it was written down?"""
    return int(time.time()) - int(sessione.get(USATA, 0)) >= PASSO


def usa(sessione: SessionBase) -> None:
    """It is in use now: the idle time begins again."""
    sessione.setdefault(NATA, int(time.time()))
    sessione[USATA] = int(time.time())
