"""Plan the reminders of what is open already: from now on they are planned with the fact."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import migrations
from django.utils import timezone

ROMA = ZoneInfo("Europe/Rome")
TIPO = "appuntamenti.vigilia"
DALLE, ALLE = dt.time(9), dt.time(20)


def pianifica(apps, schema_editor):
    Appuntamento = apps.get_model("appuntamenti", "Appuntamento")
    Promemoria = apps.get_model("notifiche", "Promemoria")
    righe, adesso = [], timezone.now()
    futuri = Appuntamento.objects.filter(stato="prenotato", ricordato_il=None, inizio__gt=adesso + dt.timedelta(days=1))
    for appuntamento in futuri.iterator():
        quando = (appuntamento.inizio - dt.timedelta(days=1)).astimezone(ROMA)
        if quando.time() < DALLE or quando.time() >= ALLE:
            giorno = quando.date() + dt.timedelta(days=quando.time() >= ALLE)
            quando = dt.datetime.combine(giorno, DALLE, ROMA)
        righe.append(
            Promemoria(
                ente_id=appuntamento.ente_id, tipo=TIPO, oggetto=appuntamento.codice, passo="vigilia",
                fatto=appuntamento.inizio, prossimo_tentativo=quando,
            )
        )  # fmt: skip
    Promemoria.objects.bulk_create(righe, batch_size=1000)


def togli(apps, schema_editor):
    apps.get_model("notifiche", "Promemoria").objects.filter(tipo=TIPO).delete()


class Migration(migrations.Migration):
    dependencies = [("appuntamenti", "0002_prenotato_da"), ("notifiche", "0004_precedenza_e_promemoria")]

    operations = [migrations.RunPython(pianifica, togli)]
