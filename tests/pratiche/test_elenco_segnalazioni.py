"""The public list of reports: its filters, its open data, what is typed to break it."""

import csv
import json
from urllib.parse import urlencode

import pytest
from django.test import Client

from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from pratiche import operations
from pratiche.models import Segnalazione
from tests.makers import un_servizio
from tests.pratiche.test_segnalazioni import INDISCRETE, LUOGO, letto, una_segnalazione


@pytest.fixture
def due(ente: Ente, ufficio: Ufficio, giulia: Persona, anna: Persona) -> list[Segnalazione]:
    """One in via del Mulino, solved; one a kilometre away, of another kind."""
    servizio: Servizio = un_servizio(ente, ufficio, "segnalazione-disservizio")
    vicina = una_segnalazione(giulia, servizio, anna)
    lontana = una_segnalazione(giulia, servizio, anna, tipo="acqua", luogo={**LUOGO, "longitudine": 12.51})
    for una, luogo in ((vicina, "=Via del Mulino"), (lontana, "Piazza Vittoria")):
        operations.pubblica_segnalazione(
            una.pratica_id, attore=anna, visibile=True, luogo=luogo, risposta="Ok.", foto=[]
        )
    operations.accogli(vicina.pratica_id, attore=anna)
    return [vicina, lontana]


def trovate(client: Client, due: list[Segnalazione], **filtri: object) -> list[bool]:
    pagina = letto(client, f"/segnalazioni/?{urlencode(filtri)}")
    return [una.get_absolute_url() in pagina for una in due]


def test_i_filtri(client: Client, due: list[Segnalazione]) -> None:
    assert trovate(client, due) == [True, True]
    assert trovate(client, due, luogo="mulino") == [True, False]
    assert trovate(client, due, stato="risolte") == [True, False]
    assert trovate(client, due, stato="aperte", tipo="acqua") == [False, True]
    qui = {"latitudine": "41,903", "longitudine": "12.496"}
    assert trovate(client, due, **qui) == [True, False]
    assert trovate(client, due, **qui, entro=300) == [True, False]
    assert trovate(client, due, **qui, entro=3000) == [True, True]
    assert "longitudine=12.496" in letto(client, due[0].get_absolute_url())  # those near it, one click away


@pytest.mark.parametrize(
    "filtri",
    [
        {"latitudine": "nord", "longitudine": "12"},
        {"latitudine": "91", "longitudine": "12"},
        {"latitudine": "41"},
        {"latitudine": "nan", "longitudine": "inf"},
        {"tipo": "' OR 1=1 --", "stato": "tutte", "entro": "-1"},
        {"luogo": "x" * 10_000},
        {"luogo": "\0"},
        {"dopo": "%%%"},
    ],
)
def test_un_filtro_rovinato_non_filtra(client: Client, due: list[Segnalazione], filtri: dict[str, str]) -> None:
    assert trovate(client, due, **filtri) == [True, True]


def test_parole_ostili_non_rompono_la_pagina(client: Client, due: list[Segnalazione]) -> None:
    pagina = letto(client, "/segnalazioni/?luogo=%3Cscript%3Ealert(1)%3C/script%3E&latitudine=90&longitudine=180")
    assert "<script>alert" not in pagina


def test_i_dati_aperti_dicono_quello_che_dicono_le_pagine(client: Client, due: list[Segnalazione]) -> None:
    risposta = client.get("/segnalazioni/dati.csv")
    assert risposta["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in risposta
    righe = list(csv.DictReader(risposta.content.decode().splitlines()))
    assert [riga["stato"] for riga in righe] == ["in_lavorazione", "risolta"]
    assert righe[1]["luogo"] == "'=Via del Mulino"  # no spreadsheet runs it
    raccolta = json.loads(letto(client, "/segnalazioni/dati.geojson?tipo=acqua"))
    (punto,) = raccolta["features"]
    assert punto["geometry"] == {"type": "Point", "coordinates": [12.51, 41.903]}
    assert punto["properties"]["indirizzo"].endswith(due[1].get_absolute_url())
    assert not [parola for parola in INDISCRETE if parola in json.dumps(raccolta) and parola != "Mulino"]


def test_l_altro_comune_non_le_vede(due: list[Segnalazione], altro_ente: Ente) -> None:
    vicino = Client(HTTP_HOST="127.0.0.1")
    assert json.loads(letto(vicino, "/segnalazioni/dati.geojson"))["features"] == []
    assert vicino.get(due[0].get_absolute_url()).status_code == 404


def test_chi_l_ha_fatta_legge_che_e_sua(
    client: Client, due: list[Segnalazione], giulia: Persona, marco: Persona
) -> None:
    from tests.conftest import entra

    entra(client, giulia)
    assert due[0].pratica.get_absolute_url() in letto(client, due[0].get_absolute_url())
    altro = Client(HTTP_HOST="localhost")
    entra(altro, marco)
    assert due[0].pratica.get_absolute_url() not in letto(altro, due[0].get_absolute_url())
