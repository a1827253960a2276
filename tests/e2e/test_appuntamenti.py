"""Each step of the booking, and the pages that follow it, on a phone and on a desk: no barrier, nothing out of the window."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Casa
from tests.e2e.controlli import barriere, trabocco
from tests.e2e.test_filo import entra_con_spid

pytestmark = pytest.mark.browser


@pytest.fixture(params=[320, 1280])
def pagina(request: pytest.FixtureRequest, chromium: Browser, casa: Casa) -> Iterator[Page]:
    contesto = chromium.new_context(base_url=casa.url, locale="it-IT", viewport={"width": request.param, "height": 900})
    contesto.set_default_timeout(15_000)
    yield contesto.new_page()
    contesto.close()


def a_posto(pagina: Page) -> None:
    assert barriere(pagina) == [], pagina.url
    assert trabocco(pagina) == 0, pagina.url


def avanti(pagina: Page) -> None:
    a_posto(pagina)
    pagina.get_by_role("button", name="Avanti").click()


def test_dalla_scheda_del_servizio_alla_conferma(pagina: Page) -> None:
    pagina.goto("/appuntamenti/prenota/?servizio=permesso-accesso-ztl")
    assert pagina.get_by_role("radio").is_checked()  # the desk of the service's office
    avanti(pagina)
    avanti(pagina)
    assert pagina.title().startswith("Errore:")
    pagina.get_by_role("radio").last.check(force=True)
    avanti(pagina)
    assert pagina.locator("select[name=motivo]").input_value() == "permesso-accesso-ztl"
    pagina.get_by_label("Dettagli").fill("Vorrei un consiglio")
    avanti(pagina)
    entra_con_spid(pagina, "Luca Ferri")
    pagina.wait_for_url("**/appuntamenti/prenota/richiedente/")
    avanti(pagina)
    a_posto(pagina)
    assert "Vorrei un consiglio" in pagina.locator("main").inner_text()
    pagina.get_by_role("button", name="Conferma l'appuntamento").click()
    a_posto(pagina)
    assert "Ti aspettiamo" in pagina.locator("main").inner_text()
    pagina.get_by_role("link", name="annulla l'appuntamento").click()
    a_posto(pagina)
    pagina.get_by_role("link", name="Annulla l'appuntamento").click()
    a_posto(pagina)


@pytest.mark.parametrize("indirizzo", ["anagrafe/", "accessi/"])
def test_le_altre_pagine_del_fascicolo(pagina: Page, indirizzo: str) -> None:
    pagina.goto(f"/accedi/?next=/area-personale/fascicolo/{indirizzo}")
    entra_con_spid(pagina, "Luca Ferri")
    pagina.wait_for_url(f"**/area-personale/fascicolo/{indirizzo}")
    a_posto(pagina)
