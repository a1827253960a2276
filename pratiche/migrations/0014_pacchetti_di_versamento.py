import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pratiche", "0013_passaggio_ad_altro_ufficio"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Versamento",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("codice", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="codice")),
                ("creato_il", models.DateTimeField(auto_now_add=True, verbose_name="creato il")),
                ("conclusa_il", models.DateTimeField(verbose_name="pratica conclusa il")),
                (
                    "impronta",
                    models.CharField(help_text="SHA-256 del pacchetto", max_length=64, verbose_name="impronta"),
                ),
                ("dimensione", models.PositiveBigIntegerField(verbose_name="dimensione in byte")),
                ("documenti", models.PositiveIntegerField(verbose_name="documenti")),
                (
                    "attore",
                    models.ForeignKey(
                        help_text="Vuoto: da un comando del sistema",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="esportata da",
                    ),
                ),
                (
                    "pratica",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versamenti", to="pratiche.pratica"
                    ),
                ),
            ],
            options={
                "verbose_name": "pacchetto di versamento",
                "verbose_name_plural": "pacchetti di versamento",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("pratica", "conclusa_il", "impronta"), name="pratiche_versamento_unico"
                    )
                ],
            },
        ),
    ]
