"""The ranking as arithmetic: answers in, order and places out. Nothing here reads the database or the clock.

Whoever repeats the sums with the published criteria and seed finds the same order.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pratiche.moduli.calcoli import calcola
from pratiche.moduli.condizioni import vera
from pratiche.moduli.graduatoria import ALTO, GIOVANE, OVUNQUE, PER_TUTTI, PRESENTAZIONE, Criterio, Graduatoria, Parita

CENTESIMO = Decimal("0.01")
_NESSUNO: Mapping[str, Decimal] = {}
Posti = Mapping[tuple[str, str], int]  # how many are free, by seat and reserve


@dataclass(frozen=True)
class Punteggio:
    """`punti`, and how much of them each criterion gave; `riserve` are those that these answers open.

    `mancanti` are the criteria that the office has still to score.
    """

    punti: Decimal
    voci: tuple[tuple[str, Decimal], ...]
    riserve: tuple[str, ...]
    mancanti: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidato:
    """Who stands in a ranking. `sigla` is the public code; `sedi` the places wanted, the most wanted first."""

    sigla: str
    punteggio: Punteggio
    valori: Mapping[str, Any]
    presentata_il: dt.datetime
    sedi: tuple[str, ...] = (OVUNQUE,)
    nato_il: dt.date | None = None  # who asks


@dataclass(frozen=True)
class Assegnazione:
    """A free place that goes to somebody."""

    sigla: str
    sede: str
    riserva: str


def punteggio(
    regole: Graduatoria, valori: Mapping[str, Any], *, oggi: dt.date, assegnati: Mapping[str, Decimal] = _NESSUNO
) -> Punteggio:
    """The points of these answers, with those that the office gave. A criterion whose formula lacks an answer gives nothing."""
    voci, mancanti = [], []
    for criterio in regole.criteri:
        if not vera(criterio.se, valori, oggi=oggi):
            continue
        if criterio.dall_ufficio and criterio.codice not in assegnati:
            mancanti.append(criterio.codice)
            continue
        punti = assegnati[criterio.codice] if criterio.dall_ufficio else _calcolati(criterio, valori, oggi)
        if punti or criterio.dall_ufficio:
            voci.append((criterio.codice, punti))
    riserve = tuple(riserva.codice for riserva in regole.riserve if vera(riserva.se, valori, oggi=oggi))
    return Punteggio(sum((punti for _codice, punti in voci), Decimal(0)), tuple(voci), riserve, tuple(mancanti))


def _calcolati(criterio: Criterio, valori: Mapping[str, Any], oggi: dt.date) -> Decimal:
    return (calcola(criterio.punti, valori, oggi=oggi) or Decimal(0)).quantize(CENTESIMO, ROUND_HALF_UP)


def sedi_volute(regole: Graduatoria, valori: Mapping[str, Any]) -> tuple[str, ...]:
    """Where one wants to be, the most wanted first, each once."""
    if not regole.preferenze:
        return (OVUNQUE,)
    return tuple(dict.fromkeys(str(valori[nome]) for nome in regole.preferenze if valori.get(nome)))


def piu_volute(sedi: tuple[str, ...], sua: str) -> tuple[str, ...]:
    """The seats wanted more than the one had."""
    return sedi[: sedi.index(sua)] if sua in sedi else ()


def ordina(candidati: Iterable[Candidato], regole: Graduatoria, *, seme: str) -> list[Candidato]:
    """The ranking: points, then the ties as declared, then the draw. Never two in the same position."""
    return sorted(candidati, key=lambda uno: _chiave(uno, regole, seme))


def sorte(seme: str, sigla: str) -> str:
    """The number drawn for a code: SHA-256 of the published seed and the code. The lowest comes first."""
    return hashlib.sha256(f"{seme}:{sigla}".encode()).hexdigest()


def assegna(liberi: Posti, in_attesa: Iterable[Candidato]) -> list[Assegnazione]:
    """Who gets the free places, going down the ranking; each at most one.

    A reserved place goes first to those who have the reserve; nobody of them left who wants it, it is for all.
    """
    resto, fatte = Counter(dict(liberi)), []
    senza = []
    for uno in in_attesa:
        trovata = next((posto for posto in _suoi(uno) if resto[posto] > 0), None)
        if trovata is None:
            senza.append(uno)
            continue
        resto[trovata] -= 1
        fatte.append(Assegnazione(uno.sigla, *trovata))
    for uno in senza:
        avanzato = next((p for sede in uno.sedi for p in sorted(resto) if p[0] == sede and resto[p] > 0), None)
        if avanzato:
            resto[avanzato] -= 1
            fatte.append(Assegnazione(uno.sigla, *avanzato))
    return fatte


def _suoi(uno: Candidato) -> Iterable[tuple[str, str]]:
    """The places this person may have before the others, the most wanted first."""
    return [(sede, riserva) for sede in uno.sedi for riserva in (*uno.punteggio.riserve, PER_TUTTI)]


def _chiave(uno: Candidato, regole: Graduatoria, seme: str) -> tuple[Any, ...]:
    pari = tuple(_pari(parita, uno) for parita in regole.parita)
    return (-uno.punteggio.punti, pari, sorte(seme, uno.sigla), uno.sigla)


def _pari(parita: Parita, uno: Candidato) -> tuple[int, Decimal]:
    """Lower comes first; who lacks the answer comes after all the others."""
    if parita.prima == PRESENTAZIONE:
        return 0, Decimal(str(uno.presentata_il.timestamp()))
    nato = uno.nato_il.isoformat() if uno.nato_il else None
    numero = _numero(uno.valori.get(parita.campo) if parita.campo else nato)
    if numero is None:
        return 1, Decimal(0)
    return 0, -numero if parita.prima in (ALTO, GIOVANE) else numero


def _numero(valore: Any) -> Decimal | None:
    """An answer as a number to compare: a birth (of a person, or a date) is its day."""
    if isinstance(valore, dict):
        valore = valore.get("data_nascita")
    if isinstance(valore, bool) or valore in (None, ""):
        return None
    if isinstance(valore, int | float):
        return Decimal(str(valore))
    try:
        return Decimal(dt.date.fromisoformat(valore).toordinal())
    except (TypeError, ValueError):
        return None
