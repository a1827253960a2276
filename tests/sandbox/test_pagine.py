"""The pages made for people: they open, are valid HTML, and keep to the strict CSP."""

import html5lib
import pytest
import requests

from portal.sandbox.persone import PERSONE

PAGINE = ["/", "/pannello/", "/posta/", "/io/", "/pagopa/sportello/", "/protocollo/", "/cns/"]


@pytest.mark.parametrize("percorso", PAGINE)
def test_ogni_pagina_si_apre_ed_e_in_ordine(sandbox, percorso):
    pagina = requests.get(sandbox.url + percorso)
    assert pagina.status_code == 200
    html5lib.HTMLParser(strict=True).parse(pagina.text)
    assert "AMBIENTE DI PROVA" in pagina.text
    assert '<html lang="it">' in pagina.text
    assert pagina.text.count("<h1") == 1
    for vietato in ("style=", "<style", "onclick", "http://cdn", "https://"):
        assert vietato not in pagina.text
    assert pagina.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_la_prima_pagina_elenca_le_persone_e_le_altre_pagine(sandbox):
    testo = requests.get(sandbox.url).text
    for una in PERSONE:
        assert una.codice_fiscale in testo
    for percorso in PAGINE[1:]:
        assert f'href="{percorso}"' in testo


def test_dal_pannello_si_cambia_il_modo_e_si_azzera(sandbox):
    pagina = requests.post(f"{sandbox.url}/pannello/", data={"piattaforma": "appio", "modo": "giu"})
    assert "Adesso: giu" in pagina.text
    assert "App IO" in requests.get(sandbox.url).text.split("Che cosa puoi guardare")[0].split("non funziona tutto")[1]
    pagina = requests.post(f"{sandbox.url}/pannello/api/azzera", headers={"Accept": "text/html"})
    assert (pagina.url, "Adesso:" in pagina.text) == (f"{sandbox.url}/pannello/", False)


def test_una_pagina_che_non_c_e_dice_come_andare_avanti(sandbox):
    pagina = requests.get(f"{sandbox.url}/posta/999/")
    assert (pagina.status_code, 'href="/"' in pagina.text) == (404, True)
