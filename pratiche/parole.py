"""The words by which a name is found: no accents, no capitals, no apostrophes. Nothing here reads the database."""

import re
import unicodedata
from collections.abc import Iterable

MASSIMA = 40  # letters of a word that are kept
_SENZA_SEGNI = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_PAROLA = re.compile(r"[^\W_]+")


def parole(testo: str) -> list[str]:
    """`D'Angelò Maria` → `d`, `angelo`, `maria`."""
    spogliato = "".join(c for c in unicodedata.normalize("NFKD", testo.casefold()) if not unicodedata.combining(c))
    return [parola[:MASSIMA] for parola in _PAROLA.findall(spogliato.translate(_SENZA_SEGNI))]


def parole_di(nomi: Iterable[str]) -> set[str]:
    """Those of these names, and each name as who writes it without spaces: `De Luca` is found also by `deluca`."""
    trovate = [parole(nome) for nome in nomi]
    return {parola for gruppo in trovate for parola in (*gruppo, "".join(gruppo)[:MASSIMA]) if parola}
