"""What a set of answers means for a service: which questions are asked, which answers count, what is computed from them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pratiche.moduli.calcoli import calcola
from pratiche.moduli.condizioni import vera
from pratiche.moduli.domande import Campo, Passo

CALCOLATO, IMPORTO = "calcolato", "importo"
MASSIMO = Decimal(10) ** 12


@dataclass
class Quadro:
    """`valori` are the answers that count, computed ones included: not those of questions hidden or closed."""

    valori: dict[str, Any] = field(default_factory=dict)
    visibili: set[str] = field(default_factory=set)
    obbligatori: set[str] = field(default_factory=set)
    abilitati: set[str] = field(default_factory=set)
    passi: list[str] = field(default_factory=list)

    def conta(self, nome: str) -> bool:
        """Is an answer to this question accepted?"""
        return nome in self.visibili and nome in self.abilitati


def valuta(passi: Iterable[Passo], risposte: Mapping[str, Any], *, oggi: dt.date) -> Quadro:
    """Read the answers in the order of the questions: a hidden answer is no answer for the conditions that follow."""
    quadro = Quadro()
    for passo in passi:
        if not _vale(passo.visibile_se, quadro, oggi) or not _vale(passo.abilitato_se, quadro, oggi):
            continue
        quadro.passi.append(passo.codice)
        richiesto = _vale(passo.obbligatorio_se, quadro, oggi)
        for campo in passo.campi:
            _guarda(campo, richiesto, risposte, quadro, oggi)
    return quadro


def valuta_campi(campi: Iterable[Campo], risposte: Mapping[str, Any], *, oggi: dt.date) -> Quadro:
    """The same for questions outside their service: all that is asked is seen, as for a request for completion."""
    nudi = tuple(campi)
    quadro = Quadro(
        valori=dict(risposte), visibili={campo.nome for campo in nudi}, abilitati={campo.nome for campo in nudi}
    )
    quadro.obbligatori = {campo.nome for campo in nudi if campo.obbligatorio and not campo.obbligatorio_se}
    return quadro


def _vale(condizione: dict[str, Any] | None, quadro: Quadro, oggi: dt.date) -> bool:
    return vera(condizione, quadro.valori, oggi=oggi)


def _guarda(campo: Campo, richiesto: bool, risposte: Mapping[str, Any], quadro: Quadro, oggi: dt.date) -> None:
    if not _vale(campo.visibile_se, quadro, oggi):
        return
    quadro.visibili.add(campo.nome)
    if not _vale(campo.abilitato_se, quadro, oggi):
        return
    quadro.abilitati.add(campo.nome)
    obbligatorio = _vale(campo.obbligatorio_se, quadro, oggi) if campo.obbligatorio_se else campo.obbligatorio
    if richiesto and obbligatorio and campo.chiesto:
        quadro.obbligatori.add(campo.nome)
    valore = _calcolato(campo, quadro, oggi) if campo.tipo == CALCOLATO else risposte.get(campo.nome)
    if valore is not None:
        quadro.valori[campo.nome] = valore


def _calcolato(campo: Campo, quadro: Quadro, oggi: dt.date) -> int | float | None:
    """As it is kept: whole cents, or at most two decimals."""
    risultato = calcola(campo.opzioni["formula"], quadro.valori, oggi=oggi)
    if risultato is None or abs(risultato) > MASSIMO:
        return None
    if campo.opzioni["formato"] == IMPORTO:
        return int(risultato.quantize(Decimal(1), ROUND_HALF_UP))
    tondo = risultato.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return float(tondo) if tondo % 1 else int(tondo)
