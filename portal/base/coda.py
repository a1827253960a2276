"""Leased work rows: the one mechanism for work that leaves the machine.

A row is written in the transaction of the act that asks for it. A worker *claims* it (lease and token), marks it as
*started* just before the socket opens, and writes the outcome only while the token is still its own (fencing). So a
killed worker leaves a row that is either still to do (never started) or uncertain (started, outcome unknown): never lost,
never silently repeated.
"""

import datetime as dt
import logging
import random
import time
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Self, TypeVar

from django.db import InterfaceError, OperationalError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base import correlazione
from portal.base.errors import GatewayError
from portal.base.scritture import aggiorna

log = logging.getLogger("casa.coda")

LEASE = dt.timedelta(seconds=150)  # three times the slowest call
ATTESA_BASE, ATTESA_MASSIMA = 30, 3600  # seconds
INTERROTTO = "lavoro_interrotto"
IMPREVISTI_MASSIMI = 3  # an error of ours: after these the row waits for a person, the others go on


class Stato(models.TextChoices):
    IN_CODA = "in_coda", _("In coda")
    IN_CORSO = "in_corso", _("In corso")
    RIUSCITO = "riuscito", _("Riuscito")
    FALLITO = "fallito", _("Non riuscito")
    INCERTO = "incerto", _("Esito incerto")
    ANNULLATO = "annullato", _("Annullato")


FERMI = (Stato.FALLITO, Stato.INCERTO)  # a person must look


class LeasePerso(Exception):
    """The claim expired and another worker owns the row: leave it alone."""


Riga = TypeVar("Riga", bound="Lavoro")


class CodaQuerySet(models.QuerySet[Riga]):
    def dovuti(self) -> Self:
        """Rows whose time has come, oldest first."""
        return self.filter(stato=Stato.IN_CODA, prossimo_tentativo__lte=timezone.now()).order_by(
            "prossimo_tentativo", "pk"
        )

    def fermi(self) -> Self:
        """Rows that wait for a person: they did not succeed, or nobody knows."""
        return self.filter(stato__in=FERMI)

    def scaduti(self) -> Self:
        """Rows whose worker died or hangs: the lease ran out."""
        return self.filter(stato=Stato.IN_CORSO, lease_fino__lt=timezone.now())

    def prendi(self, quanti: int) -> list[Any]:
        """Claim up to `quanti` due rows for this worker. Two workers never get the same row."""
        with transaction.atomic():
            dovuti = self.dovuti()
            if connection.features.has_select_for_update_skip_locked:  # on SQLite BEGIN IMMEDIATE does the same
                dovuti = dovuti.select_for_update(no_key=True, skip_locked=True)
            righe = list(dovuti[:quanti])
            presa = {
                "stato": Stato.IN_CORSO,
                "lease_token": uuid.uuid4(),
                "lease_fino": timezone.now() + LEASE,
                "iniziata": False,
            }
            self.filter(pk__in=[riga.pk for riga in righe]).update(tentativi=models.F("tentativi") + 1, **presa)
        for riga in righe:  # locked since they were read: what was written is what they are
            riga.tentativi += 1
            vars(riga).update(presa)
        return righe

    def restituisci(self, righe: list[Any]) -> None:
        """Claimed by us and not touched: they go back and it does not count as a try. Each keeps its `prossimo_tentativo`."""
        if not righe:
            return
        (gettone,) = {riga.lease_token for riga in righe}
        for riga in righe:
            riga.stato, riga.lease_token, riga.lease_fino = Stato.IN_CODA, None, None
            riga.tentativi -= 1
        campi = ["stato", "lease_token", "lease_fino", "tentativi", "prossimo_tentativo"]
        with transaction.atomic():
            self.filter(lease_token=gettone).blocca()
            self.filter(lease_token=gettone).bulk_update(righe, campi)

    def blocca(self) -> list[int]:
        """Lock these rows in the order of their keys, and say which: who writes many at once asks here, or two could wait for
        each other. Inside a transaction."""
        return list(self.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


class Lavoro(models.Model):
    """One piece of work for a platform. Subclasses say what; this says whose turn it is.

    `ripetibile`: the platform recognises a repetition (idempotency key, upsert), so an unknown outcome is simply tried again.
    """

    ripetibile = False

    stato = models.CharField(
        _("stato del lavoro"), max_length=10, choices=Stato.choices, default=Stato.IN_CODA, editable=False
    )
    prossimo_tentativo = models.DateTimeField(_("prossimo tentativo"), default=timezone.now, editable=False)
    tentativi = models.PositiveIntegerField(_("tentativi"), default=0, editable=False)
    lease_token = models.UUIDField(null=True, editable=False)
    lease_fino = models.DateTimeField(null=True, editable=False)
    iniziata = models.BooleanField(default=False, editable=False)
    errore = models.CharField(_("ultimo errore"), max_length=80, blank=True, editable=False)

    objects = CodaQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["prossimo_tentativo", "id"],
                condition=models.Q(stato="in_coda"),
                name="%(app_label)s_%(class)s_dovuti",
            ),
            # a few rows at a time: those of dead workers are looked for every thirty seconds
            models.Index(fields=["id"], condition=models.Q(stato="in_corso"), name="%(app_label)s_%(class)s_presi"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def segna_iniziata(self) -> None:
        """Write, before the socket opens, that from now on the outcome may be unknown; renews the lease.

        Raises LeasePerso when the row is no longer ours: nothing may be sent.
        """
        if not self._scrivi(iniziata=True, lease_fino=timezone.now() + LEASE):
            raise LeasePerso

    def riesce(self, **campi: Any) -> bool:
        """Done: with what the platform gave us."""
        return self._chiudi(Stato.RIUSCITO, errore="", **campi)

    def riprova(self, errore: str, *, dopo: int | None = None) -> bool:
        """Back in the queue, after `dopo` seconds or the growing wait."""
        attesa = dt.timedelta(seconds=dopo if dopo is not None else attesa_crescente(self.tentativi))
        quando = self.entro_la_vita(timezone.now() + attesa)
        return self._non_riesce(Stato.IN_CODA, errore, prossimo_tentativo=quando)

    def aspetta(self, errore: str, *, fino: dt.datetime) -> bool:
        """Back in the queue until then for a trouble that is not of this row: it does not count as a try."""
        quando = self.entro_la_vita(fino)
        return self._chiudi(Stato.IN_CODA, errore=errore, prossimo_tentativo=quando, tentativi=self.tentativi - 1)

    def fallisce(self, errore: str) -> bool:
        """Trying again is useless: a person decides."""
        return self._non_riesce(Stato.FALLITO, errore)

    def rinuncia(self, **campi: Any) -> bool:
        """There is nothing to do any more: the row ends without an error."""
        return self._chiudi(Stato.ANNULLATO, errore="", **campi)

    def resta_incerto(self, errore: str) -> bool:
        """It may have happened: never repeated by itself."""
        return self._non_riesce(Stato.INCERTO, errore)

    def entro_la_vita(self, quando: dt.datetime) -> dt.datetime:
        """When to look at the row again: a subclass whose rows become useless says no later than that."""
        return quando

    def rimetti_in_coda(self) -> bool:
        """A person asks for one more try, from now, of a row that stopped. False when it is done, or being done now."""
        da_fare = type(self)._default_manager.filter(pk=self.pk).exclude(stato__in=[Stato.RIUSCITO, Stato.IN_CORSO])
        return bool(da_fare.update(stato=Stato.IN_CODA, prossimo_tentativo=timezone.now(), tentativi=0))

    def _non_riesce(self, stato: Stato, errore: str, **campi: Any) -> bool:
        """This try did not succeed: a subclass may remember it."""
        return self._chiudi(stato, errore=errore, **campi)

    def _chiudi(self, stato: Stato, **campi: Any) -> bool:
        return self._scrivi(stato=stato, lease_token=None, lease_fino=None, **campi)

    def _scrivi(self, **campi: Any) -> bool:
        """Fenced write: only while the claim is still ours. False means another worker owns the row now."""
        if self.lease_token is None or not aggiorna(self, campi, lease_token=self.lease_token):
            log.warning("lease_perso", extra={"modello": self._meta.label, "riga": self.pk})
            return False
        for nome, valore in campi.items():
            setattr(self, nome, valore)
        return True


def attesa_crescente(tentativi: int) -> int:
    """Seconds before the next try: 30 doubled each time up to an hour, ± 20 % so that rows do not march together."""
    base: int = min(ATTESA_MASSIMA, ATTESA_BASE << max(0, tentativi - 1))
    return round(base * random.uniform(0.8, 1.2))  # noqa: S311 - spread, not a secret


Lotto = Callable[[list[Riga]], AbstractContextManager[list[Riga]]]


def svuota(
    modello: type[Riga],
    lavora: Callable[[Riga], None],
    *,
    quanti: int = 20,
    secondi: float = 30,
    lotto: Lotto[Riga] = nullcontext,
) -> int:
    """Claim and do the due rows until none is left or the time is over. Returns how many were done.

    `lotto` stands around each batch and says which of its rows to do now. Rows claimed and not reached in time go back as
    they were: they do not wait for the lease to end.
    """
    fine, fatte = time.monotonic() + secondi, 0
    while time.monotonic() < fine:
        righe = modello._default_manager.prendi(quanti)  # type: ignore[attr-defined]
        if not righe:
            break
        with lotto(righe) as da_fare:
            for posto, riga in enumerate(da_fare):
                if time.monotonic() >= fine:
                    modello._default_manager.restituisci(da_fare[posto:])  # type: ignore[attr-defined]
                    break
                _esegui(riga, lavora)
                fatte += 1
    return fatte


def recupera(modello: type[Lavoro]) -> int:
    """Give a future to the rows of dead workers: never started → again, started → uncertain. Returns how many."""
    with transaction.atomic():
        presi = modello._default_manager.scaduti().blocca()  # type: ignore[attr-defined]
        scaduti = modello._default_manager.filter(pk__in=presi)
        libero = {"lease_token": None, "lease_fino": None}
        sicuri = scaduti if modello.ripetibile else scaduti.filter(iniziata=False)
        da_rifare = sicuri.update(stato=Stato.IN_CODA, prossimo_tentativo=timezone.now(), **libero)
        dubbi = scaduti.filter(stato=Stato.IN_CORSO).update(stato=Stato.INCERTO, errore=INTERROTTO, **libero)
    return int(da_rifare + dubbi)


def _esegui(riga: Riga, lavora: Callable[[Riga], None]) -> None:
    """Do one row; every failure becomes an outcome of that row and of no other."""
    with correlazione.correlazione():
        try:
            lavora(riga)
        except LeasePerso:
            return
        except GatewayError as errore:
            _registra_guasto(riga, errore)
        except (OperationalError, InterfaceError):
            raise  # no database, no outcome: when the lease ends the sweep gives the row its future
        except Exception as errore:
            log.exception("lavoro_imprevisto", extra={"modello": riga._meta.label, "riga": riga.pk})
            _registra_imprevisto(riga, type(errore).__name__)


def _registra_guasto(riga: Lavoro, errore: GatewayError) -> None:
    log.warning(
        "lavoro_non_riuscito",
        extra={"modello": riga._meta.label, "riga": riga.pk, "errore": errore.evento, "tentativi": riga.tentativi},
    )
    if errore.permanent:
        riga.fallisce(errore.evento)
    elif errore.incerto and riga.iniziata and not riga.ripetibile:
        riga.resta_incerto(errore.evento)
    else:
        riga.riprova(errore.evento, dopo=errore.dopo)


def _registra_imprevisto(riga: Lavoro, nome: str) -> None:
    if riga.iniziata and not riga.ripetibile:
        riga.resta_incerto(nome)
    elif riga.tentativi >= IMPREVISTI_MASSIMI:
        riga.fallisce(nome)
    else:
        riga.riprova(nome)
