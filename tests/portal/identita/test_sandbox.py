"""The real way, over HTTP: our portal and the sandbox's identity provider, with a browser that has cookies and no JavaScript."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
import requests
from django.core.management import call_command
from lxml import html

from portal.enti.models import Ente
from portal.identita.models import Persona
from tests.sandbox_processo import SandboxProcesso

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcesso]:
    with SandboxProcesso(tmp_path_factory.mktemp("sandbox")) as processo:
        yield processo


class Browser:
    """Follows links and sends forms, as a person without JavaScript does."""

    def __init__(self, origine: str) -> None:
        self.sessione = requests.Session()
        self.pagina = self.sessione.get(origine, timeout=10)

    def apri(self, indirizzo: str) -> None:
        self.pagina = self.sessione.get(urljoin(self.pagina.url, indirizzo), timeout=10)

    def segui(self, testo: str) -> None:
        (collegamento, *_) = self._albero().xpath(f"//main//a[contains(., '{testo}')]/@href")
        self.apri(collegamento)

    def premi(self, testo: str) -> None:
        """The first button of the page with these words."""
        (pulsante, *_) = self._albero().xpath(f"//button[contains(., '{testo}')]")
        modulo = pulsante.xpath("ancestor::form")[0]
        dati = dict(modulo.form_values())
        if pulsante.get("name"):
            dati[pulsante.get("name")] = pulsante.get("value", "")
        azione = urljoin(self.pagina.url, modulo.action or "")
        self.pagina = self.sessione.request(modulo.method, azione, data=dati, timeout=10)

    def dice(self, testo: str) -> bool:
        return testo in " ".join(self._albero().text_content().split())

    def _albero(self) -> Any:
        return html.fromstring(self.pagina.text)


@pytest.fixture
def browser(live_server: Any, ente: Ente, sandbox: SandboxProcesso) -> Browser:
    """At the login page of the portal, on the way to the profile."""
    ente.origine = live_server.url
    ente.save()
    call_command("identita_idp", da_url=f"{sandbox.url}/spid/idp/metadata")
    uno = Browser(f"{live_server.url}/accedi/?next=/area-personale/profilo/")
    uno.segui("Identità di prova")
    uno.premi("Continua su")
    return uno


def test_giulia_entra_davvero(browser: Browser) -> None:
    browser.premi("Giulia Bianchi")
    browser.premi("Continua")
    assert browser.pagina.url.endswith("/area-personale/profilo/")
    assert browser.dice("BNCGLI85D52H501T")
    assert Persona.objects.get().data_nascita.isoformat() == "1985-04-12"
    browser.apri("/esci/")
    browser.premi("Esci")
    browser.apri("/area-personale/profilo/")
    assert browser.dice("Entra con la tua identità digitale")


def test_nomi_lunghissimi_e_accenti(browser: Browser) -> None:
    browser.premi("Maria Antonietta")
    browser.premi("Continua")
    assert browser.dice("D'Agostino Šimić Lo Cascio della Rovère")


@pytest.mark.parametrize(
    ("pulsante", "parole"),
    [("nr25", "Hai annullato l'accesso"), ("nr22", "Consenso non dato"), ("Carla Pini", "livello")],
)
def test_chi_non_entra_sa_perche(browser: Browser, pulsante: str, parole: str) -> None:
    browser.premi(pulsante)
    browser.premi("Continua")
    assert browser.pagina.status_code == 403
    assert browser.dice(parole)
    browser.segui("Torna alla pagina di accesso")
    assert browser.pagina.url.endswith("/accedi/?next=/area-personale/profilo/")
