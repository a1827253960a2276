"""Search in the public contents: all the words, without accents and endings, on any database.

The text to search is kept folded in one column; a comune has some hundreds of contents, so bounding by ente is index
enough, and the title comes first in the column so that hits in it are ranked first.
"""

import re
import unicodedata
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import StrIndex

PAROLE_MASSIME = 8
LUNGHEZZA_RADICE = 5  # from this length on the final vowel is dropped: "permessi" finds "permesso"
# words that a person writes around what they look for
_VUOTE = frozenset(
    [
        "a",
        "al",
        "alla",
        "che",
        "chi",
        "come",
        "con",
        "cosa",
        "da",
        "dal",
        "dalla",
        "de",
        "dei",
        "del",
        "della",
        "devo",
        "di",
        "do",
        "dove",
        "e",
        "faccio",
        "fare",
        "gli",
        "how",
        "i",
        "il",
        "in",
        "io",
        "la",
        "le",
        "lo",
        "mi",
        "nel",
        "per",
        "posso",
        "quando",
        "serve",
        "si",
        "sul",
        "the",
        "to",
        "un",
        "una",
        "vorrei",
        "voglio",
        "wie",
    ]
)


def normalizza(testo: str) -> str:
    """Lower case, no accents, single spaces."""
    senza_accenti = "".join(c for c in unicodedata.normalize("NFKD", testo) if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", senza_accenti.casefold()).strip()


def radici(domanda: str) -> list[str]:
    """The words that count in what a person typed, without ending."""
    parole = re.findall(r"\w+", normalizza(domanda))
    utili = [parola for parola in parole if parola not in _VUOTE] or parole
    return [_radice(parola) for parola in utili[:PAROLE_MASSIME]]


def trova(contenuti: QuerySet[Any], domanda: str) -> QuerySet[Any]:
    """The contents that have every word of the question, those that have the first word earliest at the top."""
    parole = radici(domanda)
    if not parole:
        return contenuti.none()
    for parola in parole:
        contenuti = contenuti.filter(cerca__contains=parola)
    return contenuti.order_by(StrIndex("cerca", Value(parole[0])), "titolo")


def _radice(parola: str) -> str:
    return parola.rstrip("aeio") if len(parola) >= LUNGHEZZA_RADICE else parola
