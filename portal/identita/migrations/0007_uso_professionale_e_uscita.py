from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identita", "0006_versioni_dei_metadati")]

    operations = [
        migrations.AddField(
            model_name="accesso",
            name="name_qualifier",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="richiestaaccesso",
            name="finalita",
            field=models.CharField(blank=True, max_length=2, verbose_name="uso professionale chiesto"),
        ),
    ]
