"""Computed values: a few declarative operations on earlier answers. Numbers are decimal; money is in cents.

Without one of its answers a formula has no result (None): nothing is guessed.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, DivisionByZero, InvalidOperation
from functools import reduce
from typing import Any

from django.utils.translation import gettext_lazy as _

from pratiche.moduli import schema

OGGI = "oggi"
Valori = Mapping[str, Any]
Formula = Any  # a number, the name of a question, or one operation

# what each place of a formula accepts, by kind of question
NUMERI = frozenset({"numero", "importo", "calcolato"})
DATE = frozenset({"data"})
NASCITE = frozenset({"data", "persona"})
SCELTE = frozenset({"scelta", "si_no"})
GRUPPI = frozenset({"gruppo"})

_operando = schema.oppure(
    schema.numero(),
    schema.codice(),
    schema.rimando("formula", lambda: FORMULA),
    testo=_("serve un numero, il nome di una domanda o un'altra operazione."),
)
_giorno = schema.testo(40)
_una_fascia = schema.mappa({"valore": schema.numero()}, {"fino_a": schema.numero()})

FORMULA: schema.Controllo = schema.a_scelta(
    {
        "somma": schema.mappa({"somma": schema.elenco(_operando)}),
        "differenza": schema.mappa({"differenza": schema.elenco(_operando)}),
        "prodotto": schema.mappa({"prodotto": schema.elenco(_operando)}),
        "alternativa": schema.mappa({"alternativa": schema.elenco(_operando)}),
        "eta": schema.mappa({"eta": schema.mappa({"nascita": schema.codice()}, {"al": _giorno})}),
        "giorni": schema.mappa(
            {"giorni": schema.mappa({"dal": _giorno, "al": _giorno}, {"compresi": schema.vero_o_falso()})}
        ),
        "conta": schema.mappa({"conta": schema.codice()}),
        "fascia": schema.mappa(
            {
                "fascia": schema.mappa(
                    {"di": _operando, "fasce": schema.elenco(_una_fascia)}, {"se_manca": schema.numero()}
                )
            }
        ),
        "tabella": schema.mappa(
            {"tabella": schema.mappa({"di": schema.codice(), "valori": schema.tabella(schema.numero())})}
        ),
    }
)


def calcola(formula: Formula, valori: Valori, *, oggi: dt.date) -> Decimal | None:
    """The result with these answers; None when one of them lacks or is not valid."""
    if isinstance(formula, str):
        return _numero(valori.get(formula))
    if not isinstance(formula, dict):
        return _numero(formula)
    nome, argomento = next(iter(formula.items()))
    try:
        return _OPERAZIONI[nome](argomento, valori, oggi)
    except (InvalidOperation, DivisionByZero, OverflowError):
        return None


def citati(formula: Formula, percorso: str = "") -> Iterator[tuple[str, str, frozenset[str]]]:
    """The questions a formula names: where, which, and of which kinds they must be."""
    if isinstance(formula, str):
        yield percorso, formula, NUMERI
    if not isinstance(formula, dict):
        return
    nome, argomento = next(iter(formula.items()))
    dentro = f"{percorso}.{nome}"
    if isinstance(argomento, list):
        for indice, operando in enumerate(argomento):
            yield from citati(operando, f"{dentro}[{indice}]")
    elif nome == "fascia":
        yield from citati(argomento["di"], f"{dentro}.di")
    else:
        yield from _citati_da(nome, argomento, dentro)


def _citati_da(nome: str, argomento: Any, dentro: str) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Those of an operation that names questions and holds no other operation."""
    if nome == "conta":
        yield dentro, argomento, GRUPPI
    if nome == "tabella":
        yield f"{dentro}.di", argomento["di"], SCELTE
    if nome == "eta":
        yield f"{dentro}.nascita", argomento["nascita"], NASCITE
        yield from _giorno_citato(argomento.get("al", OGGI), f"{dentro}.al")
    if nome == "giorni":
        yield from _giorno_citato(argomento["dal"], f"{dentro}.dal")
        yield from _giorno_citato(argomento["al"], f"{dentro}.al")


def tabelle(formula: Formula, percorso: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The tables and bands inside a formula, each with its place."""
    if not isinstance(formula, dict):
        return
    nome, argomento = next(iter(formula.items()))
    if nome in {"tabella", "fascia"}:
        yield f"{percorso}.{nome}", argomento
    interni = argomento if isinstance(argomento, list) else [argomento.get("di")] if nome == "fascia" else []
    for indice, operando in enumerate(interni):
        yield from tabelle(
            operando, f"{percorso}.{nome}[{indice}]" if isinstance(argomento, list) else f"{percorso}.{nome}.di"
        )


def _giorno_citato(testo: str, percorso: str) -> Iterator[tuple[str, str, frozenset[str]]]:
    if testo != OGGI and _data(testo) is None:
        yield percorso, testo, DATE


def _numero(valore: Any) -> Decimal | None:
    if isinstance(valore, bool) or not isinstance(valore, int | float | Decimal):
        return None
    return Decimal(str(valore))


def _data(valore: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(valore)
    except (TypeError, ValueError):
        return None


def _giorno_di(testo: str, valori: Valori, oggi: dt.date) -> dt.date | None:
    """Today, a fixed day, or the answer to a date (of a person, the birth)."""
    if testo == OGGI:
        return oggi
    valore = valori.get(testo, testo)
    return _data(valore.get("data_nascita") if isinstance(valore, dict) else valore)


def _piega(unisci: Callable[[Decimal, Decimal], Decimal]) -> Callable[[Any, Valori, dt.date], Decimal | None]:
    def operazione(operandi: list[Formula], valori: Valori, oggi: dt.date) -> Decimal | None:
        numeri = [calcola(operando, valori, oggi=oggi) for operando in operandi]
        presenti = [numero for numero in numeri if numero is not None]
        return reduce(unisci, presenti) if len(presenti) == len(numeri) else None

    return operazione


def _alternativa(operandi: list[Formula], valori: Valori, oggi: dt.date) -> Decimal | None:
    """The first that has a result: what is asked depends on the case, what it gives has one name."""
    risultati = (calcola(operando, valori, oggi=oggi) for operando in operandi)
    return next((risultato for risultato in risultati if risultato is not None), None)


def _eta(argomento: dict[str, str], valori: Valori, oggi: dt.date) -> Decimal | None:
    nascita = _giorno_di(argomento["nascita"], valori, oggi)
    al = _giorno_di(argomento.get("al", OGGI), valori, oggi)
    if nascita is None or al is None or al < nascita:
        return None
    return Decimal(al.year - nascita.year - ((al.month, al.day) < (nascita.month, nascita.day)))


def _giorni(argomento: dict[str, Any], valori: Valori, oggi: dt.date) -> Decimal | None:
    dal, al = (_giorno_di(argomento[capo], valori, oggi) for capo in ("dal", "al"))
    if dal is None or al is None or al < dal:
        return None
    return Decimal((al - dal).days + (1 if argomento.get("compresi") else 0))


def _conta(gruppo: str, valori: Valori, oggi: dt.date) -> Decimal | None:
    righe = valori.get(gruppo, [])
    return Decimal(len(righe)) if isinstance(righe, list) else None


def _fascia(argomento: dict[str, Any], valori: Valori, oggi: dt.date) -> Decimal | None:
    """The value of the first band that holds the number: bands are in order, the last may be open. `se_manca`: without it."""
    numero = calcola(argomento["di"], valori, oggi=oggi)
    if numero is None:
        return _numero(argomento.get("se_manca"))
    adatte = (f for f in argomento["fasce"] if "fino_a" not in f or numero <= Decimal(str(f["fino_a"])))
    scelta = next(adatte, None)
    return _numero(scelta["valore"]) if scelta else None


def _tabella(argomento: dict[str, Any], valori: Valori, oggi: dt.date) -> Decimal | None:
    codice = valori.get(argomento["di"])
    return _numero(argomento["valori"].get(codice)) if isinstance(codice, str) else None


_OPERAZIONI: dict[str, Callable[[Any, Valori, dt.date], Decimal | None]] = {
    "somma": _piega(lambda a, b: a + b),
    "differenza": _piega(lambda a, b: a - b),
    "prodotto": _piega(lambda a, b: a * b),
    "alternativa": _alternativa,
    "eta": _eta,
    "giorni": _giorni,
    "conta": _conta,
    "fascia": _fascia,
    "tabella": _tabella,
}
