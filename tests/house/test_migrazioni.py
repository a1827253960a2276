"""Migrations: named for what they do, and able to go back."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.operations import registra

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
    grafo = MigrationLoader(None).disk_migrations
    irreversibili = [
        chiave
        for chiave, migrazione in grafo.items()
        if chiave[0] in NOSTRE and not all(operazione.reversible for operazione in migrazione.operations)
    ]
    assert irreversibili == []


@pytest.mark.django_db(transaction=True)
def test_il_registro_si_apre_e_si_richiude(ente: Ente, giulia: Persona) -> None:
    """The one migration written by hand in SQL: down and up again."""
    call_command("migrate", "registro", "0001", verbosity=0)
    call_command("migrate", "registro", verbosity=0)
    registra("prova.fatta", giulia, giulia, ente=ente)
    with connection.cursor() as cursore, pytest.raises(DatabaseError):
        cursore.execute("DELETE FROM registro_evento")
