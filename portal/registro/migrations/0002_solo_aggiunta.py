from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from portal.registro import trigger


def chiudi(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for comando in trigger.crea(schema_editor.connection.vendor):
        schema_editor.execute(comando)


def apri(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for comando in trigger.togli(schema_editor.connection.vendor):
        schema_editor.execute(comando)


class Migration(migrations.Migration):
    dependencies = [("registro", "0001_initial")]
    operations = [migrations.RunPython(chiudi, apri)]
