"""A browser that logs in at a provider of the tests, and comes back."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from lxml import etree, html

from portal.enti.models import Ente
from portal.identita import gestori, operations
from portal.identita.models import Persona, Schema
from tests.portal.identita.idp import GIULIA, Domanda, IdpDiProva, trova


@pytest.fixture(autouse=True)
def _memoria_propria(settings: Any) -> None:
    """Attempts are counted, and cards remembered, for one test alone, also where the suite shares a Redis."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "identita"}}
    cache.clear()


@pytest.fixture(autouse=True)
def _gestori_dimenticati(settings: Any) -> Iterator[None]:
    """No way in but those that a test opens."""
    settings.CNS_INGRESSO_URL = ""
    gestori.dimentica()
    yield
    gestori.dimentica()


@pytest.fixture
def idp(db: None) -> IdpDiProva:
    """The provider of the tests, known to the portal."""
    uno = IdpDiProva()
    operations.carica_gestori([uno.descrizione()], solo_questi=False)
    return uno


@dataclass
class Partenza:
    """What the browser carries to the provider."""

    domanda: Domanda
    relay_state: str
    indirizzo: str
    xml: etree._Element


@dataclass
class Viaggio:
    """The journey of a browser to the provider and back; each leg can be walked on its own."""

    client: Client
    idp: IdpDiProva
    schema: str = "spid"

    @property
    def acs(self) -> str:
        return f"/{Schema(self.schema).presentazione}/acs"

    def parti(self, ritorno: str = "/area-personale/profilo/", **parametri: str) -> Partenza:
        """Choose the provider and read the form that goes to it."""
        scelta = {"idp": self.idp.entity_id, "next": ritorno, **parametri}
        risposta = self.client.get(f"/{self.schema}/login", scelta)
        assert risposta.status_code == 200, risposta.content
        modulo = html.fromstring(risposta.content).get_element_by_id("passaggio")
        campi = dict(modulo.form_values())
        xml = etree.fromstring(base64.b64decode(campi["SAMLRequest"]))
        domanda = Domanda(xml.get("ID", ""), f"http://localhost:8000{self.acs}", trova(xml, "Issuer").text or "")
        return Partenza(domanda, campi["RelayState"], modulo.action, xml)

    def consegna(self, relay_state: str, risposta: str, client: Client | None = None) -> object:
        """The provider's form, posted by the browser; then the page where it is sent."""
        dati = {"SAMLResponse": risposta, "RelayState": relay_state}
        arrivo = (client or self.client).post(self.acs, dati)
        if arrivo.status_code != 302:
            return arrivo
        return (client or self.client).get(arrivo["Location"])

    def torna(self, partenza: Partenza, **modifiche: object) -> object:
        """The provider answers as told, the browser brings it."""
        return self.consegna(partenza.relay_state, self.idp.risposta(partenza.domanda, **modifiche))  # type: ignore[arg-type]

    def entra(self, ritorno: str = "/area-personale/profilo/", **attributi: str) -> object:
        """The whole way, as Giulia unless the attributes say otherwise."""
        return self.torna(self.parti(ritorno), attributi=GIULIA | attributi)


@pytest.fixture
def viaggio(client: Client, idp: IdpDiProva) -> Viaggio:
    return Viaggio(client, idp)


@pytest.fixture
def altro_browser(ente: Ente) -> Client:
    return Client(HTTP_HOST="localhost")


def chi_e_dentro(client: Client) -> Persona | None:
    """The person of this browser's session."""
    chiave = client.session.get("_auth_user_id")
    return Persona.objects.get(pk=chiave) if chiave else None
