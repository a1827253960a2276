"""Hold a worker in the middle of a transaction: its writes are slow, or another connection has the row that it wants to write."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models, transaction

from tests.faults.processi import finche


@contextmanager
def tenute(righe: "models.QuerySet[models.Model]") -> Iterator[None]:
    """While this lasts nobody else writes these rows. From a thread: what the test reads meanwhile is always news."""
    prese, lascia = threading.Event(), threading.Event()

    def tieni() -> None:
        with transaction.atomic():
            list(righe.select_for_update().order_by("pk"))
            prese.set()
            lascia.wait(60)
        connection.close()

    filo = threading.Thread(target=tieni, daemon=True)
    filo.start()
    finche(prese.is_set, "le righe sono prese")
    try:
        yield
    finally:
        lascia.set()
        filo.join(10)


def uno_aspetta() -> bool:
    """Does some connection wait for a lock?"""
    with connection.cursor() as cursore:
        cursore.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        return bool(cursore.fetchone()[0])


@contextmanager
def scritture_lente(modello: type[models.Model], secondi: float) -> Iterator[None]:
    """While this lasts each INSERT of rows of this kind takes so long: what works by steps can be met at each of them."""
    tabella = connection.ops.quote_name(modello._meta.db_table)
    with connection.cursor() as cursore:
        cursore.execute(
            "CREATE FUNCTION prova_lenta() RETURNS trigger LANGUAGE plpgsql AS "
            f"'BEGIN PERFORM pg_sleep({secondi}); RETURN NULL; END'"
        )
        cursore.execute(
            f"CREATE TRIGGER prova_lenta BEFORE INSERT ON {tabella} FOR EACH STATEMENT EXECUTE FUNCTION prova_lenta()"
        )
    try:
        yield
    finally:
        with connection.cursor() as cursore:
            cursore.execute("DROP FUNCTION prova_lenta() CASCADE")
