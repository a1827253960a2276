"""The pages that nginx shows on its own, when the application cannot."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from lxml import etree

from tests.house.test_politica_dei_contenuti import ESTERNI, IN_LINEA

DEPLOY = Path(settings.BASE_DIR) / "deploy"
PAGINE = sorted((DEPLOY / "errori").glob("*.html"))
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")


@pytest.mark.parametrize("codice", ["413", "429", "502", "503", "504"])
def test_ogni_errore_di_nginx_ha_una_pagina_nostra(codice: str) -> None:
    trovata = re.search(rf"error_page [\d ]*\b{codice}\b[\d ]*/-/errori/(\S+);", NGINX)
    assert trovata
    assert DEPLOY / "errori" / trovata[1] in PAGINE


@pytest.mark.parametrize("pagina", PAGINE, ids=lambda pagina: pagina.name)
def test_la_pagina_e_valida_senza_codice_in_linea_e_senza_il_portale(pagina: Path) -> None:
    """It is read as strict XML, so that each element is closed; its style is beside it, not in the application."""
    testo = pagina.read_text(encoding="utf-8")
    assert not IN_LINEA.search(testo)
    assert not ESTERNI.search(testo)
    assert "{" not in testo, "nobody fills it"
    chiusa = re.sub(r"<(meta|link)([^>]*)>", r"<\1\2/>", testo.removeprefix("<!doctype html>\n"))
    html = etree.fromstring(chiusa.encode())
    assert html.get("lang") == "it"
    assert html.findtext("head/title") == html.findtext("body/main/h1")
    assert [altra.get("lang") for altra in html.findall(".//div/p")] == ["en", "de"]
    [foglio] = [voce.get("href") for voce in html.iter("link") if voce.get("rel") == "stylesheet"]
    assert (DEPLOY / "errori" / foglio.removeprefix("/-/errori/")).is_file()


def test_chi_ha_caricato_troppo_legge_la_misura_vera() -> None:
    [misura] = re.findall(r"client_max_body_size (\d+)m;  #", NGINX)
    assert (DEPLOY / "errori" / "troppo.html").read_text(encoding="utf-8").count(f"{misura} MB") == 3


def test_nginx_trova_le_pagine_e_le_protegge() -> None:
    posto = NGINX[NGINX.index("location ^~ /-/errori/ {") :].partition("}")[0]
    [cartella] = re.findall(r"alias (\S+)/;", posto)
    assert f"./deploy/errori:{cartella}:ro" in (DEPLOY.parent / "docker-compose.yml").read_text(encoding="utf-8")
    assert "default-src 'none'; style-src 'self'" in posto
    assert "unsafe" not in posto


def test_chi_ha_caricato_troppo_legge_la_nostra_pagina() -> None:
    """nginx measures the body again at the page of the error: refused twice, it would answer with a page of its own."""
    posto = NGINX[NGINX.index("location ^~ /-/errori/ {") :].partition("}")[0]
    assert "client_max_body_size 0;" in posto


def test_la_stazione_di_pagopa_resta_chiusa_finche_non_si_scrivono_le_reti() -> None:
    posto = NGINX[NGINX.index("location = /pagopa/paForNode {") :].partition("}")[0]
    assert [riga.strip() for riga in posto.splitlines() if "deny" in riga or "allow" in riga][-1] == "deny all;"
