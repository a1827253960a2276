"""The term of a case, on the values worked out by hand: 30 days from 2 March 2026 unless said otherwise."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.base.festivi import e_festivo
from pratiche.termini import Motivo, Sospensione, Termine, calcola, preavviso


def g(giorno: int, mese: int) -> dt.date:
    return dt.date(2026, mese, giorno)


def integrazione(dal: dt.date, al: dt.date | None = None) -> Sospensione:
    return Sospensione(Motivo.INTEGRAZIONE, dal, al)


@pytest.mark.parametrize(
    ("presentata", "sospensioni", "attesa"),
    [
        pytest.param(g(2, 3), [], g(1, 4), id="il primo giorno non si conta"),
        pytest.param(g(2, 3), [integrazione(g(12, 3), g(22, 3))], g(11, 4), id="dieci giorni fermi, sabato resta"),
        pytest.param(g(2, 3), [integrazione(g(12, 3))], g(2, 5), id="mai risposto: trenta giorni, primo maggio"),
        pytest.param(g(2, 3), [preavviso(g(20, 3), g(25, 3))], g(16, 4), id="preavviso con osservazioni"),
        pytest.param(g(2, 3), [preavviso(g(20, 3))], g(11, 4), id="preavviso senza osservazioni"),
        pytest.param(
            g(2, 3),
            [integrazione(g(12, 3), g(22, 3)), preavviso(g(1, 4), g(6, 4))],
            g(27, 4),
            id="integrazione e preavviso, domenica",
        ),
        pytest.param(g(6, 3), [], g(7, 4), id="Pasqua e Pasquetta"),
        pytest.param(g(4, 9), [], g(5, 10), id="4 ottobre, domenica e di nuovo festa nazionale"),
    ],
)
def test_fine_del_termine(presentata: dt.date, sospensioni: list[Sospensione], attesa: dt.date) -> None:
    assert calcola(presentata, 30, sospensioni=sospensioni).attuale == attesa


def test_il_termine_originario_non_si_muove() -> None:
    assert calcola(g(2, 3), 30, sospensioni=[integrazione(g(12, 3), g(22, 3))]).originario == g(1, 4)


def test_la_seconda_richiesta_di_documenti_non_ferma_il_termine() -> None:
    due = [integrazione(g(12, 3), g(17, 3)), integrazione(g(20, 3), g(30, 3))]
    termine = calcola(g(2, 3), 30, sospensioni=due)
    assert termine.attuale == g(7, 4)  # 6 April is Easter Monday
    assert "una volta sola" in termine.spostamenti[1].testo


def test_chi_chiede_dopo_la_scadenza_non_ferma_il_termine() -> None:
    assert calcola(g(2, 3), 30, sospensioni=[integrazione(g(2, 4), g(20, 4))]).attuale == g(1, 4)


def test_il_santo_patrono_sposta_il_termine() -> None:
    termine = calcola(g(25, 5), 30, patrono=(6, 24))
    assert termine.attuale == g(25, 6)
    assert termine.spostamenti[-1].testo == (
        "Il termine finiva mercoledì 24 giugno 2026, giorno festivo: passa a giovedì 25 giugno 2026."
    )


def test_un_termine_fermo_dice_quando_riparte() -> None:
    termine = calcola(g(2, 3), 30, sospensioni=[integrazione(g(12, 3))])
    assert termine.fermo(g(20, 3))
    assert not termine.fermo(g(11, 4))
    assert "al più tardi sabato 11 aprile 2026" in termine.spostamenti[0].testo


def test_giorni_rimasti() -> None:
    termine = calcola(g(2, 3), 30)
    assert termine.giorni_rimasti(g(30, 3)) == 2
    assert termine.giorni_rimasti(g(2, 4)) == -1


_date = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
_sospensioni = st.lists(
    st.builds(
        lambda motivo, dal, durata: Sospensione(motivo, dal, dal + dt.timedelta(days=durata)),
        st.sampled_from([Motivo.INTEGRAZIONE, Motivo.PREAVVISO]),
        _date,
        st.integers(0, 60),
    ),
    max_size=4,
)


@given(_date, st.integers(1, 180), _sospensioni)
def test_il_termine_non_anticipa_mai_e_finisce_in_un_giorno_utile(
    presentata: dt.date, giorni: int, sospensioni: list[Sospensione]
) -> None:
    termine: Termine = calcola(presentata, giorni, sospensioni=sospensioni, patrono=(6, 24))
    assert termine.attuale >= termine.originario
    assert not e_festivo(termine.attuale, (6, 24))
    fermi = sum(s.giorni for s in termine.spostamenti if s.motivo is Motivo.INTEGRAZIONE)
    assert fermi <= 30
