"""Where the rows and the platforms meet."""

import datetime as dt
import logging
from contextlib import ExitStack
from http import HTTPStatus

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from notifiche import preferenze
from notifiche.channels import CANALI
from notifiche.channels.appio.esiti import chiedi_dovuti
from notifiche.models import Battito, Consegna, EsitoIO, Promemoria
from notifiche.operations.promemoria import racconta
from notifiche.salute import SPAZZATA
from portal.base import coda, jobs
from portal.base.coda import Stato
from portal.base.errors import GatewayError

log = logging.getLogger("casa.notifiche")

PAUSA_RIFIUTATI = 600  # seconds a channel rests when the platform refuses all of us and says nothing about time
PAUSA_SENZA_RISPOSTA = 60  # each silent call costs a worker twenty seconds: one a minute is enough to know
PRIMA_DI_RIPETERE = 120  # seconds before the second copy: the first may still be on its way


@shared_task(name="notifiche.consegna")  # type: ignore[untyped-decorator]
def consegna() -> None:
    """Deliver what is due; ring again when the time was not enough."""
    with ExitStack() as pila:
        for canale in CANALI.values():
            pila.enter_context(canale.lotto())
        coda.svuota(Consegna, Giro().consegna)
    _suona_se_serve()


@shared_task(name="notifiche.spazza")  # type: ignore[untyped-decorator]
def spazza() -> None:
    """Take back the rows of dead workers, plan the one repetition that is allowed, ring for what is due."""
    coda.recupera(Consegna)
    ripeti_le_incerte()
    Battito.batte(SPAZZATA)
    _suona_se_serve()


@shared_task(name="notifiche.promemoria")  # type: ignore[untyped-decorator]
def promemoria() -> None:
    """Say what it is time to remember; ring again when the time was not enough."""
    coda.recupera(Promemoria)
    coda.svuota(Promemoria, racconta)
    if Promemoria.objects.dovuti().exists():
        jobs.suona("notifiche.promemoria")


class Giro:
    """One drain of the queue. A channel that refuses us or does not answer is left alone for a while; the others go on."""

    def __init__(self) -> None:
        self.fermi: dict[str, int] = {}

    def consegna(self, riga: Consegna) -> None:
        """One copy. Raises GatewayError: `coda` writes what it means for the row."""
        if riga.canale in self.fermi:
            riga.restituisci(fra=self.fermi[riga.canale])
            return
        try:
            consegna_una(riga)
        except GatewayError as errore:
            self._ferma(riga.canale, errore)
            raise

    def _ferma(self, canale: str, errore: GatewayError) -> None:
        pausa = _pausa(errore)
        if not pausa:
            return
        log.error("canale_fermo", extra={"canale": canale, "errore": errore.evento})
        self.fermi[canale] = pausa
        Consegna.objects.fa_aspettare(canale, pausa)


def consegna_una(riga: Consegna) -> None:
    """One copy through its channel. Raises GatewayError."""
    canale = CANALI[riga.canale]
    consentita = preferenze.consente(riga.messaggio, riga.canale)
    impedimento = canale.impedimento(riga) if consentita else Consegna.Esito.DISATTIVATA
    if impedimento:
        riga.rinuncia(esito=impedimento, conclusa_il=timezone.now())
        return
    riga.segna_iniziata()
    ricevuta = canale.invia(riga)
    with transaction.atomic():
        if riga.riesce(esito=ricevuta.esito, id_esterno=ricevuta.id_esterno, conclusa_il=timezone.now()):
            canale.segui(riga)


@shared_task(name="notifiche.esiti_io")  # type: ignore[untyped-decorator]
def esiti_io() -> None:
    """Ask App IO what became of the copies it took; ring again when the time was not enough."""
    coda.recupera(EsitoIO)
    chiedi_dovuti()
    if EsitoIO.objects.dovuti().exists():
        jobs.suona("notifiche.esiti_io")


def ripeti_le_incerte() -> int:
    """Copies of unknown fate that may go twice leave once more, and never a third time. Returns how many."""
    chiavi = list(Consegna.objects.da_ripetere().values_list("pk", flat=True))
    return Consegna.objects.filter(pk__in=chiavi, stato=Stato.INCERTO, ripetuta=False).update(
        stato=Stato.IN_CODA,
        ripetuta=True,
        prossimo_tentativo=timezone.now() + dt.timedelta(seconds=PRIMA_DI_RIPETERE),
    )


def _pausa(errore: GatewayError) -> int:
    """Seconds the whole channel waits; 0 when the trouble is of this copy alone."""
    if errore.chiuso or errore.status == HTTPStatus.TOO_MANY_REQUESTS:
        return errore.dopo or PAUSA_RIFIUTATI
    senza_risposta = errore.status is None and not errore.permanent
    return PAUSA_SENZA_RISPOSTA if senza_risposta else 0


def _suona_se_serve() -> None:
    if Consegna.objects.dovuti().exists():
        jobs.suona("notifiche.consegna")
