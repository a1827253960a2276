"""The questions that depend on others, in a real browser: they appear while one writes, and at every width nothing breaks."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import LARGHEZZE, Casa
from tests.e2e.controlli import controlla_pagina
from tests.e2e.test_filo import entra_con_spid

pytestmark = pytest.mark.browser


def comincia(pagina: Page, servizio: str) -> str:
    """The address under which the steps of a new request are."""
    pagina.goto(f"/servizi/{servizio}/richiedi/")
    pagina.locator("#id_letta").check()
    pagina.locator(".barra-passi").get_by_role("button", name="Avanti").click()
    return pagina.url.rsplit("/", 2)[0]


@pytest.fixture(scope="module")
def cittadina(chromium: Browser, casa: Casa) -> Iterator[Page]:
    contesto = chromium.new_context(base_url=casa.url, locale="it-IT")
    pagina = contesto.new_page()
    pagina.goto("/accedi/")
    entra_con_spid(pagina, "Giulia Bianchi")
    yield pagina
    contesto.close()


@pytest.fixture(scope="module")
def mensa(cittadina: Page) -> str:
    return comincia(cittadina, "mensa-scolastica")


@pytest.fixture(scope="module")
def suolo(cittadina: Page) -> str:
    return comincia(cittadina, "occupazione-suolo-pubblico")


def test_una_domanda_compare_e_scompare_mentre_si_risponde(cittadina: Page, mensa: str) -> None:
    cittadina.goto(f"{mensa}/tariffa/")
    isee = cittadina.locator("[name=isee]")
    expect(isee).to_be_hidden()
    cittadina.locator("[name=ha_isee][value=si]").check()
    expect(isee).to_be_visible()
    isee.fill("9.000,00")
    cittadina.locator("[name=ha_isee][value=no]").check()
    expect(isee).to_be_hidden()
    cittadina.locator("[name=ha_isee][value=si]").check()
    expect(isee).to_have_value("9.000,00")  # nothing typed is lost


def test_una_riga_si_aggiunge_e_il_fuoco_arriva_li(cittadina: Page, mensa: str) -> None:
    cittadina.goto(f"{mensa}/dieta/")
    cittadina.locator("[name=dieta][value=salute]").check()
    cittadina.locator("[name='alimenti.0.alimento']").fill("arachidi")
    cittadina.get_by_role("button", name="Aggiungi: Alimento").click()
    expect(cittadina).to_have_url(f"{mensa}/dieta/#riga-alimenti-1")
    expect(cittadina.locator("[name='alimenti.0.alimento']")).to_have_value("arachidi")
    expect(cittadina.locator("[name='alimenti.1.alimento']")).to_be_visible()


def test_la_posizione_si_prende_solo_se_si_chiede(cittadina: Page, suolo: str) -> None:
    cittadina.context.grant_permissions(["geolocation"])
    cittadina.context.set_geolocation({"latitude": 44.494887, "longitude": 11.342616})
    cittadina.goto(f"{suolo}/luogo-e-tempo/")
    expect(cittadina.locator("[name='luogo.latitudine']")).to_have_value("")
    cittadina.get_by_role("button", name="Usa la mia posizione").click()
    expect(cittadina.locator("[name='luogo.latitudine']")).to_have_value("44,494887")


@pytest.mark.parametrize("larghezza", LARGHEZZE)
@pytest.mark.parametrize("passo", ["chi-mangia", "dieta", "tariffa"])
def test_ogni_passo_sta_nello_schermo_e_non_ha_barriere(
    cittadina: Page, casa: Casa, mensa: str, passo: str, larghezza: int
) -> None:
    controlla_pagina(cittadina, f"{casa.url}{mensa.removeprefix(casa.url)}/{passo}/", larghezza)
