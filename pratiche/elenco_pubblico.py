"""The published list a sheet at a time. It never changes once published, so a place in it is an address that holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

PER_FOGLIO = 100
Voce = dict[str, Any]  # {"posizione", "sigla", "punti"}


@dataclass(frozen=True)
class Foglio:
    """Some lines of the list. `precedente` and `successivo` are the first positions of the sheets beside it; 0: none.

    `cercata` is the position to show among them; 0: none.
    """

    voci: Sequence[Voce]
    tutte: int
    precedente: int = 0
    successivo: int = 0
    cercata: int = 0

    @property
    def da(self) -> int:
        return int(self.voci[0]["posizione"])

    @property
    def a(self) -> int:
        return int(self.voci[-1]["posizione"])

    @property
    def intero(self) -> bool:
        return len(self.voci) == self.tutte

    @property
    def da_stampare(self) -> bool:
        """All of a list that has more than a sheet."""
        return self.intero and self.tutte > PER_FOGLIO


def foglio(elenco: Sequence[Voce], posizione: int = 1, *, cercata: int = 0) -> Foglio:
    """The sheet with this position; beyond the end, the last one."""
    posizione = min(max(posizione, 1), len(elenco))
    inizio = (posizione - 1) // PER_FOGLIO * PER_FOGLIO
    fine = inizio + PER_FOGLIO
    return Foglio(
        elenco[inizio:fine],
        len(elenco),
        precedente=inizio + 1 - PER_FOGLIO if inizio else 0,
        successivo=fine + 1 if fine < len(elenco) else 0,
        cercata=cercata,
    )


def tutto(elenco: Sequence[Voce]) -> Foglio:
    """In one sheet, to be printed."""
    return Foglio(elenco, len(elenco))


def posizione_di(elenco: Sequence[Voce], sigla: str) -> int:
    """Where this code stands, however it was typed; 0 when it is not in the list."""
    lettere = "".join(filter(str.isalnum, sigla)).upper()
    return next((int(v["posizione"]) for v in elenco if v["sigla"].replace("-", "") == lettere), 0)
