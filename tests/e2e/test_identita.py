"""Every way in and out with a real browser, whose rules (cookies, form-action) no other test applies."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Casa
from tests.e2e.test_filo import _prosegui

pytestmark = pytest.mark.browser

PROFILO = "/area-personale/profilo/"
PORTA = f"/accedi/?next={PROFILO}"


def _entra(pagina: Page, modo: str, pulsante: str) -> None:
    """Through the provider's page, with the messages carried by the browser."""
    pagina.goto(PORTA)
    pagina.get_by_role("link", name=modo).click()
    _prosegui(pagina)
    pagina.get_by_role("button", name=pulsante, exact=True).click()
    _prosegui(pagina)


@pytest.mark.parametrize(
    ("modo", "pulsante", "letto"),
    [
        ("Identità di prova", "Entra come Marco Verdi", "VRDMRC78A10H501A"),
        ("Entra con CIE", "Entra come Andrea Romano", "RMNNDR82P03H501Y"),
        ("Login with eIDAS", "Entra come Jürgen Weiß", "Jürgen Weiß"),
    ],
)
def test_si_entra(pagina: Page, modo: str, pulsante: str, letto: str) -> None:
    _entra(pagina, modo, pulsante)
    expect(pagina).to_have_url(re.compile(f"{PROFILO}$"))
    expect(pagina.locator("main")).to_contain_text(letto)


def test_con_la_carta_si_entra_anche_nell_altro_comune(pagina: Page, casa: Casa) -> None:
    """The form of the reader ends on the host of the ente that it began from."""
    for origine in (casa.url, casa.url.replace("localhost", "127.0.0.1")):
        pagina.goto(origine + PORTA)
        pagina.get_by_role("link", name="Entra con CNS").click()
        pagina.get_by_role("button", name="Marco Verdi").first.click()
        expect(pagina).to_have_url(origine + PROFILO)


def test_una_carta_revocata_non_entra(pagina: Page) -> None:
    pagina.goto(PORTA)
    pagina.get_by_role("link", name="Entra con CNS").click()
    pagina.get_by_role("button", name="Roberto Gallo").click()
    expect(pagina.get_by_role("heading", level=1)).to_contain_text("revocata")


def test_si_esce_da_tutti_i_servizi(pagina: Page, casa: Casa) -> None:
    _entra(pagina, "Identità di prova", "Entra come Luca Ferri")
    expect(pagina).to_have_url(re.compile(f"{PROFILO}$"))
    pagina.goto(f"{casa.sandbox}/spid/idp/")
    pagina.locator("section", has_text="Luca Ferri").get_by_role("button").click()
    _prosegui(pagina)
    _prosegui(pagina)
    expect(pagina.locator("main")).to_contain_text("Hai chiuso la sessione")
    pagina.goto(PROFILO)
    expect(pagina).to_have_url(re.compile("/accedi/"))
