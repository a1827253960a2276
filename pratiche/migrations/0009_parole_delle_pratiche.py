"""The cases already presented become findable by name."""

from django.db import migrations

from pratiche.parole import parole_di

BLOCCO = 2000


def riempi(apps, schema_editor):
    Pratica, Parola = apps.get_model("pratiche", "Pratica"), apps.get_model("pratiche", "Parola")
    presentate = Pratica.objects.exclude(identita={}).only("identita", "ente_id", "ufficio_id").order_by("pk")
    righe = []
    for pratica in presentate.iterator(chunk_size=BLOCCO):
        nomi = [str(pratica.identita.get(campo, "")) for campo in ("nome", "cognome", "denominazione")]
        righe += [
            Parola(pratica_id=pratica.pk, ente_id=pratica.ente_id, ufficio_id=pratica.ufficio_id, parola=parola)
            for parola in sorted(parole_di(nomi))
        ]
        if len(righe) >= BLOCCO:
            Parola.objects.bulk_create(righe)
            righe = []
    Parola.objects.bulk_create(righe)


def svuota(apps, schema_editor):
    apps.get_model("pratiche", "Parola").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("pratiche", "0008_elenco_di_lavoro")]

    operations = [migrations.RunPython(riempi, svuota)]
