from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from portal.registro import trigger

TABELLE = (
    "pratiche_versioneservizio",
    "pratiche_provvedimento",
    "pratiche_memoria",
    "pratiche_graduatoriapubblicata",
)


def chiudi(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for comando in trigger.crea(schema_editor.connection.vendor, TABELLE):
        schema_editor.execute(comando)


def apri(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for comando in trigger.togli(schema_editor.connection.vendor, TABELLE):
        schema_editor.execute(comando)


class Migration(migrations.Migration):
    dependencies = [("pratiche", "0036_sollecitate"), ("registro", "0002_solo_aggiunta")]
    operations = [migrations.RunPython(chiudi, apri)]
