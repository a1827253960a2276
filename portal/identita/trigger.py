"""The database itself guards the log of the logins: no row is changed, and none goes before its 24 months."""

from portal.identita.models.registro_saml import MESI

TABELLA = "identita_registrosaml"
_RIFIUTO = "il registro degli accessi ammette solo aggiunte"

_POSTGRES = f"""
CREATE OR REPLACE FUNCTION {TABELLA}_custodisci() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.quando < now() - interval '{MESI} months' THEN RETURN OLD; END IF;
  RAISE EXCEPTION '{_RIFIUTO}';
END $$
"""


def crea(vendor: str) -> list[str]:
    """SQL that closes the table, for the database in use."""
    if vendor == "postgresql":
        return [
            _POSTGRES,
            f"CREATE TRIGGER {TABELLA}_chiusa BEFORE UPDATE OR DELETE ON {TABELLA}"
            f" FOR EACH ROW EXECUTE FUNCTION {TABELLA}_custodisci()",
        ]
    rifiuta = f"BEGIN SELECT RAISE(ABORT, '{_RIFIUTO}'); END"
    # Django keeps moments as text in UTC, which sorts as time does
    giovane = f"OLD.quando >= strftime('%Y-%m-%d %H:%M:%S', 'now', '-{MESI} months')"
    return [
        f"CREATE TRIGGER {TABELLA}_update BEFORE UPDATE ON {TABELLA} {rifiuta}",
        f"CREATE TRIGGER {TABELLA}_delete BEFORE DELETE ON {TABELLA} WHEN {giovane} {rifiuta}",
    ]


def togli(vendor: str) -> list[str]:
    """SQL that opens the table again: only to undo the migration and to empty the tests' database."""
    if vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {TABELLA}_chiusa ON {TABELLA}"]
    return [f"DROP TRIGGER IF EXISTS {TABELLA}_{atto}" for atto in ("update", "delete")]
