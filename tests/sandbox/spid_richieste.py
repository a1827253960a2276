"""AuthnRequests as a right service provider makes them, and the reading of what comes back."""

import base64
import html
import re
from collections.abc import Callable
from datetime import UTC, datetime

import requests
from lxml import etree

from portal.sandbox.spid.firma import firma, query_firmata
from portal.sandbox.spid.risposta import nuovo_id
from portal.sandbox.spid.xml import ENTITY, LIVELLI, NS, TRANSIENT, figlio, istante, q
from tests.sandbox.portale_finto import PortaleFinto
from tests.sandbox_processo import SandboxProcesso

Modifica = Callable[[etree._Element], object]


def authn_request(
    portale: PortaleFinto, sandbox: SandboxProcesso, *, livello: int = 2, gestore: str = "spid", insieme: int = 1
) -> etree._Element:
    attributi = {
        "ID": nuovo_id(),
        "Version": "2.0",
        "IssueInstant": istante(datetime.now(UTC)),
        "Destination": f"{sandbox.url}/{gestore}/idp/sso",
        "ForceAuthn": "true",
        "AssertionConsumerServiceIndex": "0",
        "AttributeConsumingServiceIndex": str(insieme),
    }
    radice = etree.Element(q("samlp:AuthnRequest"), attributi, {p: NS[p] for p in ("samlp", "saml", "spid")})
    figlio(radice, "saml:Issuer", portale.entity_id, Format=ENTITY, NameQualifier=portale.entity_id)
    figlio(radice, "samlp:NameIDPolicy", Format=TRANSIENT)
    contesto = figlio(radice, "samlp:RequestedAuthnContext", Comparison="minimum")
    figlio(contesto, "saml:AuthnContextClassRef", LIVELLI[livello])
    return radice


def manda_post(
    portale: PortaleFinto, sandbox: SandboxProcesso, radice: etree._Element, indirizzo: str = "spid/idp/sso"
) -> requests.Response:
    """Sign in the XML and post; redirects (to the page of choice) are followed."""
    firma(radice, portale.chiavi)
    campi = {"SAMLRequest": base64.b64encode(etree.tostring(radice)).decode(), "RelayState": "gettone"}
    return requests.post(f"{sandbox.url}/{indirizzo}", data=campi)


def manda_redirect(
    portale: PortaleFinto, sandbox: SandboxProcesso, radice: etree._Element, indirizzo: str = "spid/idp/sso"
) -> requests.Response:
    """Sign the query string; redirects are not followed."""
    query = query_firmata("SAMLRequest", etree.tostring(radice), "gettone", portale.chiavi)
    return requests.get(f"{sandbox.url}/{indirizzo}?{query}", allow_redirects=False)


def logout_request(
    portale: PortaleFinto, sandbox: SandboxProcesso, name_id: str, gestore: str = "spid"
) -> etree._Element:
    attributi = {
        "ID": nuovo_id(),
        "Version": "2.0",
        "IssueInstant": istante(datetime.now(UTC)),
        "Destination": f"{sandbox.url}/{gestore}/idp/slo",
    }
    radice = etree.Element(q("samlp:LogoutRequest"), attributi, {p: NS[p] for p in ("samlp", "saml")})
    figlio(radice, "saml:Issuer", portale.entity_id, Format=ENTITY, NameQualifier=portale.entity_id)
    figlio(radice, "saml:NameID", name_id)
    return radice


def scegli(risposta: requests.Response, **pulsante: str) -> requests.Response:
    """Press a button of the page of choice."""
    return requests.post(risposta.url, data=pulsante)


def campi(pagina: requests.Response) -> dict[str, str]:
    """The hidden fields of the page that goes back to the service, and `action`."""
    trovati = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', pagina.text)
    azione = re.search(r'<form method="post" action="([^"]+)" data-invia>', pagina.text)
    assert azione, pagina.text
    return {nome: html.unescape(valore) for nome, valore in trovati} | {"action": html.unescape(azione[1])}


def risposta_saml(pagina: requests.Response) -> etree._Element:
    return etree.fromstring(base64.b64decode(campi(pagina)["SAMLResponse"]))


def attributi_in(radice: etree._Element) -> dict[str, str]:
    """The attributes of the person, by name."""
    return {
        attributo.get("Name", ""): attributo.findtext("saml:AttributeValue", "", NS)
        for attributo in radice.iterfind(".//saml:Attribute", NS)
    }


def messaggio_di_stato(radice: etree._Element) -> str:
    return radice.findtext("samlp:Status/samlp:StatusMessage", "", NS)
