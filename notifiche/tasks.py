"""The bells of this room: what they start is in `giro.py`."""

import datetime as dt
import logging

from celery import shared_task
from django.utils import timezone

from notifiche import guardia  # noqa: F401 - stands beside the worker that imports these tasks
from notifiche.channels.appio.esiti import chiedi_dovuti
from notifiche.giro import consegna_dovute
from notifiche.massivi import tasks as massivi  # noqa: F401 - its bells are of this room too
from notifiche.models import (
    Battito,
    Consegna,
    DomicilioDigitale,
    EsitoIO,
    Promemoria,
    Riepilogo,
    VerificaIndirizzo,
)
from notifiche.operations import consegne
from notifiche.operations.domicilio import domanda, rinfresca
from notifiche.operations.promemoria import racconta
from notifiche.recapiti.codici import manda_codice
from notifiche.riepilogo import pianifica, spedisci
from notifiche.rimbalzi import casella
from notifiche.salute import BEAT, SPAZZATA
from portal.base import coda, jobs
from portal.base.coda import Lavoro, Stato
from portal.base.errors import GatewayError

log = logging.getLogger("casa.notifiche")

PRIMA_DI_RIPETERE = 120  # seconds before the second copy: the first may still be on its way


@shared_task(name="notifiche.consegna")  # type: ignore[untyped-decorator]
def consegna() -> None:
    """Deliver what is due; ring again when the time was not enough."""
    consegna_dovute()
    _suona_se_serve("notifiche.consegna", Consegna)


@shared_task(name="notifiche.codici")  # type: ignore[untyped-decorator]
def codici() -> None:
    """Send the codes that confirm addresses."""
    coda.recupera(VerificaIndirizzo)
    coda.svuota(VerificaIndirizzo, manda_codice)


@shared_task(name="notifiche.domicili")  # type: ignore[untyped-decorator]
def domicili() -> None:
    """Ask INAD what people want to know of their digital domicile, and again what is old."""
    coda.recupera(DomicilioDigitale)
    rinfresca()
    coda.svuota(DomicilioDigitale, domanda)


@shared_task(name="notifiche.rimbalzi")  # type: ignore[untyped-decorator]
def rimbalzi() -> None:
    """Read the mailbox of what came back, if there is one."""
    if not casella.configurata():
        return
    try:
        casella.svuota()
    except GatewayError as errore:
        log.error("rimbalzi_non_letti", extra={"errore": errore.evento})


@shared_task(name="notifiche.spazza")  # type: ignore[untyped-decorator]
def spazza(chi: str = BEAT) -> None:
    """Take back the rows of dead workers, plan the one repetition that is allowed, ring for what is due. `chi` rang."""
    consegne.recupera()
    ripeti_le_incerte()
    Battito.batte(SPAZZATA)
    if chi == BEAT:
        Battito.batte(BEAT)
    _suona_se_serve("notifiche.consegna", Consegna)


@shared_task(name="notifiche.promemoria")  # type: ignore[untyped-decorator]
def promemoria() -> None:
    """Say what it is time to remember; ring again when the time was not enough."""
    coda.recupera(Promemoria)
    coda.svuota(Promemoria, racconta)
    _suona_se_serve("notifiche.promemoria", Promemoria)


@shared_task(name="notifiche.riepilogo")  # type: ignore[untyped-decorator]
def riepilogo() -> None:
    """Tell the offices what is stopped: several times a morning, each of them once."""
    coda.recupera(Riepilogo)
    pianifica()
    coda.svuota(Riepilogo, spedisci)


@shared_task(name="notifiche.esiti_io")  # type: ignore[untyped-decorator]
def esiti_io() -> None:
    """Ask App IO what became of the copies it took; ring again when the time was not enough."""
    coda.recupera(EsitoIO)
    chiedi_dovuti()
    _suona_se_serve("notifiche.esiti_io", EsitoIO)


def ripeti_le_incerte() -> int:
    """Copies of unknown fate that may go twice leave once more, and never a third time. Returns how many."""
    chiavi = list(Consegna.objects.da_ripetere().values_list("pk", flat=True))
    return Consegna.objects.filter(pk__in=chiavi, stato=Stato.INCERTO, ripetuta=False).update(
        stato=Stato.IN_CODA,
        ripetuta=True,
        prossimo_tentativo=timezone.now() + dt.timedelta(seconds=PRIMA_DI_RIPETERE),
    )


def _suona_se_serve(nome: str, modello: type[Lavoro]) -> None:
    """Ring again when rows are due."""
    if modello.objects.dovuti().exists():
        jobs.suona(nome)
