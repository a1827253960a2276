"""One drain of the queue of copies. How a copy travels and what is promised about it: docs/consegne.md.

`portal/base/coda.py` claims the rows, writes the outcomes and survives the killed; this says which of the claimed copies may
leave now (life, channels that refuse us, pace) and takes each through its channel.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from notifiche import fermate, preferenze, ritmo
from notifiche.azioni import perche_finita
from notifiche.channels import CANALI
from notifiche.channels.base import Canale, Ricevuta
from notifiche.models import SCADUTA, Consegna, Genere
from portal.base import coda
from portal.base.errors import GatewayError
from portal.registro.atti import Atto

log = logging.getLogger("casa.notifiche")

LOTTO, SECONDI = 50, 30.0
DATABASE_ASSENTE = 30.0  # seconds for which we insist to write that a copy has left


def consegna_dovute() -> int:
    """Deliver what is due, for half a minute at most. Returns how many copies were taken through their channel."""
    giro = Giro()
    return coda.svuota(Consegna, giro.consegna, quanti=LOTTO, secondi=SECONDI, lotto=giro.lotto)


class Giro:
    """What one drain knows: the channels that are stopped, and the copies of the batch that must wait for them."""

    def __init__(self) -> None:
        self.fermate = fermate.Fermate()
        self.in_attesa: list[Consegna] = []
        self.non_volute: set[int] = set()

    @contextmanager
    def lotto(self, righe: list[Consegna]) -> Iterator[list[Consegna]]:
        """Around one batch: gives the copies that may leave now; those that must wait go back together at the end."""
        self.fermate.rileggi()
        da_fare = [riga for riga in righe if not _scaduta(riga) and not self._aspetta(riga)]
        da_fare, di_troppo = ritmo.ammetti(da_fare)
        self.in_attesa += di_troppo
        self.non_volute = preferenze.non_volute(da_fare)
        try:
            with ExitStack() as pila:
                for canale in {riga.canale for riga in da_fare} & CANALI.keys():
                    pila.enter_context(CANALI[canale].lotto())
                yield da_fare
        finally:
            Consegna.objects.restituisci(self.in_attesa)
            self.in_attesa = []

    def consegna(self, riga: Consegna) -> None:
        """One copy. Raises GatewayError: `coda` writes what it means for the row."""
        if self._aspetta(riga):  # stopped since the batch began
            return
        try:
            partita = _consegna_una(riga, voluta=riga.pk not in self.non_volute)
        except GatewayError as errore:
            fino = self.fermate.dopo(riga, errore)
            if fino is None or not fermate.di_tutti(errore):
                raise
            riga.aspetta(errore.evento, fino=fino)
            return
        if partita:
            self.fermate.riprende(riga)

    def _aspetta(self, riga: Consegna) -> bool:
        fino = self.fermate.fino(riga)
        if fino is None:
            return False
        riga.prossimo_tentativo = riga.entro_la_vita(fino)
        self.in_attesa.append(riga)
        return True


def _consegna_una(riga: Consegna, *, voluta: bool) -> bool:
    """One copy through its channel: whether it left. Raises GatewayError."""
    canale = CANALI[riga.canale]
    impedimento = _inutile(riga) or canale.impedimento(riga) if voluta else Consegna.Esito.DISATTIVATA
    if impedimento:
        riga.rinuncia(esito=impedimento, conclusa_il=timezone.now())
        return False
    pronta = canale.prepara(riga)
    riga.segna_iniziata()
    _annota(riga, canale, canale.invia(riga, pronta))
    return True


def _inutile(riga: Consegna) -> Consegna.Esito | None:
    """A reminder that a stopped channel kept back until there was nothing to remember any more."""
    messaggio = riga.messaggio
    return Consegna.Esito.SUPERATA if messaggio.genere == Genere.PROMEMORIA and perche_finita(messaggio) else None


def _annota(riga: Consegna, canale: Canale, ricevuta: Ricevuta) -> None:
    """Write that it left, and what follows. A database that is away for a moment does not turn what we know into a doubt."""
    gettone, fine = riga.lease_token, time.monotonic() + DATABASE_ASSENTE
    while True:
        try:
            with Atto() if ricevuta.segue else nullcontext():  # alone, one statement is its own transaction
                scritta = riga.riesce(esito=ricevuta.esito, id_esterno=ricevuta.id_esterno, conclusa_il=timezone.now())
                if scritta and ricevuta.segue:
                    canale.segui(riga)
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > fine:
                raise
            riga.lease_token = gettone
            connection.close()
            time.sleep(1)
        else:
            return


def _scaduta(riga: Consegna) -> bool:
    """Past its life a copy is useless: it never leaves, and the office sees it. One already sent perhaps stays uncertain."""
    if riga.messaggio.utile_fino > timezone.now():
        return False
    (riga.resta_incerto if riga.ripetuta else riga.fallisce)(SCADUTA)
    return True
