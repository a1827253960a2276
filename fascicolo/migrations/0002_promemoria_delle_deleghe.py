"""Plan the reminder of the mandates that are active already: from now on it is planned when they become so.

Those within fifteen days of their end were told by the nightly round, as long as there was one.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import migrations
from django.utils import timezone

ROMA = ZoneInfo("Europe/Rome")
ALLA_VOLTA = 1000
TIPO = "fascicolo.fine_delega"


def pianifica(apps, schema_editor):
    Mandato, Promemoria = apps.get_model("identita", "Rappresentanza"), apps.get_model("notifiche", "Promemoria")
    righe, adesso = [], timezone.now()
    attivi = Mandato.objects.filter(stato="attiva", al__gt=adesso.date() + dt.timedelta(days=15))
    for mandato in attivi.exclude(specie="impresa").iterator(ALLA_VOLTA):
        giorno = mandato.al - dt.timedelta(days=15)
        righe.append(
            Promemoria(
                ente_id=mandato.ente_id,
                tipo=TIPO,
                oggetto=mandato.codice,
                passo="quindici_giorni",
                fatto=dt.datetime.combine(mandato.al, dt.time(23, 59, 59), ROMA),
                prossimo_tentativo=dt.datetime.combine(giorno, dt.time(9), ROMA),
            )
        )
        if len(righe) >= ALLA_VOLTA:
            Promemoria.objects.bulk_create(righe)
            righe = []
    Promemoria.objects.bulk_create(righe)


def togli(apps, schema_editor):
    apps.get_model("notifiche", "Promemoria").objects.filter(tipo=TIPO).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("fascicolo", "0001_initial"),
        ("identita", "0009_rappresentanza"),
        ("notifiche", "0004_precedenza_e_promemoria"),
    ]

    operations = [migrations.RunPython(pianifica, togli)]
