"""The public pages in a real browser: accessible, light, within the window, and whole without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import LARGHEZZE, Casa
from tests.e2e.controlli import barriere, controlla_pagina, trabocco

pytestmark = pytest.mark.browser

PAGINE = [
    "/",
    "/servizi/",
    "/servizi/permesso-accesso-ztl/",
    "/servizi/permesso-accesso-ztl/?lingua=de",
    "/servizi/pagare-imu/?lingua=en",
    "/servizi/categoria/educazione-e-formazione/",
    "/argomenti/",
    "/amministrazione/",
    "/novita/",
    "/vivere/eventi/",
    "/domande-frequenti/",
    "/cerca/?q=scuola",
    "/mappa-sito/",
    "/note-legali/",
    "/accessibilita/segnala/",
]


@pytest.mark.parametrize("larghezza", LARGHEZZE)
def test_le_pagine_reggono_a_ogni_larghezza(chromium: Browser, casa: Casa, larghezza: int) -> None:
    for percorso in PAGINE:
        contesto = chromium.new_context(locale="it-IT")  # cold: nothing kept from the page before
        controlla_pagina(contesto.new_page(), casa.url + percorso, larghezza)
        contesto.close()


def test_quello_che_si_apre_e_accessibile(chromium: Browser, casa: Casa) -> None:
    """Axe is a script: these states are checked where scripts run."""
    pagina = chromium.new_page(viewport={"width": 320, "height": 700})
    pagina.goto(casa.url)
    pagina.locator(".apri-menu summary").click()
    assert barriere(pagina) == []
    assert trabocco(pagina) == 0
    pagina.locator(".menu-tendina summary").click()
    assert barriere(pagina) == []
    pagina.goto(f"{casa.url}/accessibilita/segnala/")
    pagina.get_by_role("button", name="Invia la segnalazione").click()
    expect(pagina.locator("#errori")).to_be_focused()
    assert barriere(pagina) == []
    pagina.close()


def test_il_menu_del_telefono_si_apre(pagina: Page) -> None:
    pagina.set_viewport_size({"width": 320, "height": 700})
    pagina.goto("/")
    voce = pagina.get_by_role("navigation", name="Menu principale").get_by_role("link", name="Novità")
    expect(voce).to_be_hidden()
    pagina.locator(".apri-menu summary").click()
    expect(voce).to_be_visible()
    voce.click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Novità")


def test_il_menu_del_telefono_si_chiude_con_esc(chromium: Browser, casa: Casa) -> None:
    """Without JavaScript it closes with its button, as it opened."""
    pagina = chromium.new_page(viewport={"width": 320, "height": 700})
    pagina.goto(casa.url)
    pagina.locator(".apri-menu summary").press("Enter")
    pagina.get_by_role("navigation", name="Menu principale").get_by_role("link", name="Novità").press("Escape")
    expect(pagina.get_by_role("navigation", name="Menu principale")).to_be_hidden()
    expect(pagina.locator(".apri-menu summary")).to_be_focused()
    pagina.close()


def test_la_lingua_si_cambia_e_resta(pagina: Page) -> None:
    pagina.goto("/servizi/permesso-accesso-ztl/")
    pagina.locator(".menu-tendina summary").click()
    pagina.get_by_role("link", name="Deutsch").click()
    expect(pagina.locator("html")).to_have_attribute("lang", "de")
    expect(pagina.get_by_role("heading", level=1)).to_contain_text("Genehmigung")
    pagina.goto("/servizi/")
    expect(pagina.locator("html")).to_have_attribute("lang", "de")


def test_si_valuta_una_pagina(pagina: Page) -> None:
    pagina.goto("/servizi/permesso-accesso-ztl/")
    negativa = pagina.locator("[data-element=feedback-rating-negative]")
    positiva = pagina.locator("[data-element=feedback-rating-positive]")
    for voto in (1, 2, 3, 4, 5):
        pagina.locator(f"[data-element=feedback-rate-{voto}]").click()
        expect(negativa).to_be_visible(visible=voto < 4)
        expect(positiva).to_be_visible(visible=voto >= 4)
    pagina.get_by_label("Le indicazioni erano chiare").check()
    pagina.get_by_role("button", name="Invia la valutazione").click()
    expect(pagina).to_have_url("/servizi/permesso-accesso-ztl/#grazie")
    expect(pagina.get_by_text("Grazie, il tuo parere")).to_be_visible()


def test_dalla_ricerca_si_arriva_alla_scheda(pagina: Page) -> None:
    pagina.goto("/")
    pagina.get_by_role("searchbox", name="Di che cosa hai bisogno?").fill("pass centro storico")
    pagina.get_by_role("button", name="Cerca").click()
    pagina.get_by_role("link", name="Permesso di accesso alla ZTL").click()
    expect(pagina.get_by_role("link", name="Richiedi online").first).to_have_attribute(
        "href", "/servizi/permesso-accesso-ztl/richiedi/"
    )


def test_chi_sbaglia_il_modulo_e_portato_agli_errori(pagina: Page) -> None:
    pagina.goto("/accessibilita/segnala/")
    pagina.get_by_role("button", name="Invia la segnalazione").click()
    expect(pagina.locator("#errori")).to_be_focused()
    pagina.locator("#errori").get_by_role("link").first.click()
    expect(pagina.locator("#id_pagina")).to_be_focused()
