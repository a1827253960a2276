"""By when the office must answer, and why that day moved: events in, term out. Nothing here reads the database or the clock.

L. 241/1990 art. 2 (term, one suspension of 30 days at most) and art. 10-bis (notice of refusal); c.c. art. 2963 (the first day
is not counted, a term that ends on a holiday moves on). Words for people are in `spiegazioni`.
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from portal.base.festivi import SOLO_NAZIONALI, Calendario

SOSPENSIONE_MASSIMA = 30  # days, art. 2 c. 7
OSSERVAZIONI = 10  # days to answer a notice of refusal, and days from the answer to the restart: art. 10-bis
PARERE = 20  # days to give an opinion, then one goes on without: art. 16
VALUTAZIONE = 90  # days for a technical assessment, without which one does not: art. 17
ATTESTAZIONE = 10  # days to certify that silence has granted: art. 20 c. 2-bis
ACCESSO = 30  # days to answer who asks to see the acts, then silence refuses: art. 25 c. 4
OPPOSIZIONE = 10  # days to object to it: DPR 184/2006 art. 3
ANNULLAMENTO = 6  # months to annul what was granted: art. 21-nonies
UN_GIORNO = dt.timedelta(days=1)


def dopo_mesi(giorno: dt.date, mesi: int) -> dt.date:
    """The same day that many months later; the last of the month when it has no such day (art. 2963 c.c.)."""
    anno, mese = divmod(giorno.year * 12 + giorno.month - 1 + mesi, 12)
    return giorno.replace(year=anno, month=mese + 1, day=min(giorno.day, calendar.monthrange(anno, mese + 1)[1]))


class Motivo(Enum):
    INTEGRAZIONE = "integrazione"
    PREAVVISO = "preavviso"
    FESTIVO = "festivo"


class SenzaEffetto(Enum):
    """Why an event that could have stopped the clock did not."""

    SECONDA = "seconda"  # art. 2 c. 7: once only
    TARDI = "tardi"  # the term was over
    GIA_FERMO = "gia_fermo"  # those days were stopped for another reason


@dataclass(frozen=True)
class Sospensione:
    """A stop of the clock: from the day the citizen was told to the day it starts again (None: not yet)."""

    motivo: Motivo
    dal: dt.date
    al: dt.date | None = None


@dataclass(frozen=True)
class Spostamento:
    """Why the end of the term moved, and by how many days. Zero days: an event that by law moves nothing."""

    motivo: Motivo
    dal: dt.date
    al: dt.date
    giorni: int
    in_corso: bool = False
    senza_effetto: SenzaEffetto | None = None

    @property
    def ferma(self) -> bool:
        """Did it stop the clock, even on days already stopped?"""
        return self.motivo is not Motivo.FESTIVO and self.senza_effetto in (None, SenzaEffetto.GIA_FERMO)


@dataclass(frozen=True)
class Giorno:
    """A day of the term. `numero`: which of the days granted it is; None when it does not count. `festivo`: which holiday."""

    data: dt.date
    numero: int | None
    fermo: Motivo | None
    festivo: str


@dataclass(frozen=True)
class Termine:
    """`originario`: the end promised at the start; `attuale`: the end today, at the latest. Both dates are included."""

    decorre: dt.date
    giorni: int
    originario: dt.date
    attuale: dt.date
    spostamenti: tuple[Spostamento, ...] = ()
    calendario: Calendario = SOLO_NAZIONALI

    @property
    def silenzio_dal(self) -> dt.date:
        """The first day on which silence has decided, where the law gives it a meaning."""
        return self.attuale + UN_GIORNO

    def scaduto(self, oggi: dt.date) -> bool:
        return oggi > self.attuale

    def fermo(self, oggi: dt.date) -> bool:
        """Is the clock stopped today?"""
        return any(s.ferma and s.dal <= oggi < s.al for s in self.spostamenti)

    def giorni_rimasti(self, oggi: dt.date) -> int:
        """Days left; negative when the term is over."""
        return (self.attuale - oggi).days

    def giorno_per_giorno(self) -> Iterator[Giorno]:
        """Each day from the first, which is not counted, to the end: counted or not, and why."""
        fermi = {
            s.dal + UN_GIORNO * n: s.motivo for s in reversed(self.spostamenti) if s.ferma for n in range(1, (s.al - s.dal).days + 1)
        }  # fmt: skip
        numero = 0
        for scarto in range((self.attuale - self.decorre).days + 1):
            data = self.decorre + UN_GIORNO * scarto
            conta = scarto > 0 and data not in fermi and numero < self.giorni
            numero += conta
            yield Giorno(data, numero if conta else None, fermi.get(data), self.calendario.perche(data))


def risposta_entro(chiesta: dt.date, giorni: int, calendario: Calendario) -> dt.date:
    """By when a person answers something asked on this day: counted as every other term."""
    return calendario.primo_utile(chiesta + dt.timedelta(days=giorni))


def meta(giorni: int) -> int:
    """The term of who holds the substitute power: half the original one (art. 2 c. 9-ter), an odd day in full."""
    return -(-giorni // 2)


def preavviso(
    comunicato: dt.date, scadenza: dt.date, osservazioni: dt.date | None = None, *, chiuso: dt.date | None = None
) -> Sospensione:
    """The stop caused by a notice of refusal (art. 10-bis c. 1), to be answered by `scadenza`.

    The term starts again 10 days after the observations or, without any in time, when the time to send them is over; at
    once, on `chiuso`, if the office takes the notice back.
    """
    in_tempo = osservazioni is not None and osservazioni <= scadenza
    riparte = osservazioni + UN_GIORNO * OSSERVAZIONI if osservazioni and in_tempo else scadenza
    return Sospensione(Motivo.PREAVVISO, comunicato, min(riparte, max(chiuso, comunicato)) if chiuso else riparte)


def calcola(
    decorre: dt.date,
    giorni: int,
    *,
    sospensioni: Iterable[Sospensione] = (),
    calendario: Calendario = SOLO_NAZIONALI,
) -> Termine:
    """The term that runs from `decorre`. A suspension still open counts for its longest duration: the office can never be
    later than that. What happened before `decorre` belongs to another term."""
    conto = _Conto(decorre, decorre + dt.timedelta(days=giorni), calendario)
    originario = conto.scadenza
    sue = (s for s in sospensioni if s.dal >= decorre)
    for sospensione in sorted(sue, key=lambda s: (s.dal, s.motivo.value, s.al or dt.date.max)):
        conto.aggiungi(sospensione)
    conto.fino_al_primo_utile(conto.scadenza)
    return Termine(decorre, giorni, originario, conto.fine, tuple(conto.spostamenti), calendario)


class _Conto:
    """The count while it goes on: `fine` before the holidays, `fermo_fino` the last day already stopped."""

    def __init__(self, decorre: dt.date, fine: dt.date, calendario: Calendario) -> None:
        self.fine, self.fermo_fino, self.calendario = fine, decorre, calendario
        self.spostamenti: list[Spostamento] = []
        self.usata = False  # the one suspension of art. 2 c. 7

    @property
    def scadenza(self) -> dt.date:
        return self.calendario.primo_utile(self.fine)

    def aggiungi(self, sospensione: Sospensione) -> None:
        """No day is added twice, nothing is added to a term that was over."""
        fermata = self._fermata(sospensione)
        if fermata.senza_effetto is None and fermata.al > fermata.dal:
            self.usata = self.usata or fermata.motivo is Motivo.INTEGRAZIONE
            fermata = self._sposta(fermata)
        self.spostamenti.append(fermata)

    def fino_al_primo_utile(self, giorno: dt.date) -> None:
        """The end goes on to this day, over holidays."""
        if giorno > self.fine:
            self.spostamenti.append(Spostamento(Motivo.FESTIVO, self.fine, giorno, (giorno - self.fine).days))
            self.fine = giorno

    def _fermata(self, sospensione: Sospensione) -> Spostamento:
        """From when to when this event would stop the clock; or why it cannot."""
        motivo, dal, al = sospensione.motivo, sospensione.dal, sospensione.al
        integrazione = motivo is Motivo.INTEGRAZIONE
        limite = dal + UN_GIORNO * SOSPENSIONE_MASSIMA
        fino = min(al or limite, limite) if integrazione else (al or dal)
        if dal > self.scadenza:
            return Spostamento(motivo, dal, fino, 0, senza_effetto=SenzaEffetto.TARDI)
        if integrazione and self.usata:
            return Spostamento(motivo, dal, fino, 0, senza_effetto=SenzaEffetto.SECONDA)
        return Spostamento(motivo, dal, fino, 0, in_corso=al is None)

    def _sposta(self, fermata: Spostamento) -> Spostamento:
        nuovi = (fermata.al - max(fermata.dal, self.fermo_fino)).days
        if nuovi <= 0:
            return replace(fermata, senza_effetto=SenzaEffetto.GIA_FERMO)
        self.fino_al_primo_utile(fermata.dal)  # stopped on a last day that holidays had moved
        self.fine += dt.timedelta(days=nuovi)
        self.fermo_fino = fermata.al
        return replace(fermata, giorni=nuovi)
