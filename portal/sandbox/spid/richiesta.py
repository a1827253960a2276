"""The checks that an identity provider makes on an AuthnRequest, each with its anomaly number."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from lxml import etree

from portal.sandbox.spid.anomalie import Anomalia
from portal.sandbox.spid.gestori import Gestore
from portal.sandbox.spid.metadata import Fornitore
from portal.sandbox.spid.xml import ENTITY, LIVELLI, NS, POST, TRANSIENT, q, testo, trova

_NCNAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_ISTANTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)
_TOLLERANZA = timedelta(minutes=5)
_ORDINE = [
    q(nome)
    for nome in (
        "saml:Issuer", "ds:Signature", "samlp:Extensions", "saml:Subject", "samlp:NameIDPolicy", "saml:Conditions",
        "samlp:RequestedAuthnContext",
    )
]  # fmt: skip
_FINALITA = ("P", "LP", "PG", "PF", "PX")
T = TypeVar("T")


@dataclass(frozen=True)
class Richiesta:
    """A right AuthnRequest. `attributi` is empty when the service asked for no set."""

    id: str
    fornitore: str
    acs: str
    livello: int
    attributi: list[str]
    finalita: str


def controlla(radice: etree._Element, fornitore: Fornitore, gestore: Gestore, *, idp: str, sso: str) -> Richiesta:
    """Check a request whose signature was already verified. Raises Anomalia with the first thing found wrong."""
    if radice.tag != q("samlp:AuthnRequest"):
        raise Anomalia(8, "la radice non è samlp:AuthnRequest")
    _controlla_ordine(radice)
    if radice.get("Version") != "2.0":
        raise Anomalia(9, "Version")
    _controlla_issuer(radice)
    if not _NCNAME.fullmatch(radice.get("ID", "")):
        raise Anomalia(11, "ID")
    livello = _livello(radice, gestore)
    _controlla_istante(radice.get("IssueInstant", ""))
    if radice.get("Destination") not in ((sso, idp) if gestore.destinazione_entity else (sso,)):
        raise Anomalia(14, "Destination")
    if radice.get("IsPassive", "false") not in ("false", "0"):
        raise Anomalia(15, "IsPassive")
    acs = _acs(radice, fornitore)
    _controlla_nameid(radice)
    return Richiesta(
        id=radice.get("ID", ""),
        fornitore=fornitore.entity_id,
        acs=acs,
        livello=livello,
        attributi=_attributi(radice, fornitore, gestore),
        finalita=_finalita(radice, gestore),
    )


def _controlla_ordine(radice: etree._Element) -> None:
    """The children in the order of the SAML schema, each once."""
    posti = [_ORDINE.index(nodo.tag) if nodo.tag in _ORDINE else -1 for nodo in radice]
    if -1 in posti or posti != sorted(set(posti)):
        raise Anomalia(8, "elementi non previsti, ripetuti o fuori posto")


def _controlla_issuer(radice: etree._Element) -> None:
    issuer = trova(radice, "saml:Issuer")
    if issuer is None or issuer.get("Format") != ENTITY:
        raise Anomalia(10, "Issuer senza Format entity")
    if not issuer.get("NameQualifier"):
        raise Anomalia(10, "Issuer senza NameQualifier")


def _livello(radice: etree._Element, gestore: Gestore) -> int:
    contesto = trova(radice, "samlp:RequestedAuthnContext")
    if contesto is None or contesto.get("Comparison") not in gestore.confronti:
        raise Anomalia(12, "RequestedAuthnContext o Comparison")
    classi = [(nodo.text or "").strip() for nodo in contesto.iterfind("saml:AuthnContextClassRef", NS)]
    livello = next((numero for numero, uri in LIVELLI.items() if [uri] == classi), None)
    if livello is None:
        raise Anomalia(12, "AuthnContextClassRef")
    if (livello > 1 or gestore.sempre_da_capo) and radice.get("ForceAuthn") not in ("true", "1"):
        raise Anomalia(12, "ForceAuthn è obbligatorio")
    return livello


def _controlla_istante(valore: str) -> None:
    if not _ISTANTE.fullmatch(valore):
        raise Anomalia(13, "IssueInstant non è una data UTC")
    try:
        momento = datetime.fromisoformat(valore)
    except ValueError:
        raise Anomalia(13, "IssueInstant non è una data") from None
    if abs(datetime.now(UTC) - momento) > _TOLLERANZA:
        raise Anomalia(13, "IssueInstant troppo lontano da adesso")


def _acs(radice: etree._Element, fornitore: Fornitore) -> str:
    """By index, or by URL with ProtocolBinding: never both, always one of the metadata."""
    indice, url = radice.get("AssertionConsumerServiceIndex"), radice.get("AssertionConsumerServiceURL")
    if (indice is None) == (url is None):
        raise Anomalia(16, "serve AssertionConsumerServiceIndex oppure AssertionConsumerServiceURL")
    if indice is not None:
        return _per_indice(fornitore.acs, indice, 16, "AssertionConsumerServiceIndex")
    if url not in fornitore.acs.values() or radice.get("ProtocolBinding") != POST:
        raise Anomalia(16, "AssertionConsumerServiceURL o ProtocolBinding")
    return str(url)


def _per_indice(tabella: dict[int, T], indice: str, nr: int, nome: str) -> T:
    if not indice.isdigit() or int(indice) not in tabella:
        raise Anomalia(nr, nome)
    return tabella[int(indice)]


def _controlla_nameid(radice: etree._Element) -> None:
    politica = trova(radice, "samlp:NameIDPolicy")
    if politica is None or politica.get("Format") != TRANSIENT:
        raise Anomalia(17, "NameIDPolicy senza Format transient")
    if politica.get("AllowCreate") is not None:
        raise Anomalia(17, "AllowCreate non è ammesso")


def _attributi(radice: etree._Element, fornitore: Fornitore, gestore: Gestore) -> list[str]:
    indice = radice.get("AttributeConsumingServiceIndex")
    if indice is None and gestore.insiemi is None:
        return []
    nomi = _per_indice(fornitore.attributi, indice or "", 18, "AttributeConsumingServiceIndex")
    if gestore.insiemi is not None and int(indice or "") not in gestore.insiemi:
        raise Anomalia(18, "AttributeConsumingServiceIndex riservato ad altri")
    return nomi


def _finalita(radice: etree._Element, gestore: Gestore) -> str:
    """The kind of identity asked for (Avviso 18), empty for an ordinary citizen."""
    if trova(radice, "samlp:Extensions") is None:
        return ""
    valore = testo(radice, "samlp:Extensions/spid:Purpose")
    if not gestore.finalita or valore not in _FINALITA:
        raise Anomalia(8, "spid:Purpose")
    return valore
