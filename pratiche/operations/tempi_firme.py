"""Until when who was named may sign: the days of the package, never beyond the moment at which requests are no more taken."""

import datetime as dt

from django.utils import timezone

from notifiche.operations import promemoria
from notifiche.promemoria import giorni_prima
from pratiche.firme import tempo_per_firmare
from pratiche.models import Firma, Tornata

SCADENZA = "pratiche.firma"  # the kind of its reminders


def ricorda(firma: Firma) -> None:
    """Plan the reminders: half way, and the day before."""
    giorni = (firma.entro - timezone.localdate(firma.creato_il)).days
    passi = {"meta": giorni_prima(firma.entro, max(giorni // 2, 1)), "vigilia": giorni_prima(firma.entro, 1)}
    fine: dt.datetime | dt.date = firma.chiusura or firma.entro
    promemoria.pianifica(SCADENZA, firma.codice, ente=firma.pratica.ente, fatto=fine, passi=passi)


def sposta_le_firme(tornata: Tornata) -> None:
    """The round closes later: so does the time of those whose signature it bounded."""
    limitate = Firma.objects.chieste().filter(pratica__servizio=tornata.servizio, chiusura__isnull=False)
    for firma in limitate.select_related("pratica__ente", "pratica__versione"):
        tempo = tempo_per_firmare(firma.pratica, tornata, dal=timezone.localdate(firma.creato_il))
        firma.entro, firma.chiusura = tempo.entro, tempo.chiusura
        firma.save(update_fields=["entro", "chiusura"])
        ricorda(firma)
