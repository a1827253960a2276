"""Many rows, quickly: copies of a true one, made by the operations, that differ only in what must. Written by the database itself.

Deterministic: row number n is always the same, with the same key, so that a run which was stopped goes on from where it was.
Only for PostgreSQL, and only for measures: production does not have it, and it refuses it.
"""

import sys
import time
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection

LOTTO = 250_000  # rows of one statement: the memory stays the same whatever the city
DEPOSITO = "misura_indici"  # the indexes taken away while the tables fill, to be put back


def rifiuta_produzione() -> None:
    if settings.PRODUZIONE:
        sys.exit("Qui ci sono persone vere: le pratiche inventate si generano solo in un database di prova.")


def copia(modello: Any, quante: int, *, base: int, da: str, valori: dict[str, str]) -> None:
    """`quante` rows like `modello` (a saved object) with keys from `base`; `valori` is the SQL of each column that differs.

    `da` is the SQL that goes beside `generate_series(…) AS n`, with the names that `valori` uses. Foreign keys are not
    checked: the rows they point to may come later.
    """
    tabella = modello._meta.db_table
    colonne = [campo.column for campo in modello._meta.concrete_fields]
    scelte = {colonna: f'm."{colonna}"' for colonna in colonne} | {"id": f"{base} + n"} | valori
    nomi, espressioni = ", ".join(f'"{nome}"' for nome in colonne), ", ".join(scelte[nome] for nome in colonne)
    with connection.cursor() as cursore:
        cursore.execute("SET session_replication_role = replica")
        cursore.execute(f"SELECT COUNT(*) FROM {tabella} WHERE id >= {base} AND id < {base + quante}")
        prima, inizio = cursore.fetchone()[0], time.monotonic()
        for numero in range(prima, quante, LOTTO):
            fine = min(numero + LOTTO, quante)
            cursore.execute(
                f"INSERT INTO {tabella} ({nomi}) SELECT {espressioni} FROM {tabella} AS m, "
                f"generate_series({numero}::bigint, {fine - 1}) AS n {da} WHERE m.id = {modello.pk}"
            )
            ritmo = (fine - prima) / (time.monotonic() - inizio)
            print(f"  {tabella}: {fine} di {quante}, {ritmo:.0f}/s", flush=True)
        cursore.execute(f"SELECT setval(pg_get_serial_sequence('{tabella}', 'id'), (SELECT MAX(id) FROM {tabella}))")
        cursore.execute("RESET session_replication_role")


def spoglia(tabelle: Iterable[str]) -> None:
    """Take the indexes away, but the keys: made all together at the end they cost a fraction. Again, it takes what is left."""
    elenco = ", ".join(f"'{tabella}'" for tabella in tabelle)
    with connection.cursor() as cursore:
        cursore.execute(f"CREATE TABLE IF NOT EXISTS {DEPOSITO} (id serial, rifai text)")
        cursore.execute(
            "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            f"WHERE contype = 'u' AND conrelid::regclass::text IN ({elenco})"
        )
        for tabella, nome, definizione in cursore.fetchall():
            _metti_da_parte(
                cursore,
                f'ALTER TABLE {tabella} ADD CONSTRAINT "{nome}" {definizione}',
                f'ALTER TABLE {tabella} DROP CONSTRAINT "{nome}"',
            )
        cursore.execute(
            f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ({elenco}) AND indexname NOT LIKE '%\\_pkey'"
        )
        for nome, definizione in cursore.fetchall():
            _metti_da_parte(cursore, definizione, f'DROP INDEX "{nome}"')


def _metti_da_parte(cursore: Any, rifai: str, togli: str) -> None:
    """Both or neither: what is taken away can always be put back."""
    cursore.execute("BEGIN")
    cursore.execute(f"INSERT INTO {DEPOSITO} (rifai) VALUES (%s)", [rifai])
    cursore.execute(togli)
    cursore.execute("COMMIT")


def rivesti() -> None:
    """Put the indexes back, one at a time, and let the planner learn the tables."""
    with connection.cursor() as cursore:
        cursore.execute(f"CREATE TABLE IF NOT EXISTS {DEPOSITO} (id serial, rifai text)")
        cursore.execute(f"SELECT id, rifai FROM {DEPOSITO} ORDER BY id")
        righe, inizio = cursore.fetchall(), time.monotonic()
        for fatti, (chiave, rifai) in enumerate(righe, start=1):
            cursore.execute("BEGIN")
            cursore.execute(rifai)
            cursore.execute(f"DELETE FROM {DEPOSITO} WHERE id = {chiave}")
            cursore.execute("COMMIT")
            print(f"  indici: {fatti} di {len(righe)}, {time.monotonic() - inizio:.0f} s", flush=True)
        cursore.execute("VACUUM ANALYZE")
