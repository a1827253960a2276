import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from portal.registro import trigger

TABELLE = ("pratiche_acquisizione",)


def chiudi(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for comando in trigger.crea(schema_editor.connection.vendor, TABELLE):
        schema_editor.execute(comando)


def apri(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for comando in trigger.togli(schema_editor.connection.vendor, TABELLE):
        schema_editor.execute(comando)


class Migration(migrations.Migration):
    dependencies = [
        ("documenti", "0003_valido_fino"),
        ("pratiche", "0042_risposte_fuori_dal_portale"),
    ]

    # SQLite rebuilds the table: it is opened before and closed after, both ways
    operations = [
        migrations.RunPython(apri, chiudi),
        migrations.RemoveConstraint(
            model_name="acquisizione",
            name="pratiche_acquisizione_di_una",
        ),
        migrations.AddField(
            model_name="acquisizione",
            name="memoria",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acquisizione",
                to="pratiche.memoria",
            ),
        ),
        migrations.AddField(
            model_name="acquisizione",
            name="opposizione",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acquisizione",
                to="pratiche.opposizione",
            ),
        ),
        migrations.AddField(
            model_name="opposizione",
            name="documenti",
            field=models.ManyToManyField(related_name="+", to="documenti.documento", verbose_name="documenti arrivati"),
        ),
        migrations.AddConstraint(
            model_name="acquisizione",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("integrazione__isnull", False),
                        ("memoria__isnull", True),
                        ("opposizione__isnull", True),
                        ("preavviso__isnull", True),
                    ),
                    models.Q(
                        ("integrazione__isnull", True),
                        ("memoria__isnull", True),
                        ("opposizione__isnull", True),
                        ("preavviso__isnull", False),
                    ),
                    models.Q(
                        ("integrazione__isnull", True),
                        ("memoria__isnull", False),
                        ("opposizione__isnull", True),
                        ("preavviso__isnull", True),
                    ),
                    models.Q(
                        ("integrazione__isnull", True),
                        ("memoria__isnull", True),
                        ("opposizione__isnull", False),
                        ("preavviso__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="pratiche_acquisizione_di_una",
            ),
        ),
        migrations.RunPython(chiudi, apri),
    ]
