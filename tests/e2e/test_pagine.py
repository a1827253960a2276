"""Every kind of page, at three widths: no barrier, no overflow, no complaint of the browser, light, and all from our host."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import LARGHEZZE, Casa
from tests.e2e.controlli import controlla_pagina
from tests.e2e.test_filo import compila

pytestmark = pytest.mark.browser

ALTRE = ("/accedi/", "/appuntamenti/prenota/", "/assistenza/")  # the catalogue's own are in test_pagine_pubbliche.py
PERSONALI = (
    "/area-personale/", "/area-personale/pratiche/", "/area-personale/pagamenti/", "/area-personale/appuntamenti/",
    "/area-personale/fascicolo/", "/area-personale/messaggi/", "/area-personale/profilo/", "/servizi/permesso-accesso-ztl/richiedi/",
)  # fmt: skip


@pytest.fixture(scope="module")
def ospite(chromium: Browser, casa: Casa) -> Iterator[Page]:
    contesto = chromium.new_context(base_url=casa.url, locale="it-IT")
    yield contesto.new_page()
    contesto.close()


@pytest.fixture(scope="module")
def giulia(chromium: Browser, casa: Casa) -> Iterator[tuple[Page, str]]:
    """Giulia, with a case just presented, and the address of the case."""
    contesto = chromium.new_context(base_url=casa.url, locale="it-IT")
    pagina = contesto.new_page()
    yield pagina, compila(pagina)
    contesto.close()


@pytest.fixture(scope="module")
def operatore(chromium: Browser, casa: Casa) -> Iterator[Page]:
    contesto = chromium.new_context(base_url=casa.url, locale="it-IT")
    pagina = contesto.new_page()
    pagina.goto("/operatori/")
    pagina.locator("[name=login]").fill("anna")
    pagina.locator("[name=password]").fill(casa.parola_di("anna"))
    pagina.get_by_role("button", name="Accedi", exact=True).click()
    yield pagina
    contesto.close()


@pytest.mark.parametrize("larghezza", LARGHEZZE)
@pytest.mark.parametrize("percorso", ALTRE)
def test_una_pagina_aperta_a_tutti(ospite: Page, casa: Casa, percorso: str, larghezza: int) -> None:
    controlla_pagina(ospite, f"{casa.url}{percorso}", larghezza)


@pytest.mark.parametrize("larghezza", LARGHEZZE)
@pytest.mark.parametrize("percorso", PERSONALI)
def test_una_pagina_dell_area_personale(giulia: tuple[Page, str], casa: Casa, percorso: str, larghezza: int) -> None:
    controlla_pagina(giulia[0], f"{casa.url}{percorso}", larghezza)


@pytest.mark.parametrize("larghezza", LARGHEZZE)
def test_le_pagine_della_pratica_e_del_pagamento(giulia: tuple[Page, str], casa: Casa, larghezza: int) -> None:
    pagina, pratica = giulia
    controlla_pagina(pagina, f"{casa.url}{pratica}", larghezza)
    avviso = pagina.get_by_role("link", name=re.compile("pagamento")).first.get_attribute("href")
    controlla_pagina(pagina, f"{casa.url}{avviso}", larghezza)
    controlla_pagina(pagina, f"{casa.url}{pratica}ritira/", larghezza)


@pytest.mark.parametrize("larghezza", LARGHEZZE)
def test_la_porta_degli_operatori(ospite: Page, casa: Casa, larghezza: int) -> None:
    """Two requests more than elsewhere: the scripts of the passkey."""
    controlla_pagina(ospite, f"{casa.url}/operatori/accedi/", larghezza, richieste=14)


@pytest.mark.parametrize("larghezza", LARGHEZZE)
def test_le_pagine_dell_operatore(operatore: Page, giulia: tuple[Page, str], casa: Casa, larghezza: int) -> None:
    pratica = f"/operatori{giulia[1]}"
    for percorso in ("/operatori/", pratica, f"{pratica}prendi/", f"{pratica}registro/", "/operatori/archivi/"):
        controlla_pagina(operatore, f"{casa.url}{percorso}", larghezza)


def test_con_i_colori_forzati_bottoni_tappe_e_voci_si_distinguono(
    giulia: tuple[Page, str], operatore: Page, casa: Casa
) -> None:
    """Backgrounds and shadows are not painted: what they say is said by a line."""
    pagina, pratica = giulia
    pagina.emulate_media(forced_colors="active")
    pagina.goto(f"{casa.url}{pratica}")
    assert _bordo(pagina, "main .btn", "border-top-width") == "2px"
    assert _bordo(pagina, ".tempo-fatto", "border-top-width", "::before") == "7px"
    scelta, altra = (f".area-voci a{quale}" for quale in ("[aria-current]", ":not([aria-current])"))
    assert _bordo(pagina, scelta, "border-bottom-color") != _bordo(pagina, altra, "border-bottom-color")
    pagina.emulate_media(forced_colors="none")
    operatore.emulate_media(forced_colors="active")
    operatore.goto(f"{casa.url}/operatori/")
    assert _bordo(operatore, "#content input[type=submit]", "border-top-width") == "2px"
    assert _bordo(operatore, ".filtri a[aria-current]", "border-top-width") == "4px"
    operatore.emulate_media(forced_colors="none")


def _bordo(pagina: Page, quale: str, che: str, parte: str = "") -> str:
    misura = "(elemento, [che, parte]) => getComputedStyle(elemento, parte).getPropertyValue(che)"
    return str(pagina.locator(quale).first.evaluate(misura, [che, parte]))
