"""Where the rows and the platforms meet."""

import datetime as dt
import logging

from celery import shared_task
from django.utils import timezone

from notifiche.channels import CANALI
from notifiche.models import Consegna
from portal.base import coda, jobs
from portal.base.coda import Stato
from portal.base.errors import GatewayError

log = logging.getLogger("casa.notifiche")

PAUSA = 600  # seconds a channel rests when the platform refuses all of us and says nothing about time
PRIMA_DI_RIPETERE = 120  # seconds before the second copy: the first may still be on its way


@shared_task(name="notifiche.consegna")  # type: ignore[untyped-decorator]
def consegna() -> None:
    """Deliver what is due; ring again when the time was not enough."""
    coda.svuota(Consegna, consegna_una)
    _suona_se_serve()


@shared_task(name="notifiche.spazza")  # type: ignore[untyped-decorator]
def spazza() -> None:
    """Take back the rows of dead workers, plan the one repetition that is allowed, ring for what is due."""
    coda.recupera(Consegna)
    ripeti_le_incerte()
    _suona_se_serve()


def consegna_una(riga: Consegna) -> None:
    """One copy through its channel. Raises GatewayError: `coda` writes what it means for the row."""
    canale = CANALI[riga.canale]
    try:
        impedimento = canale.impedimento(riga)
        if impedimento:
            riga.rinuncia(esito=impedimento, conclusa_il=timezone.now())
            return
        riga.segna_iniziata()
        ricevuta = canale.invia(riga)
    except GatewayError as errore:
        _fa_riposare(riga.canale, errore)
        raise
    riga.riesce(esito=ricevuta.esito, id_esterno=ricevuta.id_esterno, conclusa_il=timezone.now())


def ripeti_le_incerte() -> int:
    """Copies of unknown fate that may go twice leave once more, and never a third time. Returns how many."""
    chiavi = list(Consegna.objects.da_ripetere().values_list("pk", flat=True))
    return Consegna.objects.filter(pk__in=chiavi, stato=Stato.INCERTO, ripetuta=False).update(
        stato=Stato.IN_CODA,
        ripetuta=True,
        prossimo_tentativo=timezone.now() + dt.timedelta(seconds=PRIMA_DI_RIPETERE),
    )


def _fa_riposare(canale: str, errore: GatewayError) -> None:
    """The platform refuses us altogether, or asks us to slow down: the other rows of the channel wait too."""
    if not (errore.chiuso or errore.status == 429):
        return
    if errore.chiuso:
        log.error("canale_chiuso", extra={"canale": canale, "errore": errore.evento})
    Consegna.objects.fa_aspettare(canale, errore.dopo or PAUSA)


def _suona_se_serve() -> None:
    if Consegna.objects.dovuti().exists():
        jobs.suona("notifiche.consegna")
