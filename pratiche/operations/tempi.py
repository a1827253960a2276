"""How long the cases of each service really took (art. 2 c. 4-bis L. 241/1990): computed every night, read by every page."""

import datetime as dt
import statistics

from django.utils import timezone

from portal.catalogo.models import Servizio
from pratiche.models import Pratica, Richiesta, TempiServizio
from pratiche.models.insieme import RICHIESTE
from pratiche.models.scelte import Origine
from pratiche.stati import DECISE

UN_ANNO = dt.timedelta(days=365)
ULTIME = 2000  # cases read for each service, the latest: enough for an honest figure, bounded in a city
MINIMO = 10  # below these the figures would tell the story of single persons: nothing is shown


def calcola_tempi() -> int:
    """Median and slowest tenth of the cases decided in the last year, service by service; few cases leave no figure."""
    calcolati = 0
    for servizio in Servizio.objects.filter(versioni__isnull=False).distinct().only("pk").iterator():
        durate = _durate(servizio)
        if len(durate) < MINIMO:
            TempiServizio.objects.filter(servizio=servizio).delete()
            continue
        valori = {
            "casi": len(durate),
            "mediana": round(statistics.median(durate)),
            "lenti": round(statistics.quantiles(durate, n=10, method="inclusive")[-1]),
            "calcolato_il": timezone.now(),
        }
        TempiServizio.objects.update_or_create(servizio=servizio, defaults=valori)
        calcolati += 1
    return calcolati


def _durate(servizio: Servizio) -> list[int]:
    """The days that the office took for each case, those of the citizen left out."""
    decise = (
        Pratica.objects.filter(
            servizio=servizio, origine=Origine.ISTANZA, stato__in=DECISE, conclusa_il__gt=timezone.now() - UN_ANNO
        )
        .order_by("-conclusa_il")
        .only("presentata_il", "termine_dal", "riaperta_il", "conclusa_il", "silenzio", "entro_il", "stato")
        .prefetch_related(*RICHIESTE)
    )
    return [giorni_dell_ufficio(pratica) for pratica in decise[:ULTIME]]


def giorni_dell_ufficio(pratica: Pratica) -> int:
    """From the day the term ran to the closing, without the days in which the citizen had to answer."""
    conclusa = timezone.localdate(pratica.conclusa_il)
    totale = (conclusa - pratica.decorre_dal).days
    attese = sum(_attesa(richiesta, conclusa) for richiesta in pratica.richieste_del_termine)
    return max(0, totale - attese)


def _attesa(richiesta: Richiesta, conclusa: dt.date) -> int:
    """The days spent waiting for this answer: once its time was over, it was the office that kept waiting."""
    chiesta, fine = timezone.localdate(richiesta.chiesta_il), richiesta.risposta_il or richiesta.chiusa_il
    attesa_fino = min(timezone.localdate(fine) if fine else conclusa, richiesta.scadenza, conclusa)
    return (attesa_fino - chiesta).days
