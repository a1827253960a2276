"""A passkey of the staff in a real browser, under our content policy: registered once, then enough to come in."""

import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from portal.identita.models import Persona
from tests.e2e.conftest import ARGOMENTI

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AUTENTICATORE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def pagina(anna: Persona, live_server: Any) -> Iterator[Page]:
    """Anna's browser, with a fingerprint reader so to say. It lives only here: beside its event loop the ORM refuses to work."""
    eseguibile = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=eseguibile, args=ARGOMENTI)
        contesto = browser.new_context(base_url=live_server.url.replace("127.0.0.1", "localhost"), locale="it-IT")
        pagina = contesto.new_page()
        lettore = contesto.new_cdp_session(pagina)
        lettore.send("WebAuthn.enable")
        lettore.send("WebAuthn.addVirtualAuthenticator", {"options": AUTENTICATORE})
        yield pagina
        browser.close()


def test_si_registra_una_passkey_e_si_entra_con_quella(pagina: Page) -> None:
    fuori_politica: list[str] = []
    pagina.on(
        "console", lambda riga: fuori_politica.append(riga.text) if "Content Security Policy" in riga.text else None
    )
    pagina.goto("/operatori/sicurezza/chiavi/nuova/")
    _password(pagina, con_nome=True)
    _password(pagina, con_nome=False)
    pagina.fill("[name=name]", "Portatile dell'ufficio")
    pagina.click("label[for=id_passwordless]")
    pagina.click("#mfa_webauthn_add")
    pagina.wait_for_url("**/operatori/sicurezza/codici/")
    pagina.goto("/esci/")
    pagina.click("main form button")
    pagina.goto("/operatori/accedi/?next=/operatori/sicurezza/chiavi/")
    pagina.click("#passkey_login")
    pagina.wait_for_url(
        re.compile(r"^http://[^/]+/operatori/sicurezza/chiavi/$")
    )  # not the door, which names it as `next`
    assert "Portatile dell'ufficio" in pagina.inner_text("main")
    assert fuori_politica == []


def _password(pagina: Page, *, con_nome: bool) -> None:
    if con_nome:
        pagina.fill("[name=login]", "anna")
    pagina.fill("[name=password]", "parola-di-prova-1")
    pagina.click("main form[method=post] button")
    pagina.wait_for_load_state()
