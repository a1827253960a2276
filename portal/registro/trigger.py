"""The database itself refuses to change or delete the lines of tables that only grow, even by plain SQL."""

from collections.abc import Iterable

REGISTRO = ("registro_evento", "registro_accessodati")

_POSTGRES_FUNZIONE = """
CREATE OR REPLACE FUNCTION registro_solo_aggiunta() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'il registro ammette solo aggiunte'; END $$
"""


def crea(vendor: str, tabelle: Iterable[str] = REGISTRO) -> list[str]:
    """SQL that closes the tables, for the database in use. On SQLite a migration that rebuilds one must close it again."""
    if vendor == "postgresql":
        return [
            _POSTGRES_FUNZIONE,
            *[
                f"CREATE TRIGGER {t}_chiusa BEFORE UPDATE OR DELETE ON {t} FOR EACH ROW EXECUTE FUNCTION registro_solo_aggiunta()"
                for t in tabelle
            ],
        ]
    return [
        f"CREATE TRIGGER {t}_{atto.lower()} BEFORE {atto} ON {t} BEGIN SELECT RAISE(ABORT, 'il registro ammette solo aggiunte'); END"
        for t in tabelle
        for atto in ("UPDATE", "DELETE")
    ]


def togli(vendor: str, tabelle: Iterable[str] = REGISTRO) -> list[str]:
    """SQL that opens the tables again: only to undo the migration and to empty the tests' database."""
    if vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {t}_chiusa ON {t}" for t in tabelle]
    return [f"DROP TRIGGER IF EXISTS {t}_{atto}" for t in tabelle for atto in ("update", "delete")]
