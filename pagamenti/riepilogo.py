"""The money that waits for a decision, in the mail of the morning."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count
from django.utils import timezone

from notifiche.riepilogo import Voce, fonte
from pagamenti.models import Ricevuta
from portal.enti.models import Ente

Anomalia = Ricevuta.Anomalia
DA_GUARDARE = (Anomalia.DOPPIO, Anomalia.ANNULLATO, Anomalia.INCOERENTE, Anomalia.SCONOSCIUTO)
# a receipt is never changed, so nothing says that somebody has looked: each is told for as long as it is news
DI_RECENTE = dt.timedelta(days=7)


@fonte
def ricevute_anomale(ente: Ente) -> Iterator[Voce]:
    recenti = Ricevuta.objects.dell_ente(ente).filter(
        anomalia__in=DA_GUARDARE, creato_il__gte=timezone.now() - DI_RECENTE
    )
    for riga in recenti.order_by().values("anomalia").annotate(quante=Count("pk")).order_by("anomalia"):
        yield Voce(
            f"{Ricevuta._meta.verbose_name_plural}: {Anomalia(riga['anomalia']).label}".capitalize(), riga["quante"]
        )
