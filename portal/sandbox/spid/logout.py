"""Single logout: read a LogoutRequest, build the LogoutResponse."""

from datetime import UTC, datetime

from lxml import etree

from portal.sandbox.spid.risposta import nuovo_id
from portal.sandbox.spid.xml import ENTITY, NS, STATO, figlio, istante, q


def albero_logout(richiesta: etree._Element, *, idp: str, destinazione: str, riuscito: bool) -> etree._Element:
    """The unsigned LogoutResponse to a LogoutRequest; not `riuscito` when the session it names is unknown."""
    testata = {
        "ID": nuovo_id(),
        "Version": "2.0",
        "IssueInstant": istante(datetime.now(UTC)),
        "Destination": destinazione,
        "InResponseTo": richiesta.get("ID", ""),
    }
    radice = etree.Element(
        q("samlp:LogoutResponse"), testata, {prefisso: NS[prefisso] for prefisso in ("samlp", "saml")}
    )
    figlio(radice, "saml:Issuer", idp, Format=ENTITY, NameQualifier=idp)
    stato = figlio(radice, "samlp:Status")
    codice = figlio(stato, "samlp:StatusCode", Value=STATO + ("Success" if riuscito else "Requester"))
    if not riuscito:
        figlio(codice, "samlp:StatusCode", Value=f"{STATO}UnknownPrincipal")
    return radice
