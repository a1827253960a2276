"""The tables as the tests use them: made from the models, which is quick, and closed as the migrations close them.

That the migrations make the very same tables is proved once, in `tests/house/test_migrazioni.py`.
"""

import re
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from portal.identita import trigger as trigger_accessi
from portal.protocollo.models import CRESCONO
from portal.registro import trigger
from pratiche.models import immutabile

SOLO_AGGIUNTA = (*trigger.REGISTRO, *CRESCONO, *immutabile.CRESCONO, "pagamenti_ricevuta")


def chiudi(vendor: str) -> list[str]:
    """SQL that closes the tables that only grow."""
    return [*trigger.crea(vendor, SOLO_AGGIUNTA), *trigger_accessi.crea(vendor)]


def apri(vendor: str) -> list[str]:
    """SQL that opens them, to empty them after a test that commits."""
    return [*trigger.togli(vendor, SOLO_AGGIUNTA), *trigger_accessi.togli(vendor)]


def di_nascosto(sql: str, *valori: object) -> None:
    """As who owns the database could: the triggers are taken away and put back."""
    connection.check_constraints()  # PostgreSQL touches no trigger of a table with keys still to be checked
    with connection.cursor() as cursore:
        for comando in apri(connection.vendor):
            cursore.execute(comando)
        cursore.execute(sql, valori)
        for comando in chiudi(connection.vendor):
            cursore.execute(comando)


def schema(connessione: BaseDatabaseWrapper) -> dict[str, Any]:
    """Tables, columns, constraints, indexes and triggers."""
    with connessione.cursor() as cursore:
        leggi = connessione.introspection
        tabelle = sorted(set(leggi.table_names(cursore)) - {"django_migrations"})
        cursore.execute(_TRIGGER[connessione.vendor])
        return {
            "tabelle": {nome: _tabella(leggi, cursore, nome) for nome in tabelle},
            "trigger": sorted([*riga] for riga in cursore.fetchall()),
        }


_TRIGGER = {
    "sqlite": "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT event_object_table, trigger_name, event_manipulation FROM information_schema.triggers",
}


def _tabella(leggi: Any, cursore: Any, nome: str) -> dict[str, Any]:
    colonne = {c.name: [str(c.type_code), c.null_ok] for c in leggi.get_table_description(cursore, nome)}
    vincoli = leggi.get_constraints(cursore, nome)
    return {"colonne": dict(sorted(colonne.items())), "vincoli": sorted(_vincolo(*voce) for voce in vincoli.items())}


def _vincolo(nome: str, che_cosa: dict[str, Any]) -> list[str]:
    """What it does. SQLite numbers those that have no name in the order of the columns, which a migration may change."""
    proprio = "" if re.match(r"__unnamed|fk_\d", nome) else nome
    return [proprio, *(f"{chiave}={che_cosa[chiave]}" for chiave in sorted(che_cosa))]
