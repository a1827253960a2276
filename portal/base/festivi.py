"""Working days: national holidays (L. 260/1949 and changes), Sundays and the patron saint of the comune."""

import datetime as dt
from functools import cache

import holidays

Patrono = tuple[int, int] | None  # month, day


@cache
def _nazionali(anno: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("IT", years=anno))


def e_festivo(giorno: dt.date, patrono: Patrono = None) -> bool:
    """Sunday, national holiday or patron saint. Saturday is a working day for terms (c.c. art. 2963)."""
    return giorno.weekday() == 6 or giorno in _nazionali(giorno.year) or (giorno.month, giorno.day) == patrono


def primo_giorno_utile(giorno: dt.date, patrono: Patrono = None) -> dt.date:
    """The day itself, or the first working day after it: a term that ends on a holiday moves (c.c. art. 2963, c. 3)."""
    while e_festivo(giorno, patrono):
        giorno += dt.timedelta(days=1)
    return giorno
