"""Conditions and computed values: what they mean, and what holds whatever is answered."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratiche.moduli.calcoli import calcola
from pratiche.moduli.caricatore import disponibili, leggi
from pratiche.moduli.condizioni import residua, vera
from pratiche.moduli.quadro import valuta

PACCHETTI = {nome: leggi(file).definizione for nome, file in disponibili().items()}
OGGI = dt.date(2026, 3, 2)
OGNI_TIPO = leggi(Path(__file__).parent / "ogni-tipo.yaml").definizione

NOMI = st.sampled_from(["a", "b", "c"])
VALORI = st.one_of(
    st.none(),
    st.integers(-5, 5),
    st.sampled_from(["", "si", "no", "x", "2026-03-02"]),
    st.lists(st.sampled_from(["x", "y"])),
)
CONFRONTI = st.one_of(
    st.builds(lambda campo, valore: {"campo": campo, "uguale": valore}, NOMI, st.sampled_from(["si", "x", 3, True])),
    st.builds(lambda campo, valore: {"campo": campo, "diverso": valore}, NOMI, st.sampled_from(["si", "x", 3])),
    st.builds(lambda campo: {"campo": campo, "uno_di": ["x", "si"]}, NOMI),
    st.builds(lambda campo: {"campo": campo, "contiene": "x"}, NOMI),
    st.builds(lambda campo, n: {"campo": campo, "maggiore": n}, NOMI, st.sampled_from([0, 2, "oggi"])),
    st.builds(lambda campo, n: {"campo": campo, "minore": n}, NOMI, st.sampled_from([0, 2, "oggi"])),
    st.builds(lambda campo, v: {"campo": campo, "compilato": v}, NOMI, st.booleans()),
)
CONDIZIONI = st.recursive(
    CONFRONTI,
    lambda dentro: st.one_of(
        st.builds(lambda voci: {"tutte": voci}, st.lists(dentro, min_size=1, max_size=3)),
        st.builds(lambda voci: {"almeno_una": voci}, st.lists(dentro, min_size=1, max_size=3)),
        st.builds(lambda uno: {"non": uno}, dentro),
    ),
    max_leaves=8,
)
RISPOSTE = st.dictionaries(NOMI, VALORI)


@pytest.mark.parametrize(
    ("condizione", "valore", "attesa"),
    [
        ({"uguale": "uso"}, "uso", True),
        ({"uguale": True}, "si", True),
        ({"uguale": False}, "si", False),
        ({"uguale": 1}, True, False),
        ({"diverso": "uso"}, "mio", True),
        ({"diverso": "uso"}, "", False),
        ({"uno_di": ["a", "b"]}, "b", True),
        ({"contiene": "a"}, ["b", "a"], True),
        ({"contiene": "a"}, "a", False),
        ({"maggiore": 3}, 4, True),
        ({"maggiore": 3}, "4", False),
        ({"minore": "oggi"}, "2026-03-01", True),
        ({"minore": "oggi"}, "", False),
        ({"maggiore": "09:30"}, "10:00", True),
        ({"compilato": True}, {"via": ""}, False),
        ({"compilato": True}, [{}], True),
        ({"compilato": False}, None, True),
    ],
)
def test_che_cosa_vuol_dire_un_confronto(condizione: dict[str, Any], valore: Any, attesa: bool) -> None:
    assert vera({"campo": "c", **condizione}, {"c": valore}, oggi=OGGI) is attesa


@settings(max_examples=60)
@given(condizione=CONDIZIONI, valori=RISPOSTE)
def test_non_e_il_contrario_e_de_morgan_vale(condizione: dict[str, Any], valori: dict[str, Any]) -> None:
    def ora(una: dict[str, Any]) -> bool:
        return vera(una, valori, oggi=OGGI)

    assert ora({"non": condizione}) is not ora(condizione)
    assert ora({"tutte": [condizione, {"non": condizione}]}) is False
    assert ora({"almeno_una": [condizione, {"non": condizione}]}) is True


@settings(max_examples=60)
@given(condizione=CONDIZIONI, valori=RISPOSTE, qui=st.sets(NOMI))
def test_quello_che_resta_alla_pagina_decide_come_il_server(
    condizione: dict[str, Any], valori: dict[str, Any], qui: set[str]
) -> None:
    """Solving first what other pages have answered, then the rest, gives the same."""
    resto = residua(condizione, dict.fromkeys(qui, "testo"), valori, oggi=OGGI)
    assert (resto if isinstance(resto, bool) else vera(_senza_tipi(resto), valori, oggi=OGGI)) is vera(
        condizione, valori, oggi=OGGI
    )


def _senza_tipi(condizione: Any) -> Any:
    if isinstance(condizione, list):
        return [_senza_tipi(una) for una in condizione]
    if not isinstance(condizione, dict):
        return condizione
    return {chiave: _senza_tipi(valore) for chiave, valore in condizione.items() if chiave != "tipo"}


@settings(max_examples=150)
@given(nome=st.sampled_from(sorted(PACCHETTI)), scelte=st.lists(st.integers(0, 3), min_size=30, max_size=30))
def test_una_risposta_nascosta_non_conta_mai(nome: str, scelte: list[int]) -> None:
    definizione = PACCHETTI[nome]
    risposte = {campo.nome: _una(campo, scelta) for campo, scelta in zip(definizione.campi, scelte * 2, strict=False)}
    quadro = valuta(definizione.passi, risposte, oggi=OGGI)
    assert quadro.valori.keys() <= quadro.visibili & quadro.abilitati
    assert quadro.obbligatori <= quadro.visibili
    # what is kept means the same when it is read again: nothing else appears or goes away
    ancora = valuta(definizione.passi, quadro.valori, oggi=OGGI)
    assert ancora == quadro


def _una(campo: Any, scelta: int) -> Any:
    codici = [codice for codice, _testo in campo.scelte] or ["si", "no"]
    possibili = [None, codici[scelta % len(codici)], [codici[0]], scelta * 1000]
    return possibili[scelta]


def test_nascondere_un_passo_nasconde_le_sue_risposte() -> None:
    risposte = {"una": "b", "quanti": 3, "extra": "c'è"}
    assert valuta(OGNI_TIPO.passi, risposte, oggi=OGGI).valori["extra"] == "c'è"
    for cambio in ({"una": "a"}, {"quanti": 6}):
        quadro = valuta(OGNI_TIPO.passi, risposte | cambio, oggi=OGGI)
        assert "extra" not in quadro.valori
        assert "solo-se-b" not in quadro.passi


@pytest.mark.parametrize(
    ("formula", "atteso"),
    [
        ({"somma": ["n", 2, {"prodotto": ["n", "n"]}]}, 14),
        ({"differenza": ["n", 0.5]}, Decimal("2.5")),
        ({"prodotto": ["n", "manca"]}, None),
        ({"eta": {"nascita": "nata", "al": "2026-05-13"}}, 7),
        ({"eta": {"nascita": "nata", "al": "2026-05-14"}}, 8),
        ({"eta": {"nascita": "chi"}}, 7),
        ({"eta": {"nascita": "domani"}}, None),
        ({"giorni": {"dal": "oggi", "al": "domani"}}, 1),
        ({"giorni": {"dal": "oggi", "al": "domani", "compresi": True}}, 2),
        ({"giorni": {"dal": "domani", "al": "oggi"}}, None),
        ({"conta": "righe"}, 2),
        ({"fascia": {"di": "n", "fasce": [{"fino_a": 3, "valore": 10}, {"valore": 20}]}}, 10),
        ({"fascia": {"di": 4, "fasce": [{"fino_a": 3, "valore": 10}]}}, None),
        ({"fascia": {"di": "manca", "se_manca": 7, "fasce": [{"valore": 1}]}}, 7),
        ({"tabella": {"di": "scelta", "valori": {"a": 5}}}, 5),
    ],
)
def test_che_cosa_vuol_dire_un_calcolo(formula: Any, atteso: Any) -> None:
    valori = {
        "n": 3,
        "nata": "2018-05-14",
        "chi": {"data_nascita": "2018-05-14"},
        "domani": "2026-03-03",
        "righe": [{}, {}],
        "scelta": "a",
    }
    assert calcola(formula, valori, oggi=OGGI) == atteso


NUMERI = st.integers(0, 10**7)


@settings(max_examples=30)
@given(a=NUMERI, b=NUMERI, c=NUMERI)
def test_i_conti_sono_conti(a: int, b: int, c: int) -> None:
    valori = {"a": a, "b": b, "c": c}
    assert calcola({"somma": ["a", "b", "c"]}, valori, oggi=OGGI) == a + b + c
    assert calcola({"prodotto": [{"somma": ["a", "b"]}, "c"]}, valori, oggi=OGGI) == (a + b) * c
    assert calcola({"differenza": [{"somma": ["a", "b"]}, "b"]}, valori, oggi=OGGI) == a


@settings(max_examples=40)
@given(numero=NUMERI, limiti=st.lists(NUMERI, min_size=1, max_size=6, unique=True))
def test_una_fascia_e_sempre_una_e_cresce_col_numero(numero: int, limiti: list[int]) -> None:
    fasce: list[dict[str, int]] = [{"fino_a": limite, "valore": i} for i, limite in enumerate(sorted(limiti))]
    aperte = [*fasce, {"valore": len(fasce)}]
    trovata = calcola({"fascia": {"di": "n", "fasce": aperte}}, {"n": numero}, oggi=OGGI)
    assert trovata == sum(1 for limite in limiti if limite < numero)


@settings(max_examples=40)
@given(nascita=st.dates(dt.date(1900, 1, 1), OGGI), giorni=st.integers(0, 400))
def test_un_giorno_in_piu_non_toglie_anni(nascita: dt.date, giorni: int) -> None:
    def eta(al: dt.date) -> Decimal:
        valore = calcola({"eta": {"nascita": "n", "al": al.isoformat()}}, {"n": nascita.isoformat()}, oggi=OGGI)
        assert valore is not None
        return valore

    assert 0 <= eta(OGGI) <= eta(OGGI + dt.timedelta(days=giorni)) <= eta(OGGI) + 2
