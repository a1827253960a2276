"""Words that exist in some languages only: who reads gets theirs, or the Italian ones with the language they are in."""

from typing import Self

from django.utils.functional import Promise
from django.utils.translation import get_language

ORIGINALE = "it"
# the words of a package (Italian, or one text per language) and those of the portal itself
Frase = str | Promise | dict[str, str]


class Parole(str):
    """A text, with its language when it is not the one of the page; the filter `lang` says it in HTML (WCAG 3.1.2)."""

    __slots__ = ("lingua",)
    lingua: str

    def __new__(cls, testo: str, lingua: str = "") -> Self:
        parole = super().__new__(cls, testo)
        parole.lingua = lingua
        return parole


def lingua_corrente() -> str:
    return (get_language() or ORIGINALE)[:2]


def originale(testo: str) -> Parole:
    """A text that was written in Italian and has no translation."""
    return Parole(testo, "" if lingua_corrente() == ORIGINALE else ORIGINALE)


def nella_lingua(frase: Frase) -> str:
    """The text in the reader's language; in Italian when there is no translation."""
    if isinstance(frase, Promise):
        return str(frase)
    if isinstance(frase, str):
        return originale(frase)
    tradotta = frase.get(lingua_corrente())
    return originale(frase[ORIGINALE]) if tradotta is None else tradotta
