"""Working days: national holidays (L. 260/1949 and changes), Sundays and the patron saint of the comune."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cache

import holidays
from django.utils.translation import gettext as _

Patrono = tuple[int, int] | None  # month, day
SABATO, DOMENICA = 5, 6
ANNI = range(2020, 2051)


@cache
def _nazionali(anno: int) -> dict[dt.date, str]:
    return dict(holidays.country_holidays("IT", years=anno, language="it_IT"))


@cache
def _tutte_le_nazionali() -> tuple[str, ...]:
    """The days of the national holidays, over all the years that a term may touch: the law adds and takes away some."""
    return tuple(giorno.isoformat() for anno in ANNI for giorno in sorted(_nazionali(anno)))


def e_festivo(giorno: dt.date, patrono: Patrono = None) -> bool:
    """Sunday, national holiday or patron saint. Saturday is a working day for terms (c.c. art. 2963)."""
    return giorno.weekday() == DOMENICA or giorno in _nazionali(giorno.year) or (giorno.month, giorno.day) == patrono


@dataclass(frozen=True)
class Calendario:
    """The holidays that count for the terms of a comune: its patron saint and, only where it says so, Saturday."""

    patrono: Patrono = None
    sabato_festivo: bool = False

    def festivo(self, giorno: dt.date) -> bool:
        return e_festivo(giorno, self.patrono) or (self.sabato_festivo and giorno.weekday() == SABATO)

    def perche(self, giorno: dt.date) -> str:
        """Which holiday a day is, empty for a working day."""
        if not self.festivo(giorno):
            return ""
        nazionale = _nazionali(giorno.year).get(giorno)
        if nazionale:
            return nazionale
        if (giorno.month, giorno.day) == self.patrono:
            return _("santo patrono")
        return _("domenica") if giorno.weekday() == DOMENICA else _("sabato")

    @property
    def impronta(self) -> str:
        """The same for the same holidays: of two that differ, a term may end on two days."""
        testo = repr((self.patrono, self.sabato_festivo, _tutte_le_nazionali()))
        return hashlib.sha256(testo.encode()).hexdigest()

    def primo_utile(self, giorno: dt.date) -> dt.date:
        """The day itself, or the first working day after it: a term that ends on a holiday moves (c.c. art. 2963, c. 3)."""
        while self.festivo(giorno):
            giorno += dt.timedelta(days=1)
        return giorno


SOLO_NAZIONALI = Calendario()
