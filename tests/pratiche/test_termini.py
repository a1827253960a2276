"""The term of a case, on the values worked out by hand: 30 days from 2 March 2026 unless said otherwise; then on any events."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.base.festivi import Calendario
from pratiche import spiegazioni
from pratiche.termini import Motivo, Sospensione, Termine, calcola, meta, preavviso, risposta_entro

PATRONO = Calendario(patrono=(6, 24))
SABATO = Calendario(sabato_festivo=True)


def g(giorno: int, mese: int) -> dt.date:
    return dt.date(2026, mese, giorno)


def integrazione(dal: dt.date, al: dt.date | None = None) -> Sospensione:
    return Sospensione(Motivo.INTEGRAZIONE, dal, al)


def rigetto(dal: dt.date, osservazioni: dt.date | None = None, chiuso: dt.date | None = None) -> Sospensione:
    return preavviso(dal, risposta_entro(dal, 10, Calendario()), osservazioni, chiuso=chiuso)


@pytest.mark.parametrize(
    ("presentata", "sospensioni", "attesa"),
    [
        pytest.param(g(2, 3), [], g(1, 4), id="il primo giorno non si conta"),
        pytest.param(g(2, 3), [integrazione(g(12, 3), g(22, 3))], g(11, 4), id="dieci giorni fermi, sabato resta"),
        pytest.param(g(2, 3), [integrazione(g(12, 3))], g(2, 5), id="mai risposto: trenta giorni, primo maggio"),
        pytest.param(g(2, 3), [integrazione(g(2, 3), g(12, 3))], g(11, 4), id="chiesta il giorno stesso"),
        pytest.param(g(2, 3), [rigetto(g(20, 3), g(25, 3))], g(16, 4), id="preavviso con osservazioni"),
        pytest.param(g(2, 3), [rigetto(g(20, 3))], g(11, 4), id="preavviso senza osservazioni"),
        pytest.param(g(2, 3), [rigetto(g(20, 3), g(15, 4))], g(11, 4), id="osservazioni in ritardo"),
        pytest.param(g(2, 3), [rigetto(g(20, 3), None, g(22, 3))], g(3, 4), id="preavviso tolto dopo due giorni"),
        pytest.param(g(2, 3), [rigetto(g(26, 3))], g(13, 4), id="i dieci giorni finiscono a Pasqua: fino a martedì"),
        pytest.param(
            g(2, 3),
            [integrazione(g(12, 3), g(22, 3)), rigetto(g(1, 4), g(6, 4))],
            g(27, 4),
            id="integrazione e preavviso, domenica",
        ),
        pytest.param(
            g(2, 3), [integrazione(g(12, 3), g(1, 4)), rigetto(g(20, 3), g(25, 3))], g(24, 4), id="sovrapposti"
        ),
        pytest.param(g(6, 3), [], g(7, 4), id="Pasqua e Pasquetta"),
        pytest.param(g(6, 3), [integrazione(g(7, 4), g(17, 4))], g(17, 4), id="chiesta l'ultimo giorno, già spostato"),
        pytest.param(g(4, 9), [], g(5, 10), id="4 ottobre, domenica e di nuovo festa nazionale"),
    ],
)
def test_fine_del_termine(presentata: dt.date, sospensioni: list[Sospensione], attesa: dt.date) -> None:
    assert calcola(presentata, 30, sospensioni=sospensioni).attuale == attesa


def test_i_termini_lunghi_si_contano_in_giorni() -> None:
    assert calcola(g(2, 3), 90).attuale == g(1, 6)  # 31 May is a Sunday
    assert calcola(g(2, 3), 180).attuale == g(29, 8)


def test_il_termine_originario_non_si_muove() -> None:
    assert calcola(g(2, 3), 30, sospensioni=[integrazione(g(12, 3), g(22, 3))]).originario == g(1, 4)


def test_la_seconda_richiesta_di_documenti_non_ferma_il_termine() -> None:
    due = [integrazione(g(12, 3), g(17, 3)), integrazione(g(20, 3), g(30, 3))]
    termine = calcola(g(2, 3), 30, sospensioni=due)
    assert termine.attuale == g(7, 4)  # 6 April is Easter Monday
    assert "una volta sola" in spiegazioni.passi(termine)[2]


def test_chi_toglie_la_richiesta_lo_stesso_giorno_non_ha_fermato_nulla() -> None:
    due = [integrazione(g(12, 3), g(12, 3)), integrazione(g(20, 3), g(30, 3))]
    assert calcola(g(2, 3), 30, sospensioni=due).attuale == g(11, 4)


def test_chi_chiede_dopo_la_scadenza_non_ferma_il_termine() -> None:
    termine = calcola(g(2, 3), 30, sospensioni=[integrazione(g(2, 4), g(20, 4))])
    assert termine.attuale == g(1, 4)
    assert "era già passato" in spiegazioni.passi(termine)[1]


def test_il_santo_patrono_sposta_il_termine() -> None:
    termine = calcola(g(25, 5), 30, calendario=PATRONO)
    assert termine.attuale == g(25, 6)
    assert spiegazioni.passi(termine)[-1] == (
        "Il termine finiva mercoledì 24 giugno 2026, giorno festivo: passa a giovedì 25 giugno 2026."
    )


def test_il_sabato_e_festivo_solo_dove_l_ente_lo_dice() -> None:
    fermo = [integrazione(g(12, 3), g(22, 3))]
    assert calcola(g(2, 3), 30, sospensioni=fermo, calendario=SABATO).attuale == g(13, 4)
    assert SABATO.perche(g(11, 4)) == "sabato"
    assert Calendario().perche(g(11, 4)) == ""


def test_un_termine_fermo_dice_quando_riparte() -> None:
    termine = calcola(g(2, 3), 30, sospensioni=[integrazione(g(12, 3))])
    assert termine.fermo(g(20, 3))
    assert not termine.fermo(g(11, 4))
    assert "al più tardi sabato 11 aprile 2026" in spiegazioni.passi(termine)[1]


def test_giorni_rimasti_e_silenzio() -> None:
    termine = calcola(g(2, 3), 30)
    assert termine.giorni_rimasti(g(30, 3)) == 2
    assert termine.giorni_rimasti(g(2, 4)) == -1
    assert not termine.scaduto(g(1, 4))
    assert termine.scaduto(termine.silenzio_dal)
    assert termine.silenzio_dal == g(2, 4)


@pytest.mark.parametrize(("giorni", "attesi"), [(30, 15), (45, 23), (1, 1), (180, 90)])
def test_chi_sostituisce_ha_meta_del_termine(giorni: int, attesi: int) -> None:
    assert meta(giorni) == attesi


def test_ogni_giorno_dice_se_si_conta_e_perche() -> None:
    righe = list(spiegazioni.giorno_per_giorno(calcola(g(6, 3), 30, sospensioni=[integrazione(g(10, 3), g(12, 3))])))
    assert righe[0] == "venerdì 6 marzo 2026: il primo giorno non si conta"
    assert righe[1] == "sabato 7 marzo 2026: giorno 1"
    assert righe[2] == "domenica 8 marzo 2026: giorno 2 (domenica)"
    assert "si aspetta la risposta" in righe[5]
    assert righe[7] == "venerdì 13 marzo 2026: giorno 5"
    assert righe[-1] == "martedì 7 aprile 2026: giorno 30, ultimo giorno utile"


# --- any events, in any order

_date = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
_calendari = st.builds(Calendario, st.sampled_from([None, (6, 24), (12, 24)]), st.booleans())
_sospensione = st.builds(
    lambda motivo, dal, durata: Sospensione(motivo, dal, dal + dt.timedelta(days=durata)),
    st.sampled_from([Motivo.INTEGRAZIONE, Motivo.PREAVVISO]),
    _date,
    st.integers(0, 60),
)
_sospensioni = st.lists(_sospensione, max_size=5)
_giorni = st.integers(1, 180)


@settings(max_examples=60)
@given(_date, _giorni, _sospensioni, _calendari)
def test_mai_prima_del_promesso_mai_in_un_festivo_mai_oltre_il_limite(
    dal: dt.date, giorni: int, sospensioni: list[Sospensione], calendario: Calendario
) -> None:
    termine: Termine = calcola(dal, giorni, sospensioni=sospensioni, calendario=calendario)
    assert termine.attuale >= termine.originario
    assert not calendario.festivo(termine.attuale)
    assert sum(s.giorni for s in termine.spostamenti if s.motivo is Motivo.INTEGRAZIONE) <= 30
    assert sum(s.giorni for s in termine.spostamenti) == (termine.attuale - dal).days - giorni
    preavvisi = sum((s.al - s.dal).days for s in sospensioni if s.al and s.motivo is Motivo.PREAVVISO)
    assert (termine.attuale - dal).days <= giorni + 30 + preavvisi + 10 * (1 + len(sospensioni))  # holidays in a row


@settings(max_examples=60)
@given(_date, _giorni, _sospensioni, _calendari, st.randoms())
def test_l_ordine_in_cui_si_raccontano_i_fatti_non_conta(
    dal: dt.date, giorni: int, sospensioni: list[Sospensione], calendario: Calendario, caso: object
) -> None:
    mescolate = list(sospensioni)
    caso.shuffle(mescolate)  # type: ignore[attr-defined]
    prima = calcola(dal, giorni, sospensioni=sospensioni, calendario=calendario)
    assert calcola(dal, giorni, sospensioni=mescolate, calendario=calendario) == prima


@settings(max_examples=60)
@given(_date, _giorni, _sospensioni, _calendari)
def test_lo_stesso_fatto_due_volte_vale_una(
    dal: dt.date, giorni: int, sospensioni: list[Sospensione], calendario: Calendario
) -> None:
    una = calcola(dal, giorni, sospensioni=sospensioni, calendario=calendario)
    assert calcola(dal, giorni, sospensioni=[*sospensioni, *sospensioni], calendario=calendario).attuale == una.attuale


@settings(max_examples=60)
@given(_date, _giorni, _sospensioni, _sospensione, _calendari)
def test_un_fatto_nuovo_non_anticipa_il_termine(
    dal: dt.date, giorni: int, sospensioni: list[Sospensione], nuova: Sospensione, calendario: Calendario
) -> None:
    passate = [s for s in sospensioni if s.dal < nuova.dal]
    prima = calcola(dal, giorni, sospensioni=passate, calendario=calendario).attuale
    assert calcola(dal, giorni, sospensioni=[*passate, nuova], calendario=calendario).attuale >= prima


@settings(max_examples=60)
@given(_date, _giorni, _sospensioni, _calendari, st.integers(1, 30))
def test_chi_risponde_piu_tardi_non_avvicina_il_termine(
    dal: dt.date, giorni: int, sospensioni: list[Sospensione], calendario: Calendario, ritardo: int
) -> None:
    prima = calcola(dal, giorni, sospensioni=sospensioni, calendario=calendario).attuale
    for posto, una in enumerate(sospensioni):
        if una.motivo is Motivo.INTEGRAZIONE and una.al == una.dal:
            continue  # asked and taken back the same day: it has not used the one suspension
        lunga = [*sospensioni[:posto], replace(una, al=una.al + dt.timedelta(days=ritardo)), *sospensioni[posto + 1 :]]
        assert calcola(dal, giorni, sospensioni=lunga, calendario=calendario).attuale >= prima


@settings(max_examples=60)
@given(_date, _giorni, _sospensioni, _calendari, st.integers(1, 60))
def test_cio_che_accade_dopo_la_fine_non_sposta_nulla(
    dal: dt.date, giorni: int, sospensioni: list[Sospensione], calendario: Calendario, dopo: int
) -> None:
    prima = calcola(dal, giorni, sospensioni=sospensioni, calendario=calendario)
    tardi = prima.attuale + dt.timedelta(days=dopo)
    for motivo in (Motivo.INTEGRAZIONE, Motivo.PREAVVISO):
        nuova = Sospensione(motivo, tardi, tardi + dt.timedelta(days=20))
        assert calcola(dal, giorni, sospensioni=[*sospensioni, nuova], calendario=calendario).attuale == prima.attuale


@settings(max_examples=60)
@given(_date, _giorni, _sospensioni, _calendari)
def test_i_giorni_contati_sono_quelli_del_termine(
    dal: dt.date, giorni: int, sospensioni: list[Sospensione], calendario: Calendario
) -> None:
    termine = calcola(dal, giorni, sospensioni=sospensioni, calendario=calendario)
    elenco = list(termine.giorno_per_giorno())
    assert [uno.numero for uno in elenco if uno.numero] == list(range(1, giorni + 1))
    assert (elenco[0].data, elenco[-1].data) == (dal, termine.attuale)
    assert all(uno.festivo or uno.fermo or uno.numero or uno.data >= termine.originario for uno in elenco[1:])
    assert len(list(spiegazioni.giorno_per_giorno(termine))) == len(elenco)
