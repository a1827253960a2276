"""The arithmetic of a ranking: same people, same order; never a place too many; who comes first is served first."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratiche import graduatorie
from pratiche.graduatorie import Candidato, Punteggio
from pratiche.moduli import caricatore
from pratiche.moduli.graduatoria import PER_TUTTI, Graduatoria

NIDO = caricatore.leggi(caricatore.CARTELLA / "iscrizione-nido.yaml").definizione
REGOLE = NIDO.graduatoria
assert REGOLE
OGGI = dt.date(2026, 3, 31)
SEDI = ("girasole", "aquilone", "bosco")


def candidato(sigla: str, punti: int = 0, **altro: Any) -> Candidato:
    riserve = tuple(altro.pop("riserve", ()))
    sedi = tuple(altro.pop("sedi", ("girasole",)))
    presentata = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    return Candidato(sigla, Punteggio(Decimal(punti), (), riserve), altro, presentata, sedi)


un_candidato = st.builds(
    lambda sigla, punti, isee, nascita, riserva, sedi: candidato(
        sigla,
        punti,
        isee=isee,
        bambino={"data_nascita": nascita.isoformat()},
        riserve=["disabilita"] if riserva else [],
        sedi=sedi,
    ),
    st.text("ABC23", min_size=3, max_size=3),
    st.integers(0, 3),
    st.one_of(st.none(), st.integers(0, 3)),
    st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 3)),
    st.booleans(),
    st.lists(st.sampled_from(SEDI), min_size=1, max_size=2, unique=True),
)
candidati = st.lists(un_candidato, max_size=12, unique_by=lambda uno: uno.sigla)
posti = st.dictionaries(st.tuples(st.sampled_from(SEDI), st.sampled_from(["", "disabilita"])), st.integers(0, 3))


@settings(max_examples=60)
@given(candidati, st.randoms(), st.text("ab", max_size=4))
def test_l_ordine_non_dipende_da_come_arrivano(tutti: list[Candidato], caso: Any, seme: str) -> None:
    mischiati = list(tutti)
    caso.shuffle(mischiati)
    ordinati = graduatorie.ordina(tutti, REGOLE, seme=seme)
    assert ordinati == graduatorie.ordina(mischiati, REGOLE, seme=seme)
    assert sorted(uno.sigla for uno in ordinati) == sorted(uno.sigla for uno in tutti)  # nobody lost, nobody twice
    assert [uno.punteggio.punti for uno in ordinati] == sorted((u.punteggio.punti for u in tutti), reverse=True)


@settings(max_examples=60)
@given(candidati, posti)
def test_mai_un_posto_di_troppo_e_chi_e_davanti_non_resta_dietro(
    tutti: list[Candidato], liberi: dict[tuple[str, str], int]
) -> None:
    ordinati = graduatorie.ordina(tutti, REGOLE, seme="s")
    fatte = graduatorie.assegna(liberi, ordinati)
    per_sigla = {una.sigla: una for una in fatte}
    assert len(per_sigla) == len(fatte)  # one each
    for dove, quanti in liberi.items():
        assert sum((una.sede, una.riserva) == dove for una in fatte) <= quanti
    for indice, davanti in enumerate(ordinati):
        if davanti.sigla in per_sigla:
            assert per_sigla[davanti.sigla].sede in davanti.sedi
            continue
        # nothing it wanted is left, and nobody behind got a place of all where it wanted to be
        assert not any(
            sum((u.sede, u.riserva) == dove for u in fatte) < quanti
            for dove, quanti in liberi.items()
            if dove[0] in davanti.sedi
        )
        for dietro in ordinati[indice + 1 :]:
            avuto = per_sigla.get(dietro.sigla)
            assert not avuto or avuto.riserva != PER_TUTTI or avuto.sede not in davanti.sedi


def test_i_punti_vengono_dalle_risposte() -> None:
    risposte = {"disabilita": "si", "residente": "no", "genitori": "due", "lavoro": "pieno", "lavoro_altro": "parziale"}
    contati = graduatorie.punteggio(REGOLE, {**risposte, "fratelli": 3}, oggi=OGGI)
    assert dict(contati.voci) == {"disabilita": 20, "lavoro": 8, "lavoro-altro": 5, "fratelli": 5}
    assert (contati.punti, contati.riserve) == (38, ("disabilita",))
    assert graduatorie.punteggio(REGOLE, {}, oggi=OGGI).punti == 0


def test_a_pari_punti_isee_poi_eta_poi_sorteggio() -> None:
    piccolo, grande = {"data_nascita": "2025-05-01"}, {"data_nascita": "2024-05-01"}
    tutti = [
        candidato("SENZA", isee=None, bambino=grande),
        candidato("PICCOLO", isee=500, bambino=piccolo),
        candidato("GRANDE", isee=500, bambino=grande),
        candidato("BASSO", isee=100, bambino=piccolo),
    ]
    ordine = [uno.sigla for uno in graduatorie.ordina(tutti, REGOLE, seme="x")]
    assert ordine == ["BASSO", "GRANDE", "PICCOLO", "SENZA"]
    pari = [candidato(sigla) for sigla in ("A", "B", "C", "D")]
    estratti = {tuple(u.sigla for u in graduatorie.ordina(pari, REGOLE, seme=str(seme))) for seme in range(40)}
    assert len(estratti) > 5  # another seed, another draw


def test_il_posto_riservato_va_prima_a_chi_ne_ha_diritto_poi_a_tutti() -> None:
    liberi = {("girasole", "disabilita"): 1, ("girasole", ""): 1}
    primo, con_riserva, ultimo = candidato("A", 30), candidato("B", 5, riserve=["disabilita"]), candidato("C", 1)
    fatte = graduatorie.assegna(liberi, [primo, con_riserva, ultimo])
    assert [(una.sigla, una.riserva) for una in fatte] == [("A", ""), ("B", "disabilita")]
    senza = graduatorie.assegna(liberi, [primo, ultimo])
    assert [(una.sigla, una.riserva) for una in senza] == [("A", ""), ("C", "disabilita")]


@settings(max_examples=40)
@given(st.integers(0, 500), st.lists(st.integers(1, 100), max_size=3))
def test_le_riserve_dividono_i_posti_senza_crearne(quanti: int, percenti: list[int]) -> None:
    riserve = [
        {"codice": f"r{n}", "titolo": "R", "se": {"campo": "x", "uguale": "si"}, "percento": percento}
        for n, percento in enumerate(percenti)
    ]
    giorni = dict.fromkeys(("osservazioni_giorni", "conferma_giorni", "validita_giorni", "pubblicazione_giorni"), 1)
    divisi = list(Graduatoria.da({"criteri": [], "riserve": riserve, **giorni}).riservati(quanti))
    assert sum(quota for _riserva, quota in divisi) == quanti
    assert all(quota >= 0 for _riserva, quota in divisi)


@pytest.mark.parametrize(
    ("prima", "dopo", "problema"),
    [
        ("preavviso_previsto: false", "preavviso_previsto: true", "preavviso_previsto: false"),
        ("se: {campo: residente, uguale: si}", "se: {campo: altrove, uguale: si}", "nessuna domanda si chiama «altrove»"),
        ("{campo: isee, prima: piu_basso}", "{campo: isee, prima: piu_anziano}", "«isee» è di tipo importo"),
        ("preferenze: [nido, secondo_nido]", "preferenze: [nido, lavoro]", "le stesse scelte"),
        ("preferenze: [nido, secondo_nido]", "preferenze: [fratelli]", "«fratelli» non è una domanda di tipo scelta"),
        ("percento: 10", "percento: 101", "da 1 a 100"),
        ("conferma_giorni: 10", "conferma_ore: 10", "voce sconosciuta"),
        ("codice: residenza,", "codice: disabilita,", "«disabilita» è già usato"),
        ("pieno: 8, parziale: 5, cerco: 3, \"no\": 0}}}\n    - codice: lavoro-altro", "pieno: 8, parziale: 5}}}\n    - codice: lavoro-altro", "manca nella tabella"),
    ],
)  # fmt: skip
def test_un_errore_nelle_regole_dice_la_riga(tmp_path: Path, prima: str, dopo: str, problema: str) -> None:
    testo = (caricatore.CARTELLA / "iscrizione-nido.yaml").read_text(encoding="utf-8")
    assert prima in testo
    file = tmp_path / "nido.yaml"
    file.write_text(testo.replace(prima, dopo), encoding="utf-8")
    with pytest.raises(caricatore.PacchettoErrato, match="riga [0-9]+") as errore:
        caricatore.leggi(file)
    assert problema in str(errore.value)
