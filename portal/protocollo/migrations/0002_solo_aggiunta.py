from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from portal.registro import trigger

TABELLE = ("protocollo_registrazione", "protocollo_annullamento", "protocollo_registrogiornaliero")


def chiudi(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for comando in trigger.crea(schema_editor.connection.vendor, TABELLE):
        schema_editor.execute(comando)


def apri(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for comando in trigger.togli(schema_editor.connection.vendor, TABELLE):
        schema_editor.execute(comando)


class Migration(migrations.Migration):
    dependencies = [("protocollo", "0001_initial"), ("registro", "0002_solo_aggiunta")]
    operations = [migrations.RunPython(chiudi, apri)]
