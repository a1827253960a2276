"""A mandate from hand to hand with the real logins: given, accepted, used, ended; with JavaScript and without."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import Casa
from tests.e2e.controlli import barriere, trabocco
from tests.e2e.test_filo import entra_con_spid

pytestmark = pytest.mark.browser

DELEGHE = "/area-personale/fascicolo/deleghe/"
MARCO = "VRDMRC78A10H501A"


def a_posto(pagina: Page) -> None:
    assert barriere(pagina) == [], pagina.url
    assert trabocco(pagina) == 0, pagina.url


def entra(pagina: Page, nome: str, indirizzo: str) -> None:
    """As a newcomer to this browser."""
    pagina.context.clear_cookies()
    pagina.goto(f"/accedi/?next={indirizzo}")
    entra_con_spid(pagina, nome)
    pagina.wait_for_url(f"**{indirizzo}")


@pytest.mark.parametrize("larghezza", [320, 1280])
def test_ogni_pagina_delle_deleghe_e_a_posto(chromium: Browser, casa: Casa, larghezza: int) -> None:
    contesto = chromium.new_context(base_url=casa.url, locale="it-IT", viewport={"width": larghezza, "height": 900})
    contesto.set_default_timeout(15_000)
    pagina = contesto.new_page()
    entra(pagina, "Giulia Bianchi", DELEGHE)
    a_posto(pagina)
    for fine in ("nuova/", "per-legge/"):
        pagina.goto(DELEGHE + fine)
        a_posto(pagina)
    pagina.get_by_role("button", name="Manda all'ufficio").click()
    assert pagina.title().startswith("Errore:")
    a_posto(pagina)
    pagina.goto(DELEGHE)
    pagina.get_by_role("link", name="Luca Ferri agisce per te").click()
    a_posto(pagina)
    pagina.get_by_role("link", name="Revoca la delega").click()
    a_posto(pagina)
    pagina.goto("/area-personale/agisci-per/")
    a_posto(pagina)
    pagina.get_by_role("button", name="Agisci per Pietro Romano").click()
    expect(pagina.locator(".per-conto")).to_contain_text("Sei Giulia Bianchi e stai agendo per Pietro Romano")
    a_posto(pagina)
    pagina.goto("/area-personale/profilo/")
    expect(pagina.locator("h1")).to_have_text("La delega non arriva fin qui")
    a_posto(pagina)
    contesto.close()


def test_data_accettata_usata_e_tolta(contesto: BrowserContext) -> None:
    pagina = contesto.new_page()
    entra(pagina, "Giulia Bianchi", f"{DELEGHE}nuova/")
    pagina.get_by_label("Codice fiscale").fill(MARCO)
    pagina.locator("input[name=stanze][value=pratiche]").check(force=True)
    pagina.get_by_role("button", name="Dai la delega").click()
    expect(pagina.locator("main")).to_contain_text("fino ad allora non può fare nulla")
    mandato = pagina.url

    entra(pagina, "Marco Verdi", DELEGHE)
    expect(pagina.locator(".agisci-per")).to_have_count(0)
    pagina.get_by_role("button", name=re.compile("^Accetta")).click()
    pagina.get_by_role("link", name="Agisci per").click()
    pagina.get_by_role("button", name="Agisci per Giulia Bianchi").click()
    expect(pagina.locator(".per-conto")).to_contain_text("stai agendo per Giulia Bianchi")
    pagina.goto("/area-personale/pratiche/")
    expect(pagina.locator("h1")).to_have_text("Le tue pratiche")
    pagina.goto("/area-personale/messaggi/")
    expect(pagina.locator("h1")).to_have_text("La delega non arriva fin qui")
    pagina.get_by_role("button", name="Torna a te").click()
    expect(pagina.locator(".per-conto")).to_have_count(0)

    pagina.goto(mandato)
    pagina.get_by_role("link", name="Revoca la delega").click()
    pagina.get_by_role("button", name="Sì, togli la delega").click()
    expect(pagina.locator("main")).to_contain_text("Revocata")
    pagina.goto("/area-personale/")
    expect(pagina.locator(".agisci-per")).to_have_count(0)
