"""What keeps two acts from waiting for each other: read from the sources, so that nobody forgets it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

RADICE = Path(settings.BASE_DIR)
STANZE = ("portal", "notifiche", "pagamenti", "appuntamenti", "assistenza", "pratiche", "fascicolo")
# no register down there, or another one: its own
SENZA_REGISTRO = ("portal/base/", "portal/sandbox/")
# savepoints in an act, around one statement that the database may refuse: no line of the register is written inside
SALVATAGGI = {
    "appuntamenti/operations.py",
    "notifiche/operations/avvisi.py",
    "pagamenti/operations/ricevute.py",
    "portal/identita/operations/richiesta.py",
    "pratiche/operations/candidature.py",
}


def sorgenti() -> Iterator[tuple[str, ast.Module]]:
    for stanza in STANZE:
        for file in (RADICE / stanza).rglob("*.py"):
            yield str(file.relative_to(RADICE)), ast.parse(file.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def chiamate() -> dict[str, list[ast.Attribute | ast.Call]]:
    """Of each file, the uses of names that matter here: `transaction.atomic`, and `….select_for_update(…)`."""
    trovate: dict[str, list[ast.Attribute | ast.Call]] = {}
    for nome, albero in sorgenti():
        for nodo in ast.walk(albero):
            apre = isinstance(nodo, ast.Attribute) and ast.unparse(nodo) == "transaction.atomic"
            blocca = isinstance(nodo, ast.Call) and ast.unparse(nodo.func).endswith(".select_for_update")
            if apre or blocca:
                trovate.setdefault(nome, []).append(nodo)  # type: ignore[arg-type]
    return trovate


def test_chi_scrive_nel_registro_compie_un_atto(chiamate: dict[str, list[ast.Attribute | ast.Call]]) -> None:
    """`@atto` and not `@transaction.atomic`: the lines are written last (`portal.registro.atti`)."""
    aprono = {nome for nome, nodi in chiamate.items() if any(isinstance(nodo, ast.Attribute) for nodo in nodi)}
    assert {nome for nome in aprono if not nome.startswith(SENZA_REGISTRO)} == SALVATAGGI


def test_chi_blocca_una_riga_non_ferma_chi_la_nomina(chiamate: dict[str, list[ast.Attribute | ast.Call]]) -> None:
    """`no_key=True`: who writes a row that only points to the locked one does not wait for it."""
    blocchi = [(nome, nodo) for nome, nodi in chiamate.items() for nodo in nodi if isinstance(nodo, ast.Call)]
    assert blocchi
    assert [nome for nome, nodo in blocchi if "no_key=True" not in ast.unparse(nodo)] == []
