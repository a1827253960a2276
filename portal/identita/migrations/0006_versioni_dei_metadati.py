from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identita", "0005_persona_codice_eidas")]

    operations = [
        migrations.RemoveConstraint(
            model_name="metadatisp",
            name="identita_metadati_unici",
        ),
        migrations.AddField(
            model_name="identityprovider",
            name="valido_fino",
            field=models.DateTimeField(blank=True, null=True, verbose_name="metadati validi fino al"),
        ),
        migrations.AddField(
            model_name="metadatisp",
            name="in_vigore",
            field=models.BooleanField(default=True, verbose_name="in vigore"),
        ),
        migrations.AddField(
            model_name="metadatisp",
            name="versione",
            field=models.PositiveIntegerField(default=1, verbose_name="versione"),
        ),
        migrations.AddConstraint(
            model_name="metadatisp",
            constraint=models.UniqueConstraint(
                fields=("schema", "entity_id", "versione"), name="identita_metadati_unici"
            ),
        ),
        migrations.AddConstraint(
            model_name="metadatisp",
            constraint=models.UniqueConstraint(
                condition=models.Q(("in_vigore", True)),
                fields=("schema", "entity_id"),
                name="identita_metadati_in_vigore",
            ),
        ),
    ]
