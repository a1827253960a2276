"""Plan the reminders of what is open already: from now on they are planned with the fact."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import migrations
from django.utils import timezone

ROMA = ZoneInfo("Europe/Rome")
ALLA_VOLTA = 1000
TIPO = "pagamenti.scadenza"


def mattina(giorno):
    return dt.datetime.combine(giorno, dt.time(9), ROMA)


def pianifica(apps, schema_editor):
    Avviso, Promemoria = apps.get_model("pagamenti", "Avviso"), apps.get_model("notifiche", "Promemoria")
    righe, adesso = [], timezone.now()
    for avviso in Avviso.objects.filter(stato="da_pagare", scadenza__gte=adesso.date()).iterator(ALLA_VOLTA):
        for passo, giorni in (("settimana", 7), ("vigilia", 1)):
            quando = mattina(avviso.scadenza - dt.timedelta(days=giorni))
            if quando <= adesso:
                continue
            fatto = dt.datetime.combine(avviso.scadenza, dt.time(23, 59, 59), ROMA)
            righe.append(
                Promemoria(
                    ente_id=avviso.ente_id,
                    tipo=TIPO,
                    oggetto=avviso.codice,
                    passo=passo,
                    fatto=fatto,
                    prossimo_tentativo=quando,
                )
            )
        if len(righe) >= ALLA_VOLTA:
            Promemoria.objects.bulk_create(righe)
            righe = []
    Promemoria.objects.bulk_create(righe)


def togli(apps, schema_editor):
    apps.get_model("notifiche", "Promemoria").objects.filter(tipo=TIPO).delete()


class Migration(migrations.Migration):
    dependencies = [("pagamenti", "0003_ricevute_solo_aggiunta"), ("notifiche", "0004_precedenza_e_promemoria")]

    operations = [migrations.RunPython(pianifica, togli)]
