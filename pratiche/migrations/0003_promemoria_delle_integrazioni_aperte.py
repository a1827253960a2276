"""Plan the reminders of what is open already: from now on they are planned with the fact."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import migrations
from django.utils import timezone

ROMA = ZoneInfo("Europe/Rome")
TIPO = "pratiche.integrazione"


def mattina(giorno):
    return dt.datetime.combine(giorno, dt.time(9), ROMA)


def pianifica(apps, schema_editor):
    Richiesta = apps.get_model("pratiche", "RichiestaIntegrazione")
    Promemoria = apps.get_model("notifiche", "Promemoria")
    righe, adesso = [], timezone.now()
    aperte = Richiesta.objects.filter(risposta_il=None, chiusa_il=None, scadenza__gte=adesso.date())
    for richiesta in aperte.select_related("pratica").iterator():
        meta = (richiesta.scadenza - richiesta.chiesta_il.astimezone(ROMA).date()).days // 2
        fatto = dt.datetime.combine(richiesta.scadenza, dt.time(23, 59, 59), ROMA)
        for passo, giorni in (("meta", meta), ("due_giorni", 2)):
            quando = mattina(richiesta.scadenza - dt.timedelta(days=giorni))
            if quando > adesso:
                righe.append(
                    Promemoria(
                        ente_id=richiesta.pratica.ente_id, tipo=TIPO, oggetto=richiesta.codice, passo=passo, fatto=fatto,
                        prossimo_tentativo=quando,
                    )
                )  # fmt: skip
    Promemoria.objects.bulk_create(righe, batch_size=1000)


def togli(apps, schema_editor):
    apps.get_model("notifiche", "Promemoria").objects.filter(tipo=TIPO).delete()


class Migration(migrations.Migration):
    dependencies = [("pratiche", "0002_presentata_da"), ("notifiche", "0004_precedenza_e_promemoria")]

    operations = [migrations.RunPython(pianifica, togli)]
