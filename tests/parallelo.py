"""Several people at the same moment: each in a thread, with a connection of its own.

The tests' SQLite lives in memory, where connections do not queue as they do on disk: the threads work on a copy on disk,
which then comes back to memory. Use with `@pytest.mark.django_db(transaction=True)`.
"""

import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper as Sqlite


def tutti_insieme(lavori: Sequence[Callable[[], Any]], cartella: Path) -> list[Any]:
    """What each of `lavori` gave or raised, in their order; all start together."""
    esiti: list[Any] = [None] * len(lavori)
    partenza = threading.Barrier(len(lavori))
    file = cartella / "copia.sqlite3" if connection.vendor == "sqlite" else None
    if file:
        _copia(connection.connection, file)

    def corri(numero: int) -> None:
        if file:
            connections["default"] = Sqlite({**connection.settings_dict, "NAME": str(file)}, "default")
        try:
            partenza.wait()
            esiti[numero] = lavori[numero]()
        except Exception as errore:
            esiti[numero] = errore
        finally:
            connections["default"].close()

    fili = [threading.Thread(target=corri, args=[numero]) for numero in range(len(lavori))]
    for filo in fili:
        filo.start()
    for filo in fili:
        filo.join()
    if file:
        with sqlite3.connect(file) as copia:
            copia.backup(connection.connection)
    return esiti


def _copia(da: sqlite3.Connection, file: Path) -> None:
    with sqlite3.connect(file) as copia:
        da.backup(copia)
        copia.execute(
            "PRAGMA journal_mode=WAL"
        )  # here: of two connections that ask it at once one finds the file locked
