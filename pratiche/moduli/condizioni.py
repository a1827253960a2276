"""Conditions: when a question is seen, must be answered, may be answered. Small, declarative, about earlier answers only.

`{campo: titolo, uguale: uso}`, joined with `tutte`, `almeno_una`, `non`. A question that has no answer satisfies no comparison:
not even `diverso`. Money is compared in cents, days and hours as they are written (`2026-12-31`, `"09:30"`, `oggi`).
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pratiche.moduli import schema
from pratiche.moduli.domande import Condizione

OGGI = "oggi"
TUTTE, ALMENO_UNA, NON = "tutte", "almeno_una", "non"

_valore = schema.oppure(
    schema.testo(200), schema.numero(), schema.vero_o_falso(), testo=_("serve un testo, un numero o true/false.")
)
OPERATORI = {
    "uguale": _valore,
    "diverso": _valore,
    "uno_di": schema.elenco(_valore),
    "contiene": schema.testo(200),
    "maggiore": _valore,
    "minore": _valore,
    "compilato": schema.vero_o_falso(),
}


def _confronto() -> schema.Controllo:
    """`{campo: …, <one operator>: …}`."""
    mappa = schema.mappa({"campo": schema.codice()}, OPERATORI)

    def verifica(nodo: Any, percorso: str) -> Iterator[schema.Problema]:
        problemi = list(mappa(nodo, percorso))
        yield from problemi
        if not problemi and len(nodo.value) != 2:
            yield schema.problema(nodo, percorso, gettext("serve un solo confronto fra: %s.") % ", ".join(OPERATORI))

    return schema.Controllo(verifica, {**mappa.schema, "minProperties": 2, "maxProperties": 2})


_ancora = schema.rimando("condizione", lambda: CONDIZIONE)
CONDIZIONE: schema.Controllo = schema.a_scelta(
    {
        "campo": _confronto(),
        TUTTE: schema.mappa({TUTTE: schema.elenco(_ancora)}),
        ALMENO_UNA: schema.mappa({ALMENO_UNA: schema.elenco(_ancora)}),
        NON: schema.mappa({NON: _ancora}),
    }
)


def vera(condizione: Condizione | None, valori: Mapping[str, Any], *, oggi: dt.date) -> bool:
    """Does it hold with these answers? No condition always holds."""
    if condizione is None:
        return True
    if TUTTE in condizione:
        return all(vera(una, valori, oggi=oggi) for una in condizione[TUTTE])
    if ALMENO_UNA in condizione:
        return any(vera(una, valori, oggi=oggi) for una in condizione[ALMENO_UNA])
    if NON in condizione:
        return not vera(condizione[NON], valori, oggi=oggi)
    operatore, atteso = confronto(condizione)
    return _CONFRONTI[operatore](valori.get(condizione["campo"]), normale(atteso, oggi))


def confronto(condizione: Condizione) -> tuple[str, Any]:
    """The operator of a comparison and the value it compares with."""
    return next((nome, valore) for nome, valore in condizione.items() if nome != "campo")


def confronti(condizione: Condizione | None, percorso: str = "") -> Iterator[tuple[str, Condizione]]:
    """Every comparison inside a condition, with its place."""
    if condizione is None:
        return
    for insieme in (TUTTE, ALMENO_UNA):
        for indice, una in enumerate(condizione.get(insieme, [])):
            yield from confronti(una, f"{percorso}.{insieme}[{indice}]")
    yield from confronti(condizione.get(NON), f"{percorso}.{NON}")
    if "campo" in condizione:
        yield percorso, condizione


def residua(
    condizione: Condizione, qui: Mapping[str, str], valori: Mapping[str, Any], *, oggi: dt.date
) -> Condizione | bool:
    """What remains to be decided in the page: the comparisons with questions that are not there (`qui`: name → kind) are solved."""
    if "campo" in condizione:
        return (
            _confronto_in_pagina(condizione, qui, oggi)
            if condizione["campo"] in qui
            else vera(condizione, valori, oggi=oggi)
        )
    if NON in condizione:
        dentro = residua(condizione[NON], qui, valori, oggi=oggi)
        return not dentro if isinstance(dentro, bool) else {NON: dentro}
    insieme = TUTTE if TUTTE in condizione else ALMENO_UNA
    parti = [residua(una, qui, valori, oggi=oggi) for una in condizione[insieme]]
    decide = insieme == ALMENO_UNA  # one part that is true decides "any", one that is false decides "all"
    if any(parte is decide for parte in parti):
        return decide
    aperte = [parte for parte in parti if not isinstance(parte, bool)]
    return {insieme: aperte} if aperte else not decide


def normale(atteso: Any, oggi: dt.date) -> Any:
    """As answers are kept: yes and no as words, `oggi` as a day."""
    if isinstance(atteso, bool):
        return "si" if atteso else "no"
    if isinstance(atteso, list):
        return [normale(uno, oggi) for uno in atteso]
    return oggi.isoformat() if atteso == OGGI else atteso


def _confronto_in_pagina(condizione: Condizione, qui: Mapping[str, str], oggi: dt.date) -> Condizione:
    operatore, atteso = confronto(condizione)
    valore = atteso if operatore == "compilato" else normale(atteso, oggi)
    return {"campo": condizione["campo"], "tipo": qui[condizione["campo"]], operatore: valore}


def _pieno(valore: Any) -> bool:
    if isinstance(valore, dict):
        return any(map(_pieno, valore.values()))
    return valore not in (None, "", [])


def _uguali(valore: Any, atteso: Any) -> bool:
    return bool(valore == atteso and isinstance(valore, bool) == isinstance(atteso, bool))


def _in_ordine(valore: Any, atteso: Any, prova: Callable[[Any, Any], bool]) -> bool:
    """Numbers with numbers, texts with texts: anything else is in no order."""
    numeri = all(isinstance(uno, int | float) and not isinstance(uno, bool) for uno in (valore, atteso))
    testi = isinstance(valore, str) and isinstance(atteso, str) and bool(valore)
    return prova(valore, atteso) if numeri or testi else False


_CONFRONTI: dict[str, Callable[[Any, Any], bool]] = {
    "uguale": _uguali,
    "diverso": lambda valore, atteso: _pieno(valore) and not _uguali(valore, atteso),
    "uno_di": lambda valore, attesi: any(_uguali(valore, uno) for uno in attesi),
    "contiene": lambda valore, atteso: isinstance(valore, list) and atteso in valore,
    "maggiore": lambda valore, atteso: _in_ordine(valore, atteso, lambda a, b: bool(a > b)),
    "minore": lambda valore, atteso: _in_ordine(valore, atteso, lambda a, b: bool(a < b)),
    "compilato": lambda valore, atteso: _pieno(valore) is (atteso == "si"),
}
