"""Which places are free at a desk: pure computation, no database and no clock of its own.

Opening hours are wall-clock times in Rome; slots are laid out on the absolute line of time between opening and closing,
so the days when the clock changes have the slots that really exist, each once.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from portal.base.festivi import Patrono, e_festivo

ROMA = ZoneInfo("Europe/Rome")
UN_GIORNO = dt.timedelta(days=1)


class Fascia(Protocol):
    """A stretch of opening, each week on the same day. `giorno` counts from Monday = 0."""

    giorno: int
    dalle: dt.time
    alle: dt.time
    minuti: int
    posti: int
    valido_dal: dt.date
    valido_al: dt.date | None


class Periodo(Protocol):
    """Days of closing, both ends included."""

    dal: dt.date
    al: dt.date


@dataclass(frozen=True)
class Occupato:
    """A place somebody has."""

    inizio: dt.datetime
    fine: dt.datetime
    posto: int


@dataclass(frozen=True)
class Calendario:
    """The rules of a desk. Holidays and the patron saint win over every opening."""

    fasce: Sequence[Fascia]
    chiusure: Sequence[Periodo]
    patrono: Patrono
    preavviso: dt.timedelta
    giorni_avanti: int


@dataclass(frozen=True)
class Slot:
    """A time that can be booked, with the numbers of its free places."""

    inizio: dt.datetime
    fine: dt.datetime
    liberi: tuple[int, ...]

    @property
    def giorno(self) -> dt.date:
        return giorno_di(self.inizio)


def slot_liberi(
    calendario: Calendario,
    occupati: Collection[Occupato],
    *,
    adesso: dt.datetime,
    giorni: Iterable[dt.date] | None = None,
) -> list[Slot]:
    """The slots with at least one free place, in order of time, on `giorni` or on every day that can be booked."""
    presi: dict[dt.date, list[Occupato]] = defaultdict(list)
    for occupato in occupati:
        presi[giorno_di(occupato.inizio)].append(occupato)
    tutti = (
        slot
        for giorno in giorni_prenotabili(calendario, adesso, giorni)
        for slot in _del_giorno(calendario, giorno, presi[giorno])
    )
    prima = adesso + calendario.preavviso
    return sorted((slot for slot in tutti if slot.liberi and slot.inizio >= prima), key=lambda slot: slot.inizio)


def giorno_di(istante: dt.datetime) -> dt.date:
    """The day on Rome's wall calendar."""
    return istante.astimezone(ROMA).date()


def giorni_prenotabili(
    calendario: Calendario, adesso: dt.datetime, giorni: Iterable[dt.date] | None = None
) -> list[dt.date]:
    """The days, among `giorni` if given, that are neither past, nor too far, nor closed."""
    oggi = giorno_di(adesso)
    ultimo = oggi + UN_GIORNO * calendario.giorni_avanti
    if giorni is None:
        giorni = (oggi + UN_GIORNO * n for n in range(calendario.giorni_avanti + 1))
    return [giorno for giorno in giorni if oggi <= giorno <= ultimo and _aperto(calendario, giorno)]


def _aperto(calendario: Calendario, giorno: dt.date) -> bool:
    chiuso = any(periodo.dal <= giorno <= periodo.al for periodo in calendario.chiusure)
    return not chiuso and not e_festivo(giorno, calendario.patrono)


def _del_giorno(calendario: Calendario, giorno: dt.date, occupati: Collection[Occupato]) -> Iterator[Slot]:
    for fascia in calendario.fasce:
        if not _vale(fascia, giorno):
            continue
        for inizio, fine in intervalli(fascia, giorno):
            presi = {altro.posto for altro in occupati if altro.inizio < fine and inizio < altro.fine}
            yield Slot(inizio, fine, tuple(n for n in range(1, fascia.posti + 1) if n not in presi))


def _vale(fascia: Fascia, giorno: dt.date) -> bool:
    finita = fascia.valido_al is not None and fascia.valido_al < giorno
    return giorno.weekday() == fascia.giorno and fascia.valido_dal <= giorno and not finita


def intervalli(fascia: Fascia, giorno: dt.date) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Whole slots between opening and closing; what is left before closing is not offered."""
    durata = dt.timedelta(minutes=fascia.minuti)
    inizio, chiusura = (_istante(giorno, ora) for ora in (fascia.dalle, fascia.alle))
    while inizio + durata <= chiusura:
        yield inizio, inizio + durata
        inizio += durata


def _istante(giorno: dt.date, ora: dt.time) -> dt.datetime:
    """The instant when Rome's clock shows `ora`; in UTC, where adding minutes is true on the days the clock changes."""
    return dt.datetime.combine(giorno, ora, tzinfo=ROMA).astimezone(dt.UTC)
