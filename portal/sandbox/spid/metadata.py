"""Metadata: ours as identity provider, and what we need from those of a service provider."""

import base64
import textwrap
from dataclasses import dataclass

from lxml import etree

from portal.sandbox.chiavi import Chiavi
from portal.sandbox.spid.firma import firma, verifica
from portal.sandbox.spid.xml import NS, POST, REDIRECT, TRANSIENT, figlio, leggi, q, testo


@dataclass(frozen=True)
class Slo:
    """A SingleLogoutService: where requests go, and where responses go."""

    location: str
    risposte: str


@dataclass(frozen=True)
class Fornitore:
    """A service provider, as its metadata describe it."""

    entity_id: str
    nome: str
    certificati: tuple[bytes, ...]
    acs: dict[int, str]
    acs_predefinito: str
    attributi: dict[int, list[str]]
    slo: dict[str, Slo]


def leggi_fornitore(contenuto: bytes) -> Fornitore:
    """Read the signed metadata of a service provider. Raises ValueError, in words for a developer."""
    radice = leggi(contenuto)
    descrittore = radice.find("md:SPSSODescriptor", NS)
    if radice.tag != q("md:EntityDescriptor") or descrittore is None:
        raise ValueError("i metadata non descrivono un fornitore di servizi")
    certificati = tuple(_pem(nodo.text or "") for nodo in descrittore.iterfind(".//ds:X509Certificate", NS))
    if not verifica(radice, certificati):
        raise ValueError("i metadata non sono firmati con la chiave che contengono")
    servizi = descrittore.findall("md:AssertionConsumerService", NS)
    acs = {int(nodo.get("index", "-1")): nodo.get("Location", "") for nodo in servizi if nodo.get("Binding") == POST}
    predefiniti = [nodo.get("Location", "") for nodo in servizi if nodo.get("isDefault") == "true"]
    if len(predefiniti) != 1 or predefiniti[0] not in acs.values():
        raise ValueError("i metadata non hanno un solo AssertionConsumerService predefinito con binding POST")
    return Fornitore(
        entity_id=radice.get("entityID", ""),
        nome=testo(radice, "md:Organization/md:OrganizationDisplayName") or radice.get("entityID", ""),
        certificati=certificati,
        acs=acs,
        acs_predefinito=predefiniti[0],
        attributi=_attributi(descrittore),
        slo=_slo(descrittore),
    )


def _pem(valore: str) -> bytes:
    """The certificate in metadata, with or without line breaks, as PEM."""
    corpo = base64.b64encode(base64.b64decode("".join(valore.split()))).decode()
    return f"-----BEGIN CERTIFICATE-----\n{textwrap.fill(corpo, 64)}\n-----END CERTIFICATE-----\n".encode()


def _attributi(descrittore: etree._Element) -> dict[int, list[str]]:
    return {
        int(insieme.get("index", "-1")): [
            attributo.get("Name", "") for attributo in insieme.iterfind("md:RequestedAttribute", NS)
        ]
        for insieme in descrittore.iterfind("md:AttributeConsumingService", NS)
    }


def _slo(descrittore: etree._Element) -> dict[str, Slo]:
    return {
        nodo.get("Binding", ""): Slo(nodo.get("Location", ""), nodo.get("ResponseLocation", nodo.get("Location", "")))
        for nodo in descrittore.iterfind("md:SingleLogoutService", NS)
    }


def metadata_idp(entity_id: str, sso: str, slo: str, chiavi: Chiavi, *, nome: str) -> bytes:
    """Our signed metadata, in the order of the SAML schema."""
    radice = etree.Element(q("md:EntityDescriptor"), {"entityID": entity_id, "ID": "_sandbox-idp"}, NS)
    descrittore = figlio(
        radice, "md:IDPSSODescriptor", WantAuthnRequestsSigned="true", protocolSupportEnumeration=NS["samlp"]
    )
    dati = figlio(figlio(figlio(descrittore, "md:KeyDescriptor", use="signing"), "ds:KeyInfo"), "ds:X509Data")
    figlio(dati, "ds:X509Certificate", chiavi.certificato_base64)
    for binding in (POST, REDIRECT):
        figlio(descrittore, "md:SingleLogoutService", Binding=binding, Location=slo)
    figlio(descrittore, "md:NameIDFormat", TRANSIENT)
    for binding in (POST, REDIRECT):
        figlio(descrittore, "md:SingleSignOnService", Binding=binding, Location=sso)
    organizzazione = figlio(radice, "md:Organization")
    for etichetta, valore in (
        ("OrganizationName", "Sandbox della Casa digitale"),
        ("OrganizationDisplayName", nome),
        ("OrganizationURL", entity_id),
    ):
        elemento = figlio(organizzazione, f"md:{etichetta}", valore)
        elemento.set("{http://www.w3.org/XML/1998/namespace}lang", "it")
    firma(radice, chiavi)
    return etree.tostring(radice, xml_declaration=True, encoding="UTF-8")
