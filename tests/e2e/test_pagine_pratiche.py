"""The pages of the cases with something in them: threads, opinions, signatures, rankings, the desk, the figures. Narrow and wide."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Casa
from tests.e2e.controlli import controlla_pagina
from tests.e2e.test_filo import entra_con_spid

pytestmark = pytest.mark.browser

DI_CHI = {
    "luca-responsabile": (
        "/operatori/sportello/", "/operatori/sportello/?servizio={ztl}", "/operatori/sportello/{sportello}/riepilogo/",
        "/operatori/pratiche/{piena}/", "/operatori/pratiche/{piena}/chiedi-parere/",
        "/operatori/pratiche/{respinta}/conservazione/", "/operatori/pratiche/avvia/", "/operatori/cifre/",
        "/operatori/valutazioni/", "/operatori/assenze/", "/operatori/risposte-pronte/",
    ),
    "marta-scuola": ("/operatori/graduatorie/{tornata}/", "/operatori/graduatorie/{tornata}/domande/{candidatura}/"),
    "paolo-anagrafe": ("/operatori/pareri/", "/operatori/pareri/{parere}/"),
    "Giulia Bianchi": (
        "/pratiche/{piena}/", "/pratiche/{piena}/scrivi/", "/pratiche/{avviata}/", "/pratiche/{posto}/posto/",
        "/pratiche/{posto}/", "/firme/{firma}/",
    ),
    "": ("/servizi/iscrizione-nido/graduatorie/{tornata}/",),
}  # fmt: skip


@pytest.fixture(scope="module")
def seminate(casa: Casa) -> dict[str, str]:
    """The addresses of cases at every point of their life."""
    ambiente = {**os.environ, "CASA_DATI": str(casa.dati), "DATABASE_URL": "", "REDIS_URL": ""}
    comando = [sys.executable, "-m", "tests.e2e.semina"]
    fatto = subprocess.run(comando, cwd=settings.BASE_DIR, env=ambiente, capture_output=True, text=True, check=False)
    assert fatto.returncode == 0, fatto.stderr[-3000:]
    return dict(json.loads(fatto.stdout.splitlines()[-1]))


@pytest.fixture(params=list(DI_CHI), ids=lambda chi: chi or "chiunque", scope="module")
def chi(request: pytest.FixtureRequest, chromium: Browser, casa: Casa) -> Iterator[tuple[str, Page]]:
    """Who has entered, and their window."""
    contesto = chromium.new_context(base_url=casa.url, locale="it-IT")
    pagina = contesto.new_page()
    if " " in request.param:
        pagina.goto("/area-personale/")
        entra_con_spid(pagina, request.param)
        pagina.wait_for_url("**/area-personale/")
    elif request.param:
        pagina.goto("/operatori/")
        pagina.locator("[name=login]").fill(request.param)
        pagina.locator("[name=password]").fill(casa.parola_di(request.param))
        pagina.get_by_role("button", name="Accedi", exact=True).click()
    yield request.param, pagina
    contesto.close()


@pytest.mark.parametrize("larghezza", [320, 1280])
def test_con_dentro_qualcosa_non_hanno_barriere(
    seminate: dict[str, str], chi: tuple[str, Page], casa: Casa, larghezza: int
) -> None:
    nome, pagina = chi
    for percorso in DI_CHI[nome]:
        controlla_pagina(pagina, casa.url + percorso.format(**seminate), larghezza)
