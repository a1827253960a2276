"""Build SAML Responses of a SPID or CIE identity provider, the right ones and the deliberately wrong ones.

Pure functions: no Django, no network, so the tests of a validator can use them with keys of their own.

    chiavi = genera()                                        # portal.sandbox.chiavi
    dati = DatiRisposta(idp=…, sp=…, acs=…, richiesta="_id of the AuthnRequest", attributi={"fiscalNumber": "TINIT-…"})
    buona = costruisci_risposta(dati, chiavi)                # base64, ready for the SAMLResponse field
    cattiva = costruisci_risposta(dati, chiavi, varianti=[metti("saml:Assertion/saml:Conditions/@NotOnOrAfter", "ieri")])

Four steps, each usable alone: `albero` (build) → variants (mutate) → `firma_albero` (sign) → `codifica` (encode).
A variant is any function that changes the tree in place; `togli`, `svuota` and `metti` make the usual ones. Variants
in `varianti` come before the signatures (a wrong but signed response), those in `dopo_firma` after (a tampered one).
"""

import base64
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from lxml import etree

from portal.sandbox.chiavi import Chiavi
from portal.sandbox.spid.anomalie import ESITI
from portal.sandbox.spid.attributi import DATE
from portal.sandbox.spid.firma import firma
from portal.sandbox.spid.xml import BASIC, BEARER, ENTITY, LIVELLI, NS, STATO, TRANSIENT, figlio, istante, q

Variante = Callable[[etree._Element], None]
RISPOSTA, ASSERZIONE = "risposta", "asserzione"


def nuovo_id() -> str:
    """A fresh NCName with 128 random bits."""
    return f"_{secrets.token_hex(16)}"


@dataclass(frozen=True)
class DatiRisposta:
    """Everything a Response says. With `anomalia` it is a refusal and carries no Assertion."""

    idp: str
    sp: str
    acs: str
    richiesta: str
    livello: int = 2
    attributi: Mapping[str, str] = field(default_factory=dict)
    anomalia: int | None = None
    adesso: datetime = field(default_factory=lambda: datetime.now(UTC))
    durata: timedelta = timedelta(minutes=5)
    name_id: str = field(default_factory=nuovo_id)
    sessione: str = field(default_factory=nuovo_id)  # said only at level 1: above there is no session at the provider
    emittente_con_formato: bool = True
    id_risposta: str = field(default_factory=nuovo_id)
    id_asserzione: str = field(default_factory=nuovo_id)


def costruisci_risposta(
    dati: DatiRisposta,
    chiavi: Chiavi,
    *,
    varianti: Iterable[Variante] = (),
    parti: Iterable[str] = (ASSERZIONE, RISPOSTA),
    dopo_firma: Iterable[Variante] = (),
) -> str:
    """The whole way: build, mutate, sign the given parts, tamper, encode."""
    radice = albero(dati)
    for variante in varianti:
        variante(radice)
    firma_albero(radice, chiavi, parti)
    for variante in dopo_firma:
        variante(radice)
    return codifica(radice)


def albero(dati: DatiRisposta) -> etree._Element:
    """The unsigned Response."""
    usati = {prefisso: NS[prefisso] for prefisso in ("samlp", "saml", "xs", "xsi")}
    radice = etree.Element(q("samlp:Response"), _testata(dati.id_risposta, dati), usati)
    if dati.richiesta:
        radice.set("InResponseTo", dati.richiesta)
    radice.set("Destination", dati.acs)
    _emittente(radice, dati)
    _stato(radice, dati.anomalia)
    if dati.anomalia is None:
        _asserzione(radice, dati)
    return radice


def firma_albero(radice: etree._Element, chiavi: Chiavi, parti: Iterable[str] = (ASSERZIONE, RISPOSTA)) -> None:
    """Sign in place, the Assertion first. A part that is not there is skipped."""
    parti = set(parti)
    asserzione = radice.find("saml:Assertion", NS)
    if ASSERZIONE in parti and asserzione is not None:
        firma(asserzione, chiavi)
    if RISPOSTA in parti:
        firma(radice, chiavi)


def codifica(radice: etree._Element) -> str:
    """Base64, as the POST binding carries it."""
    return base64.b64encode(etree.tostring(radice, xml_declaration=True, encoding="UTF-8")).decode()


def togli(percorso: str) -> Variante:
    """Remove an element or an attribute: `togli("saml:Assertion/saml:Subject")`, `togli("@InResponseTo")`."""

    def variante(radice: etree._Element) -> None:
        nodo, attributo = _punto(radice, percorso)
        if attributo:
            del nodo.attrib[attributo]
            return
        padre = nodo.getparent()
        assert padre is not None
        padre.remove(nodo)

    return variante


def svuota(percorso: str) -> Variante:
    """Leave an element without text and children, or an attribute as an empty string."""

    def variante(radice: etree._Element) -> None:
        nodo, attributo = _punto(radice, percorso)
        if attributo:
            nodo.set(attributo, "")
            return
        nodo.text = None
        nodo[:] = []

    return variante


def metti(percorso: str, valore: str) -> Variante:
    """Write the text of an element or the value of an attribute (made if it is not there)."""

    def variante(radice: etree._Element) -> None:
        nodo, attributo = _punto(radice, percorso)
        if attributo:
            nodo.set(attributo, valore)
            return
        nodo.text = valore

    return variante


def _punto(radice: etree._Element, percorso: str) -> tuple[etree._Element, str]:
    """The element that a path from the Response names, and the attribute after `@`. Raises LookupError."""
    elemento, _, attributo = percorso.partition("@")
    nodo = radice.find(elemento.rstrip("/"), NS) if elemento else radice
    if nodo is None:
        raise LookupError(percorso)
    return nodo, attributo


def _testata(identificativo: str, dati: DatiRisposta) -> dict[str, str]:
    return {"ID": identificativo, "Version": "2.0", "IssueInstant": istante(dati.adesso)}


def _emittente(padre: etree._Element, dati: DatiRisposta) -> None:
    emittente = figlio(padre, "saml:Issuer", dati.idp)
    if dati.emittente_con_formato:
        emittente.set("Format", ENTITY)


def _stato(radice: etree._Element, anomalia: int | None) -> None:
    stato = figlio(radice, "samlp:Status")
    if anomalia is None:
        figlio(stato, "samlp:StatusCode", Value=f"{STATO}Success")
        return
    esito = ESITI[anomalia]
    codice = figlio(stato, "samlp:StatusCode", Value=STATO + esito.stato)
    if esito.sotto:
        figlio(codice, "samlp:StatusCode", Value=STATO + esito.sotto)
    figlio(stato, "samlp:StatusMessage", f"ErrorCode nr{anomalia:02}")


def _asserzione(radice: etree._Element, dati: DatiRisposta) -> None:
    inizio, fine = istante(dati.adesso), istante(dati.adesso + dati.durata)
    asserzione = figlio(radice, "saml:Assertion", **_testata(dati.id_asserzione, dati))
    _emittente(asserzione, dati)
    soggetto = figlio(asserzione, "saml:Subject")
    figlio(soggetto, "saml:NameID", dati.name_id, Format=TRANSIENT, NameQualifier=dati.idp)
    conferma = figlio(soggetto, "saml:SubjectConfirmation", Method=BEARER)
    figlio(
        conferma, "saml:SubjectConfirmationData",
        Recipient=dati.acs, InResponseTo=dati.richiesta, NotOnOrAfter=fine,
    )  # fmt: skip
    condizioni = figlio(asserzione, "saml:Conditions", NotBefore=inizio, NotOnOrAfter=fine)
    figlio(figlio(condizioni, "saml:AudienceRestriction"), "saml:Audience", dati.sp)
    autenticazione = figlio(asserzione, "saml:AuthnStatement", AuthnInstant=inizio)
    if dati.livello == 1:
        autenticazione.set("SessionIndex", dati.sessione)
    contesto = figlio(autenticazione, "saml:AuthnContext")
    figlio(contesto, "saml:AuthnContextClassRef", LIVELLI[dati.livello])
    if dati.attributi:
        _attributi(asserzione, dati.attributi)


def _attributi(asserzione: etree._Element, valori: Mapping[str, str]) -> None:
    dichiarazione = figlio(asserzione, "saml:AttributeStatement")
    for nome, valore in valori.items():
        attributo = figlio(dichiarazione, "saml:Attribute", Name=nome, NameFormat=BASIC)
        elemento = figlio(attributo, "saml:AttributeValue", valore)
        elemento.set(q("xsi:type"), "xs:date" if nome in DATE else "xs:string")
