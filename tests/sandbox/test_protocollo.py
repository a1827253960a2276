"""The protocol register: a number once for each key."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

DATI = {
    "ente": "c_x901",
    "flusso": "E",
    "oggetto": "Istanza di permesso ZTL",
    "mittente": {"codice_fiscale": "BNCGLI85D52H501T", "denominazione": "Giulia Bianchi"},
    "data_arrivo": "2026-11-22T10:00:00+01:00",
    "documenti": [{"nome": "istanza.pdf", "mime": "application/pdf", "sha256": "0" * 64}],
}


def registra(sandbox, chiave="k1", dati=DATI, abbonamento="chiave-di-prova"):
    intestazioni = {"Ocp-Apim-Subscription-Key": abbonamento} | ({"Idempotency-Key": chiave} if chiave else {})
    return requests.post(f"{sandbox.url}/protocollo/api/v1/registrazioni", json=dati, headers=intestazioni)


def test_la_stessa_chiave_da_lo_stesso_numero(sandbox):
    prima, ancora, altra = registra(sandbox), registra(sandbox), registra(sandbox, "k2")
    assert [r.status_code for r in (prima, ancora, altra)] == [201, 200, 201]
    assert prima.json() == ancora.json()
    assert (prima.json()["registro"], prima.json()["numero"]) == ("PG", "0000001")
    assert altra.json()["numero"] == "0000002"
    assert "Istanza di permesso ZTL" in requests.get(f"{sandbox.url}/protocollo/").text


def test_la_stessa_chiave_con_altri_dati_e_un_errore(sandbox):
    registra(sandbox)
    assert registra(sandbox, dati=DATI | {"oggetto": "Altro"}).status_code == 422


def test_i_numeri_non_hanno_buchi_anche_se_arrivano_insieme(sandbox):
    with ThreadPoolExecutor(8) as insieme:
        numeri = [r.json()["numero"] for r in insieme.map(lambda n: registra(sandbox, f"k{n % 12}"), range(24))]
    assert sorted(set(numeri)) == [f"{numero:07}" for numero in range(1, 13)]


@pytest.mark.parametrize(
    "campi", [{"flusso": "X"}, {"oggetto": ""}, {"mittente": {}}, {"documenti": []}, {"documenti": [{"nome": "a"}]}]
)
def test_una_registrazione_incompleta_e_rifiutata(sandbox, campi):
    assert registra(sandbox, dati=DATI | campi).status_code == 400


def test_servono_chiave_e_abbonamento(sandbox):
    assert registra(sandbox, chiave="").status_code == 400
    assert registra(sandbox, abbonamento="altra").status_code == 401


def test_se_tace_ha_forse_gia_registrato(sandbox):
    """Slow: the register has done its work before the caller gives up, and the repetition finds the same number."""
    sandbox.modo("protocollo", "lenta")
    with pytest.raises(requests.ReadTimeout):
        requests.post(
            f"{sandbox.url}/protocollo/api/v1/registrazioni",
            json=DATI,
            headers={"Ocp-Apim-Subscription-Key": "chiave-di-prova", "Idempotency-Key": "k1"},
            timeout=1,
        )
    sandbox.modo("protocollo", "ok")
    assert registra(sandbox).status_code == 200
