"""Many cases, quickly: rows copied from true ones made by the operations, changed only in what must differ, by COPY.

Deterministic: row number n is always the same. Only for PostgreSQL, and only for measures: production does not have it.
"""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, models

from pratiche.parole import parole_di

OGNI = 200_000  # rows between two lines of progress
APERTE_OGNI = 20  # one case out of so many is still open
UFFICI = 20  # offices among which the cases are spread
ANNI = 10
A_PERSONA = 10  # cases of each person
COGNOMI = [
    a + b
    for a in ("Ba", "Co", "De", "Fe", "Ga", "La", "Ma", "Pe", "Ro", "Sa")
    for b in ("rini", "lli", "sti", "ndo", "tta")
]
NOMI = [
    a + b
    for a in ("Al", "Be", "Ca", "Do", "El", "Fa", "Gi", "Lu", "Ma", "Ni")
    for b in ("ra", "no", "sa", "dia", "rico")
]


class Flusso:
    """The lines of a COPY, read by the driver as from a file."""

    def __init__(self, righe: Iterator[str]) -> None:
        self._righe, self._resto = righe, ""

    def read(self, quanti: int) -> str:
        while len(self._resto) < quanti:
            riga = next(self._righe, None)
            if riga is None:
                break
            self._resto += riga
        pezzo, self._resto = self._resto[:quanti], self._resto[quanti:]
        return pezzo


def copia(modello: Any, quante: int, cambia: Callable[[int], dict[str, Any]]) -> int:
    """`quante` rows like `modello` (a saved object), each with what `cambia(n)` says by column. Returns their first key."""
    campi = modello._meta.concrete_fields
    colonne = [campo.column for campo in campi]
    fissi = {campo.column: _testo(_valore(campo, modello)) for campo in campi}
    tabella = modello._meta.db_table
    with connection.cursor() as cursore:
        cursore.execute(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {tabella}")
        prima: int = cursore.fetchone()[0]

        def righe() -> Iterator[str]:
            inizio = time.monotonic()
            for numero in range(quante):
                valori = {**fissi, "id": str(prima + numero), **{k: _testo(v) for k, v in cambia(numero).items()}}
                yield "\t".join([valori[colonna] for colonna in colonne]) + "\n"
                if (numero + 1) % OGNI == 0:
                    ritmo = (numero + 1) / (time.monotonic() - inizio)
                    print(f"  {tabella}: {numero + 1} di {quante}, {ritmo:.0f}/s", flush=True)

        nomi = ", ".join(f'"{colonna}"' for colonna in colonne)
        cursore.cursor.copy_expert(f"COPY {tabella} ({nomi}) FROM STDIN", Flusso(righe()), size=1 << 20)
        cursore.execute(f"SELECT setval(pg_get_serial_sequence('{tabella}', 'id'), (SELECT MAX(id) FROM {tabella}))")
    return prima


def codice(genere: int, numero: int) -> str:
    """An opaque code that is always the same for this row."""
    return f"00000000-0000-4000-{genere:04x}-{numero:012x}"


def nome_di(persona: int) -> tuple[str, str]:
    """Name and surname of person number `persona`: 2,500 pairs, so that a search finds a few and not all."""
    return NOMI[persona % 50], COGNOMI[persona // 50 % 50]


def parole_della_persona(persona: int) -> list[str]:
    return sorted(parole_di(nome_di(persona)))


def _valore(campo: "models.Field[Any, Any]", oggetto: Any) -> Any:
    valore = getattr(oggetto, campo.attname)
    return json.dumps(valore) if isinstance(campo, models.JSONField) and valore is not None else valore


def _testo(valore: Any) -> str:
    """As COPY wants it in its text format."""
    if valore is None:
        return "\\N"
    if isinstance(valore, bool):
        return "t" if valore else "f"
    return str(valore).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
