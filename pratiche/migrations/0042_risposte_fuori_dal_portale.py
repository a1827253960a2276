import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import portal.documenti.models
import pratiche.models.acquisizioni
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
        ("registro", "0002_solo_aggiunta"),
        ("pratiche", "0041_atti_rimasti_fuori_dal_protocollo"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BozzaAcquisizione",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("codice", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="codice")),
                ("creato_il", models.DateTimeField(auto_now_add=True, verbose_name="creato il")),
                ("scritto", models.JSONField(default=dict, verbose_name="scritto finora")),
                (
                    "integrazione",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copiate",
                        to="pratiche.richiestaintegrazione",
                    ),
                ),
                (
                    "operatore",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "preavviso",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copiate",
                        to="pratiche.preavvisorigetto",
                    ),
                ),
            ],
            options={
                "verbose_name": "risposta in corso di registrazione",
                "verbose_name_plural": "risposte in corso di registrazione",
            },
        ),
        migrations.CreateModel(
            name="FileAcquisizione",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("codice", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="codice")),
                ("creato_il", models.DateTimeField(auto_now_add=True, verbose_name="creato il")),
                ("campo", models.CharField(max_length=60, verbose_name="campo")),
                ("nome", models.CharField(max_length=150, verbose_name="nome")),
                ("mime", models.CharField(max_length=100, verbose_name="formato")),
                ("dimensione", models.PositiveBigIntegerField(verbose_name="dimensione in byte")),
                (
                    "file",
                    models.FileField(
                        max_length=200,
                        storage=portal.documenti.models.deposito,
                        upload_to=pratiche.models.acquisizioni.percorso_file,
                        verbose_name="file",
                    ),
                ),
                (
                    "bozza",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="file",
                        to="pratiche.bozzaacquisizione",
                    ),
                ),
            ],
            options={
                "verbose_name": "file di una risposta in corso di registrazione",
                "verbose_name_plural": "file di una risposta in corso di registrazione",
                "ordering": ["creato_il", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Acquisizione",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("codice", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="codice")),
                ("creato_il", models.DateTimeField(auto_now_add=True, verbose_name="creato il")),
                (
                    "canale",
                    models.CharField(
                        choices=[
                            ("sportello", "Consegnata allo sportello"),
                            ("posta", "Arrivata per posta"),
                            ("pec", "Arrivata per PEC"),
                            ("email", "Arrivata per e-mail"),
                        ],
                        max_length=10,
                        verbose_name="come è arrivata",
                    ),
                ),
                ("arrivata_il", models.DateField(verbose_name="arrivata il")),
                (
                    "foglio",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documenti.documento",
                        verbose_name="foglio",
                    ),
                ),
                (
                    "integrazione",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acquisizione",
                        to="pratiche.richiestaintegrazione",
                    ),
                ),
                (
                    "operatore",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "preavviso",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acquisizione",
                        to="pratiche.preavvisorigetto",
                    ),
                ),
            ],
            options={
                "verbose_name": "risposta arrivata fuori dal portale",
                "verbose_name_plural": "risposte arrivate fuori dal portale",
                "ordering": ["creato_il", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("integrazione__isnull", False), ("preavviso", None)),
                            models.Q(("integrazione", None), ("preavviso__isnull", False)),
                            _connector="OR",
                        ),
                        name="pratiche_acquisizione_di_una",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="bozzaacquisizione",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("integrazione__isnull", False), ("preavviso", None)),
                    models.Q(("integrazione", None), ("preavviso__isnull", False)),
                    _connector="OR",
                ),
                name="pratiche_bozza_acquisizione_di_una",
            ),
        ),
        migrations.AddConstraint(
            model_name="bozzaacquisizione",
            constraint=models.UniqueConstraint(
                fields=("integrazione", "operatore"), name="pratiche_una_copia_integrazione"
            ),
        ),
        migrations.AddConstraint(
            model_name="bozzaacquisizione",
            constraint=models.UniqueConstraint(fields=("preavviso", "operatore"), name="pratiche_una_copia_preavviso"),
        ),
        migrations.RunPython(chiudi, apri),
    ]
