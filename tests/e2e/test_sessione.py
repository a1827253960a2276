"""The end of a session in a real browser: the warning, what was being written, and nothing left for who comes next."""

import re
import sqlite3
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.e2e.conftest import Casa
from tests.e2e.controlli import controlla_pagina
from tests.e2e.test_filo import SERVIZIO, entra_con_spid

pytestmark = pytest.mark.browser


def alla_bozza(pagina: Page, nome: str) -> None:
    """To the step with the questions of the service, wherever this person's draft was."""
    pagina.goto(f"{SERVIZIO}richiedi/")
    entra_con_spid(pagina, nome)
    if pagina.get_by_role("checkbox").count():
        pagina.get_by_role("checkbox").check(force=True)
        pagina.get_by_role("button", name="Avanti").last.click()
        pagina.get_by_role("button", name="Avanti").last.click()
    else:
        pagina.locator("main").get_by_role("link", name=re.compile("riprendi|continua", re.IGNORECASE)).first.click()
    expect(pagina.locator("[name=targa]")).to_be_visible()


def il_tempo_finisce(casa: Casa) -> None:
    """Every session is over, as the server sees it."""
    with sqlite3.connect(casa.dati / "casa.sqlite3", timeout=20) as database:
        database.execute("UPDATE django_session SET expire_date = datetime('now')")


def test_cio_che_si_scriveva_si_ritrova(pagina: Page, casa: Casa) -> None:
    alla_bozza(pagina, "Marco Verdi")
    pagina.locator("[name=targa]").fill("ZZ999ZZ")
    pagina.locator("[name=note]").fill("Scritto mentre il tempo finiva")
    il_tempo_finisce(casa)
    pagina.get_by_role("button", name="Avanti").last.click()
    expect(pagina).to_have_url(re.compile("/accedi/"))
    entra_con_spid(pagina, "Marco Verdi")
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Riprendi da dove eri")
    pagina.get_by_role("button", name="Riprendi e invia il modulo").click()
    expect(pagina.locator("[name=targa]")).to_have_value("ZZ999ZZ")
    expect(pagina.locator("[name=note]")).to_have_value("Scritto mentre il tempo finiva")


def test_dopo_l_uscita_il_tasto_indietro_porta_alla_porta(pagina: Page, casa: Casa) -> None:
    pagina.goto("/area-personale/profilo/")
    entra_con_spid(pagina, "Marco Verdi")
    expect(pagina.locator("main")).to_contain_text("VRDMRC78A10H501A")
    pagina.locator(".menu-persona summary").click()
    pagina.locator(".menu-persona").get_by_role("button", name="Esci").click()
    pagina.wait_for_url(lambda indirizzo: "/profilo/" not in indirizzo)
    for _ in range(4):
        with suppress(Error):  # Chromium does not show again the answer to a form
            pagina.go_back()
        expect(pagina.locator("body")).not_to_contain_text("VRDMRC78A10H501A")
    pagina.goto("/area-personale/profilo/")
    expect(pagina).to_have_url(re.compile("/accedi/"))


@pytest.fixture
def con_script(chromium: Browser, casa: Casa) -> Page:
    contesto = chromium.new_context(base_url=casa.url, locale="it-IT")
    contesto.set_default_timeout(15_000)
    return contesto.new_page()


def test_l_avviso_arriva_prima_della_fine_e_si_puo_restare(con_script: Page, casa: Casa) -> None:
    pagina, restano = con_script, {"secondi": 240, "prolungabile": True}
    pagina.goto("/area-personale/profilo/")
    entra_con_spid(pagina, "Marco Verdi")
    pagina.route("**/sessione/stato/", lambda rotta: rotta.fulfill(json=restano))
    pagina.clock.install()
    pagina.reload()
    expect(pagina.get_by_role("dialog")).to_be_hidden()
    pagina.clock.fast_forward("56:00")
    avviso = pagina.get_by_role("dialog", name="La sessione sta per finire")
    expect(avviso).to_contain_text("meno di 5 minuti")
    expect(avviso.get_by_role("button", name="Resta collegato")).to_be_focused()
    restano["secondi"] = 50
    avviso.get_by_role("button", name="Chiudi questo avviso").click()
    pagina.clock.fast_forward("03:10")
    expect(avviso).to_contain_text("meno di un minuto")
    with pagina.expect_response("**/sessione/resta/") as risposta:
        avviso.get_by_role("button", name="Resta collegato").click()
    assert risposta.value.json()["secondi"] == 3600
    expect(avviso).to_be_hidden()
    controlla_pagina(pagina, f"{casa.url}/sessione/resta/", 320)
    pagina.context.close()
