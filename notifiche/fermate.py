"""Channels that stopped: a platform that refuses our credential, asks us to slow down, or does not answer.

The state is in the database (`Interruttore`), so all the workers know it. While it is open the copies of that channel and
credential stay queued and lose no try. When its time is over one worker wins the trial: its first copy that passes closes it.
"""

import datetime as dt
import logging
from http import HTTPStatus

from django.utils import timezone

from notifiche.channels import CANALI
from notifiche.models import Consegna, Interruttore
from portal.base.errors import GatewayError

log = logging.getLogger("casa.notifiche")

PAUSA_RIFIUTATI = 600  # seconds, when the platform refuses all of us and says nothing about time
PAUSA_SENZA_RISPOSTA = 60  # each silent call costs a worker twenty seconds: one a minute is enough to know
PROVA = dt.timedelta(seconds=60)  # the winner of the trial has this long before somebody else may try

Linea = tuple[str, str]  # channel and credential


def linea(riga: Consegna) -> Linea:
    """Which line carries this copy. A copy whose credential cannot be told fails by itself when its turn comes."""
    try:
        return riga.canale, CANALI[riga.canale].chiave(riga)
    except Exception:
        log.exception("credenziale_ignota", extra={"canale": riga.canale, "consegna": riga.pk})
        return riga.canale, ""


def di_tutti(errore: GatewayError) -> bool:
    """The platform refused the whole line before looking at the copy: it counts as no try of that copy."""
    return errore.chiuso or errore.status == HTTPStatus.TOO_MANY_REQUESTS


def pausa(errore: GatewayError) -> int:
    """Seconds the whole line waits; 0 when the trouble is of this copy alone."""
    if di_tutti(errore):
        return errore.dopo or PAUSA_RIFIUTATI
    senza_risposta = errore.status is None and not errore.permanent
    return PAUSA_SENZA_RISPOSTA if senza_risposta else 0


class Fermate:
    """The stopped lines, as one drain sees them: read once per batch."""

    def __init__(self) -> None:
        self._ferme: dict[Linea, dt.datetime] = {}
        self._in_prova: set[Linea] = set()

    def rileggi(self) -> None:
        """Read the stopped lines; of those whose time is over, try to win the trial."""
        self._ferme = {}
        for fermo in Interruttore.objects.all():
            una = (fermo.canale, fermo.chiave)
            if una not in self._in_prova and not self._vince(fermo):
                self._ferme[una] = fermo.riprova_il

    def fino(self, riga: Consegna) -> dt.datetime | None:
        """Until when this copy waits; None when it may leave."""
        return self._ferme.get(linea(riga)) if self._ferme else None

    def dopo(self, riga: Consegna, errore: GatewayError) -> dt.datetime | None:
        """Take note of a failure: until when its line stops, None when it does not."""
        secondi = pausa(errore)
        if not secondi:
            if errore.status is not None:
                self.riprende(riga)  # it answered about this copy: it accepts us
            return None
        una = linea(riga)
        fino = timezone.now() + dt.timedelta(seconds=secondi)
        canale, chiave = una
        _, nuovo = Interruttore.objects.update_or_create(
            canale=canale, chiave=chiave, defaults={"motivo": errore.evento, "riprova_il": fino}
        )
        if nuovo:  # the alarm rings once, not at each trial
            log.error("canale_fermo", extra={"canale": canale, "errore": errore.evento})
        self._in_prova.discard(una)
        self._ferme[una] = fino
        return fino

    def riprende(self, riga: Consegna) -> None:
        """A copy passed: if its line was on trial, it works again for all."""
        if not self._in_prova:
            return
        una = linea(riga)
        if una in self._in_prova:
            self._in_prova.discard(una)
            Interruttore.objects.filter(canale=una[0], chiave=una[1]).delete()
            log.warning("canale_ripreso", extra={"canale": una[0]})

    def _vince(self, fermo: Interruttore) -> bool:
        """True for the one worker that may try now."""
        adesso = timezone.now()
        if fermo.riprova_il > adesso:
            return False
        mio = Interruttore.objects.filter(pk=fermo.pk, riprova_il=fermo.riprova_il)
        if not mio.update(riprova_il=adesso + PROVA):
            fermo.riprova_il = adesso + PROVA
            return False
        self._in_prova.add((fermo.canale, fermo.chiave))
        return True
