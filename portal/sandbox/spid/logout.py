"""Single logout: the two messages, built and read."""

from datetime import UTC, datetime

from lxml import etree

from portal.sandbox.spid.risposta import nuovo_id
from portal.sandbox.spid.xml import ENTITY, NS, STATO, TRANSIENT, figlio, istante, q, trova


def _messaggio(nome: str, idp: str, destinazione: str, **altri: str) -> etree._Element:
    testata = {
        "ID": nuovo_id(),
        "Version": "2.0",
        "IssueInstant": istante(datetime.now(UTC)),
        "Destination": destinazione,
    }
    radice = etree.Element(q(nome), testata | altri, {prefisso: NS[prefisso] for prefisso in ("samlp", "saml")})
    figlio(radice, "saml:Issuer", idp, Format=ENTITY, NameQualifier=idp)
    return radice


def albero_risposta(richiesta: etree._Element, *, idp: str, destinazione: str, riuscito: bool) -> etree._Element:
    """The unsigned LogoutResponse to a LogoutRequest; not `riuscito` when the session it names is unknown."""
    radice = _messaggio("samlp:LogoutResponse", idp, destinazione, InResponseTo=richiesta.get("ID", ""))
    stato = figlio(radice, "samlp:Status")
    codice = figlio(stato, "samlp:StatusCode", Value=STATO + ("Success" if riuscito else "Requester"))
    if not riuscito:
        figlio(codice, "samlp:StatusCode", Value=f"{STATO}UnknownPrincipal")
    return radice


def albero_richiesta(*, idp: str, destinazione: str, name_id: str, session_index: str) -> etree._Element:
    """The unsigned LogoutRequest with which we tell a service that the person has gone."""
    radice = _messaggio("samlp:LogoutRequest", idp, destinazione)
    figlio(radice, "saml:NameID", name_id, Format=TRANSIENT, NameQualifier=idp)
    if session_index:
        figlio(radice, "samlp:SessionIndex", session_index)
    return radice


def riuscita(risposta: etree._Element) -> bool:
    """Does this LogoutResponse say that the service closed its session?"""
    codice = trova(risposta, "samlp:Status/samlp:StatusCode")
    return codice is not None and codice.get("Value") == f"{STATO}Success"
