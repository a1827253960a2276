"""Names of the SAML world and a parser that trusts nobody."""

from datetime import UTC, datetime

from lxml import etree

NS = {
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "spid": "https://spid.gov.it/saml-extensions",
    "xs": "http://www.w3.org/2001/XMLSchema",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
ENTITY = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
BASIC = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
STATO = "urn:oasis:names:tc:SAML:2.0:status:"
LIVELLI = {livello: f"https://www.spid.gov.it/SpidL{livello}" for livello in (1, 2, 3)}


def q(nome: str) -> str:
    """`samlp:Response` in the notation of lxml."""
    prefisso, locale = nome.split(":")
    return f"{{{NS[prefisso]}}}{locale}"


def figlio(padre: etree._Element, nome: str, testo: str | None = None, /, **attributi: str) -> etree._Element:
    """Append an element; `figlio(subject, "saml:NameID", "abc", Format=TRANSIENT)`."""
    elemento = etree.SubElement(padre, q(nome), attributi)
    elemento.text = testo
    return elemento


def leggi(contenuto: bytes) -> etree._Element:
    """Parse without DTD, entities, comments or network. Raises ValueError if it is not XML or has a DOCTYPE."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        radice = etree.fromstring(contenuto, parser)
    except etree.XMLSyntaxError as errore:
        raise ValueError("not well-formed XML") from errore
    if radice.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise ValueError("DOCTYPE is not allowed")
    return radice


def trova(nodo: etree._Element, percorso: str) -> etree._Element | None:
    return nodo.find(percorso, NS)


def testo(nodo: etree._Element, percorso: str) -> str:
    """The stripped text of the first match, or an empty string."""
    return (nodo.findtext(percorso, "", NS) or "").strip()


def istante(momento: datetime) -> str:
    """xs:dateTime in UTC with Z, whole seconds."""
    return momento.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
