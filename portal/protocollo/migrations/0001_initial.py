import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documenti", "0003_valido_fino"),
        ("enti", "0004_potere_sostitutivo_e_sabato"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Registrazione",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quando", models.DateTimeField(db_index=True, verbose_name="quando")),
                ("ente", models.CharField(help_text="Codice IPA", max_length=20, verbose_name="ente")),
                ("precedente", models.CharField(blank=True, max_length=64)),
                ("impronta", models.CharField(max_length=64, unique=True)),
                ("codice", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="codice")),
                ("anno", models.PositiveSmallIntegerField(verbose_name="anno")),
                ("numero", models.PositiveIntegerField(verbose_name="numero")),
                ("chiave", models.UUIDField(editable=False, unique=True)),
                (
                    "flusso",
                    models.CharField(
                        choices=[("E", "In entrata"), ("U", "In uscita"), ("I", "Interno")],
                        max_length=1,
                        verbose_name="flusso",
                    ),
                ),
                ("oggetto", models.CharField(max_length=300, verbose_name="oggetto")),
                ("mittente", models.JSONField(verbose_name="mittente")),
                ("destinatario", models.JSONField(verbose_name="destinatario")),
                ("arrivo", models.DateTimeField(verbose_name="arrivo o emissione")),
                ("documenti", models.JSONField(verbose_name="documenti")),
            ],
            options={
                "verbose_name": "registrazione di protocollo",
                "verbose_name_plural": "registrazioni di protocollo",
            },
        ),
        migrations.CreateModel(
            name="Annullamento",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quando", models.DateTimeField(db_index=True, verbose_name="quando")),
                ("motivo", models.CharField(max_length=500, verbose_name="motivo")),
                ("provvedimento", models.CharField(max_length=200, verbose_name="provvedimento che autorizza")),
                (
                    "operatore",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="operatore",
                    ),
                ),
                (
                    "registrazione",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annullamento",
                        to="protocollo.registrazione",
                    ),
                ),
            ],
            options={
                "verbose_name": "annullamento",
                "verbose_name_plural": "annullamenti",
            },
        ),
        migrations.CreateModel(
            name="RegistroProtocollo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "codice",
                    models.CharField(
                        default="PROT",
                        max_length=16,
                        validators=[django.core.validators.RegexValidator("^[A-Za-z0-9_.-]{1,16}$")],
                        verbose_name="codice del registro",
                    ),
                ),
                ("codice_aoo", models.CharField(max_length=20, verbose_name="codice dell'AOO")),
                (
                    "ente",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enti.ente",
                        verbose_name="ente",
                    ),
                ),
                (
                    "ufficio",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enti.ufficio",
                        verbose_name="ufficio che tiene il protocollo",
                    ),
                ),
            ],
            options={
                "verbose_name": "registro di protocollo",
                "verbose_name_plural": "registri di protocollo",
            },
        ),
        migrations.AddField(
            model_name="registrazione",
            name="registro",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="registrazioni",
                to="protocollo.registroprotocollo",
            ),
        ),
        migrations.CreateModel(
            name="RegistroGiornaliero",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("giorno", models.DateField(verbose_name="giorno")),
                ("registrazioni", models.PositiveIntegerField(verbose_name="registrazioni")),
                ("annullamenti", models.PositiveIntegerField(verbose_name="annullamenti")),
                ("creato_il", models.DateTimeField(auto_now_add=True, verbose_name="creato il")),
                (
                    "documento",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documenti.documento"
                    ),
                ),
                (
                    "registro",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="giornalieri",
                        to="protocollo.registroprotocollo",
                    ),
                ),
            ],
            options={
                "verbose_name": "registro giornaliero",
                "verbose_name_plural": "registri giornalieri",
                "constraints": [
                    models.UniqueConstraint(fields=("registro", "giorno"), name="protocollo_un_giornaliero")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="registrazione",
            index=models.Index(fields=["registro", "-quando", "-id"], name="protocollo_piu_recenti"),
        ),
        migrations.AddConstraint(
            model_name="registrazione",
            constraint=models.UniqueConstraint(fields=("registro", "anno", "numero"), name="protocollo_numero_unico"),
        ),
        migrations.AddConstraint(
            model_name="registrazione",
            constraint=models.CheckConstraint(condition=models.Q(("numero__gte", 1)), name="protocollo_numero_da_uno"),
        ),
    ]
