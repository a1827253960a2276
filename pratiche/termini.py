"""By when the office must answer, and why that day moved: events in, term out. Nothing here reads the database or the clock.

L. 241/1990 art. 2 (term, one suspension of 30 days at most) and art. 10-bis (notice of refusal); c.c. art. 2963 (the first day
is not counted, a term that ends on a holiday moves on).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext, ngettext

from portal.base.festivi import Patrono, primo_giorno_utile
from portal.base.templatetags.casa import giorno as in_parole

SOSPENSIONE_MASSIMA = 30  # days, art. 2 c. 7
OSSERVAZIONI = 10  # days to answer a notice of refusal, and days from the answer to the restart: art. 10-bis


class Motivo(Enum):
    INTEGRAZIONE = "integrazione"
    PREAVVISO = "preavviso"
    FESTIVO = "festivo"


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

    @property
    def testo(self) -> str:
        """The reason in words for the citizen."""
        return _SPIEGAZIONI[self.motivo](self)


@dataclass(frozen=True)
class Termine:
    """`originario`: the end promised at the start; `attuale`: the end today, at the latest. Both dates are included."""

    originario: dt.date
    attuale: dt.date
    spostamenti: tuple[Spostamento, ...] = ()

    def fermo(self, oggi: dt.date) -> bool:
        """Is the clock stopped, waiting for the citizen?"""
        return any(spostamento.in_corso and oggi < spostamento.al for spostamento in self.spostamenti)

    def giorni_rimasti(self, oggi: dt.date) -> int:
        """Days left; negative when the term is over."""
        return (self.attuale - oggi).days


def preavviso(comunicato: dt.date, osservazioni: dt.date | None = None) -> Sospensione:
    """The stop caused by a notice of refusal: the term starts again 10 days after the observations or, without any, 10 days
    after the notice (art. 10-bis c. 1)."""
    return Sospensione(Motivo.PREAVVISO, comunicato, (osservazioni or comunicato) + dt.timedelta(days=OSSERVAZIONI))


def calcola(
    presentata: dt.date, giorni: int, *, sospensioni: Iterable[Sospensione] = (), patrono: Patrono = None
) -> Termine:
    """The term of a case presented on `presentata`. A suspension still open counts for its longest duration: the office can
    never be later than that."""
    fine = presentata + dt.timedelta(days=giorni)
    originario = primo_giorno_utile(fine, patrono)
    spostamenti: list[Spostamento] = []
    for sospensione in sorted(sospensioni, key=lambda s: s.dal):
        spostamento = _applica(sospensione, spostamenti, primo_giorno_utile(fine, patrono))
        fine += dt.timedelta(days=spostamento.giorni)
        spostamenti.append(spostamento)
    attuale = primo_giorno_utile(fine, patrono)
    if attuale != fine:
        spostamenti.append(Spostamento(Motivo.FESTIVO, fine, attuale, (attuale - fine).days))
    return Termine(originario, attuale, tuple(spostamenti))


def _applica(sospensione: Sospensione, precedenti: list[Spostamento], scadenza: dt.date) -> Spostamento:
    """How many days this stop adds: none if the term was already over, no day twice, art. 2 c. 7 once and up to 30 days."""
    dal, al = sospensione.dal, sospensione.al
    if sospensione.motivo is Motivo.INTEGRAZIONE:
        limite = dal + dt.timedelta(days=SOSPENSIONE_MASSIMA)
        gia_usata = any(s.motivo is Motivo.INTEGRAZIONE for s in precedenti)
        if gia_usata or dal > scadenza:
            return Spostamento(sospensione.motivo, dal, al or dal, 0)
        in_corso, al = al is None, min(al or limite, limite)
    else:
        in_corso, al = False, al or dal
        if dal > scadenza:
            return Spostamento(sospensione.motivo, dal, al, 0)
    inizio = max([dal, *(s.al for s in precedenti if s.giorni)])
    return Spostamento(sospensione.motivo, dal, al, max(0, (al - inizio).days), in_corso)


def _integrazione(s: Spostamento) -> str:
    if s.in_corso:
        testo = gettext(
            "Il termine si è fermato %(dal)s perché aspettiamo la tua risposta. Riparte quando rispondi, al più tardi %(al)s."
        )
    elif s.giorni:
        testo = ngettext(
            "Il termine è rimasto fermo da %(dal)s a %(al)s, mentre aspettavamo la tua risposta: %(giorni)s giorno in più.",
            "Il termine è rimasto fermo da %(dal)s a %(al)s, mentre aspettavamo la tua risposta: %(giorni)s giorni in più.",
            s.giorni,
        )
    else:
        testo = gettext(
            "La richiesta di documenti di %(dal)s non ha fermato il termine: la legge lo permette una volta sola e solo prima della scadenza."
        )
    return testo % _valori(s)


def _preavviso(s: Spostamento) -> str:
    return ngettext(
        "Il termine è rimasto fermo da %(dal)s a %(al)s per il preavviso di rigetto: %(giorni)s giorno in più.",
        "Il termine è rimasto fermo da %(dal)s a %(al)s per il preavviso di rigetto: %(giorni)s giorni in più.",
        s.giorni,
    ) % _valori(s)


def _festivo(s: Spostamento) -> str:
    return gettext("Il termine finiva %(dal)s, giorno festivo: passa a %(al)s.") % _valori(s)


def _valori(s: Spostamento) -> dict[str, str | int]:
    return {"dal": in_parole(s.dal), "al": in_parole(s.al), "giorni": s.giorni}


_SPIEGAZIONI = {Motivo.INTEGRAZIONE: _integrazione, Motivo.PREAVVISO: _preavviso, Motivo.FESTIVO: _festivo}
