"""The real way, over HTTP: our portal and the sandbox's identity provider, with a browser that has cookies and no JavaScript."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
import requests
from django.core.management import call_command
from lxml import html

from portal.enti.models import Ente
from portal.identita.models import Accesso, Persona
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

    def premi(self, testo: str, **campi: str) -> None:
        """The first button of the page with these words, after writing these fields of its form."""
        (pulsante, *_) = self._albero().xpath(f"//button[contains(., '{testo}')]")
        modulo = pulsante.xpath("ancestor::form")[0]
        dati = dict(modulo.form_values())
        if pulsante.get("name"):
            dati[pulsante.get("name")] = pulsante.get("value", "")
        dati |= campi
        azione = urljoin(self.pagina.url, modulo.action or "")
        self.pagina = self.sessione.request(modulo.method, azione, data=dati, timeout=10)

    def dice(self, testo: str) -> bool:
        return testo in " ".join(self._albero().text_content().split())

    def _albero(self) -> Any:
        return html.fromstring(self.pagina.text)


@pytest.fixture
def porta(live_server: Any, ente: Ente, sandbox: SandboxProcesso) -> Browser:
    """At the login page of the portal, on the way to the profile: SPID, CIE and eIDAS are there."""
    sandbox.azzera()
    ente.origine = live_server.url
    ente.save()
    for schema in ("spid", "cie", "eidas"):
        call_command("identita_idp", schema=schema, da_url=f"{sandbox.url}/{schema}/idp/metadata", verbosity=0)
    return Browser(f"{live_server.url}/accedi/?next=/area-personale/profilo/")


@pytest.fixture
def browser(porta: Browser) -> Browser:
    """At the page of the SPID provider."""
    porta.segui("Identità di prova")
    porta.premi("Continua su")
    return porta


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


# --- the other providers ------------------------------------------------------------------------------------------------


def test_con_la_cie_entra_chi_non_ha_spid(porta: Browser) -> None:
    porta.segui("Entra con CIE")
    porta.premi("Continua su")
    porta.premi("Andrea Romano")
    porta.premi("Continua")
    assert porta.dice("RMNNDR82P03H501Y")
    assert Accesso.objects.get().metodo == "cie"


def test_con_spid_e_con_la_cie_si_e_la_stessa_persona(porta: Browser, live_server: Any) -> None:
    for collegamento in ("Identità di prova", "Entra con CIE"):
        porta.apri(f"{live_server.url}/accedi/?next=/area-personale/profilo/")
        porta.segui(collegamento)
        porta.premi("Continua su")
        porta.premi("Giulia Bianchi")
        porta.premi("Continua")
        porta.apri(f"{live_server.url}/esci/")
        porta.premi("Esci")
    assert {accesso.metodo for accesso in Persona.objects.get().accessi.all()} == {"spid", "cie"}


def test_con_eidas_si_entra_senza_codice_fiscale(porta: Browser) -> None:
    porta.segui("Login with eIDAS")
    porta.premi("Continua su")
    porta.premi("Jürgen Weiß")
    porta.premi("Continua")
    assert porta.dice("Jürgen Weiß")
    assert Persona.objects.get().codice_fiscale is None
    assert Accesso.objects.get().metodo == "eidas"


# --- levels -------------------------------------------------------------------------------------------------------------


def test_un_livello_piu_basso_e_rifiutato(browser: Browser) -> None:
    browser.premi("Giulia Bianchi", livello="1")
    browser.premi("Continua")
    assert browser.pagina.status_code == 403
    assert not Persona.objects.exists()


def test_un_livello_piu_alto_va_bene(browser: Browser) -> None:
    browser.premi("Giulia Bianchi", livello="3")
    browser.premi("Continua")
    assert Accesso.objects.get().livello == 3


# --- the logout that begins at the provider -----------------------------------------------------------------------------


def test_esci_da_tutti_i_servizi(browser: Browser, sandbox: SandboxProcesso, live_server: Any) -> None:
    browser.premi("Giulia Bianchi")
    browser.premi("Continua")
    browser.apri(f"{sandbox.url}/spid/idp/")
    browser.premi("Esci da tutti i servizi")
    browser.premi("Continua")
    browser.premi("Continua su")  # our LogoutResponse goes back
    assert browser.dice("Hai chiuso la sessione")
    browser.apri(f"{live_server.url}/area-personale/profilo/")
    assert "/accedi/" in browser.pagina.url


def test_il_gestore_giu_non_fa_girare_in_tondo(porta: Browser, sandbox: SandboxProcesso) -> None:
    sandbox.modo("spid", "giu")
    porta.segui("Identità di prova")
    porta.premi("Continua su")
    assert porta.pagina.status_code == 503
