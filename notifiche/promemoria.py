"""Reminders: which room finds the words, and at which hours people are reminded.

A room plans the steps in the transaction of the fact (`notifiche.operations.promemoria.pianifica`) and, in its
`AppConfig.ready`, says who finds the words when the time comes:

    promemoria.impara("pagamenti.scadenza", messaggi.ricorda)
"""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence

from notifiche.operations.avvisi import ROMA, Contenuto

DALLE, ALLE = dt.time(9), dt.time(20)  # a reminder can wait: it wakes nobody
UN_GIORNO = dt.timedelta(days=1)

# from the code of the thing to what is told today, to each person; nothing when there is nothing to remember any more
Parole = Callable[[uuid.UUID], Sequence[Contenuto]]
PAROLE: dict[str, Parole] = {}


def impara(tipo: str, parole: Parole) -> None:
    """From now on `parole` finds the words of the reminders of this kind."""
    PAROLE[tipo] = parole


def giorni_prima(giorno: dt.date, giorni: int) -> dt.datetime:
    """The beginning, in Rome, of the day that comes `giorni` before: the reminder leaves in its morning."""
    return dt.datetime.combine(giorno - UN_GIORNO * giorni, dt.time(), ROMA)


def ora_civile(quando: dt.datetime) -> dt.datetime:
    """The first instant from `quando` on when a reminder may leave: between 9 and 20 in Rome."""
    qui = quando.astimezone(ROMA)
    if DALLE <= qui.time() < ALLE:
        return quando
    giorno = qui.date() + (UN_GIORNO if qui.time() >= ALLE else dt.timedelta())
    return dt.datetime.combine(giorno, DALLE, ROMA)
