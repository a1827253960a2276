"""Migrations: named for what they do, able to go back, and making the tables that the tests use."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import override_settings

from tests import tabelle

RADICE = Path(settings.BASE_DIR)
NOSTRE = [
    app.label for app in apps.get_app_configs() if Path(app.path).is_relative_to(RADICE) and ".venv" not in app.path
]


def test_ogni_migrazione_ha_un_nome_che_dice_che_cosa_fa() -> None:
    automatiche = [
        file.relative_to(RADICE)
        for file in RADICE.glob("**/migrations/0*.py")
        if ".venv" not in file.parts and re.match(r"\d{4}_auto_", file.name)
    ]
    assert automatiche == []


def test_ogni_migrazione_sa_tornare_indietro() -> None:
    with override_settings(MIGRATION_MODULES={}):  # the tests run without
        grafo = MigrationLoader(None).disk_migrations
    assert grafo.keys() >= {("registro", "0002_solo_aggiunta")}
    irreversibili = [
        chiave
        for chiave, migrazione in grafo.items()
        if chiave[0] in NOSTRE and not all(operazione.reversible for operazione in migrazione.operations)
    ]
    assert irreversibili == []


@pytest.mark.django_db
def test_le_migrazioni_fanno_le_tabelle_delle_prove(tmp_path: Path) -> None:
    """Every migration on an empty database: the same tables, equally closed."""
    with _database_vuoto() as indirizzo:
        ambiente = os.environ | {"DATABASE_URL": indirizzo, "CASA_DATI": str(tmp_path)}
        esito = subprocess.run(
            [sys.executable, "-m", "tests.house.migra"],
            env=ambiente,
            cwd=RADICE,
            capture_output=True,
            text=True,
            check=False,
        )
        assert esito.returncode == 0, esito.stderr[-2000:]
        migrate, delle_prove = json.loads(esito.stdout), json.loads(json.dumps(tabelle.schema(connection)))
    assert migrate["trigger"] == delle_prove["trigger"]
    assert migrate["tabelle"].keys() == delle_prove["tabelle"].keys()
    nostre = {nome for nome in migrate["tabelle"] if nome.startswith(tuple(f"{app}_" for app in NOSTRE))}
    assert len(nostre) > 50
    for nome in nostre:
        assert migrate["tabelle"][nome] == delle_prove["tabelle"][nome], nome


@contextmanager
def _database_vuoto() -> Iterator[str]:
    """The address of an empty database of the same kind as the one in use."""
    if connection.vendor == "sqlite":
        yield ""  # the file in CASA_DATI
        return
    nome = "casa_migrazioni"
    _fuori_da_ogni_transazione(f"DROP DATABASE IF EXISTS {nome}", f"CREATE DATABASE {nome}")
    yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{nome}").geturl()
    _fuori_da_ogni_transazione(f"DROP DATABASE {nome}")


def _fuori_da_ogni_transazione(*comandi: str) -> None:
    with connection._nodb_cursor() as cursore:  # type: ignore[attr-defined]
        for comando in comandi:
            cursore.execute(comando)
