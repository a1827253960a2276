"""Reading what ANPR answers: pieces missing, dates half known, people with one name."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from portal.pdnd.schede import Famiglia, Residenza, id_unico


def famiglia(**generalita: Any) -> Any:
    return Famiglia.da_anpr([{"generalita": generalita}]).componenti[0]


def test_una_famiglia_in_ordine_di_scheda() -> None:
    righe = [
        {"generalita": {"nome": "ANNA"}, "legameSoggetto": {"codiceLegame": "3", "progressivoComponente": "2"}},
        {"generalita": {"nome": "MARIO"}, "legameSoggetto": {"codiceLegame": "1", "progressivoComponente": "1"}},
        {"generalita": {"nome": "ZOE"}},
    ]
    componenti = Famiglia.da_anpr(righe).componenti
    assert [uno.nome for uno in componenti] == ["MARIO", "ANNA", "ZOE"]
    assert [str(uno.legame_in_parole) for uno in componenti] == [
        "Intestatario della scheda",
        "Figlio o figlia",
        "Componente della famiglia",
    ]


@pytest.mark.parametrize(
    ("segni", "nascita"),
    [
        ({}, "1950-03-17"),
        ({"senzaGiorno": "1"}, "1950-03"),
        ({"senzaGiornoMese": "1"}, "1950"),
        ({"senzaGiorno": "0"}, "1950-03-17"),
    ],
)
def test_della_nascita_resta_cio_che_si_sa(segni: dict[str, str], nascita: str) -> None:
    assert famiglia(dataNascita="1950-03-17", **segni).nascita == nascita


def test_chi_ha_un_nome_solo() -> None:
    assert famiglia(nome="SUKARNO", cognome="-", senzaCognome="1").nome_completo == "SUKARNO"


def test_nato_in_italia_o_all_estero() -> None:
    roma = {"comune": {"nomeComune": "ROMA", "siglaProvinciaIstat": "RM"}}
    casablanca = {"localita": {"descrizioneLocalita": "CASABLANCA", "descrizioneStato": "MAROCCO"}}
    assert famiglia(luogoNascita=roma).luogo_nascita == "ROMA (RM)"
    assert famiglia(luogoNascita=casablanca).luogo_nascita == "CASABLANCA, MAROCCO"


@pytest.mark.parametrize(
    "rotto",
    [
        {},
        {"generalita": None},
        {"generalita": {"codiceFiscale": "X"}},
        {"legameSoggetto": {"progressivoComponente": None}},
    ],
)
def test_una_scheda_con_pezzi_mancanti_si_legge_lo_stesso(rotto: dict[str, Any]) -> None:
    assert len(Famiglia.da_anpr([rotto]).componenti) == 1


def test_senza_residenza_non_se_ne_inventa_una() -> None:
    assert Residenza.da_anpr([{"residenza": []}]) is None
    assert id_unico([{}]) == ""


@pytest.mark.parametrize("nome", ["risposta-200-residenza.json", "risposta-200-C021-sintetica.json"])
def test_gli_esempi_del_contratto_si_leggono(nome: str) -> None:
    cartella = Path(os.environ.get("CASA_CONTRATTI", settings.BASE_DIR.parent / "shared" / "contracts"))
    file = cartella / "anpr" / "esempi" / nome
    if not file.exists():
        pytest.skip("i contratti di ANPR non sono su questa macchina")
    soggetti = json.loads(file.read_text(encoding="utf-8"))["listaSoggetti"]["datiSoggetto"]
    assert Famiglia.da_anpr(soggetti).componenti[0].codice_fiscale
    assert id_unico(soggetti)
    if "residenza" in nome:
        atteso = "VIA AMERIGO VESPUCCI 55 scala B4 interno 3, 41026 PAVULLO NEL FRIGNANO (MO)"
        assert str(Residenza.da_anpr(soggetti)) == atteso
