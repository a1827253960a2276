from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identita", "0004_registro_saml")]

    operations = [
        migrations.RemoveConstraint(
            model_name="persona",
            name="identita_persona_staff_senza_codice_fiscale",
        ),
        migrations.AddField(
            model_name="persona",
            name="codice_eidas",
            field=models.CharField(blank=True, max_length=100, null=True, unique=True, verbose_name="codice eIDAS"),
        ),
        migrations.AddConstraint(
            model_name="persona",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("codice_eidas__isnull", True), ("codice_fiscale__isnull", True), ("is_staff", True)),
                    models.Q(("codice_eidas__isnull", True), ("codice_fiscale__isnull", False), ("is_staff", False)),
                    models.Q(("codice_eidas__isnull", False), ("codice_fiscale__isnull", True), ("is_staff", False)),
                    _connector="OR",
                ),
                name="identita_persona_una_sola_chiave",
            ),
        ),
    ]
