"""Single logout: ask a provider to close its session, understand its request and answer, on POST, Redirect and SOAP."""

import zlib
from datetime import datetime, timedelta
from urllib.parse import unquote_plus

from lxml import etree
from lxml.builder import ElementMaker

from portal.identita.saml import constants as c
from portal.identita.saml.errors import MessageRefused
from portal.identita.saml.keys import Credential
from portal.identita.saml.models import Idp, LogoutRequest, ServiceProvider, SessionName
from portal.identita.saml.request import issuer
from portal.identita.saml.signature import check_query, sign, verified
from portal.identita.saml.xml import (
    MAX_MESSAGE_BYTES,
    decode,
    instant,
    issuer_of,
    new_id,
    only,
    parse,
    read_instant,
    text,
)

# A request travels through one redirect: older ones are not honest mistakes of a clock.
MAX_AGE = timedelta(minutes=5)

_SOAP = ElementMaker(namespace=c.NS_SOAP, nsmap={"soap": c.NS_SOAP})
_SAML = ElementMaker(namespace=c.NS_SAML, nsmap={"saml": c.NS_SAML})
_SAMLP = ElementMaker(namespace=c.NS_SAMLP, nsmap={"samlp": c.NS_SAMLP, "saml": c.NS_SAML})


def parse_post(encoded: str) -> etree._Element:
    """The message in a SAMLRequest field, not yet to be believed. Raises MessageRefused."""
    return parse(decode(encoded))


def parse_soap(content: bytes) -> etree._Element:
    """The only message in the body of a SOAP envelope, not yet to be believed. Raises MessageRefused."""
    if len(content) > MAX_MESSAGE_BYTES:
        raise MessageRefused("too_big")
    root = parse(content)
    if root.tag != f"{{{c.NS_SOAP}}}Envelope":
        raise MessageRefused("not_soap")
    return only(only(root, "soap:Body", "not_soap"), "*", "not_soap")


def parse_redirect(encoded: str) -> etree._Element:
    """The message in a SAMLRequest parameter, not yet to be believed. Raises MessageRefused."""
    inflater = zlib.decompressobj(wbits=-15)
    try:
        content = inflater.decompress(decode(encoded), MAX_MESSAGE_BYTES)
    except zlib.error as error:
        raise MessageRefused("deflate") from error
    if inflater.unconsumed_tail:
        raise MessageRefused("too_big")
    return parse(content)


def sender(root: etree._Element, kind: str = "LogoutRequest") -> str:
    """Who says to have sent this message: the name to look the key up by. Raises MessageRefused."""
    if root.tag != f"{{{c.NS_SAMLP}}}{kind}":
        raise MessageRefused("not_a_logout_message")
    return text(issuer_of(root, "logout_issuer"), "logout_issuer")


def check_signed_query(query: str, idp: Idp, kind: str = "SAMLRequest") -> None:
    """Check the signature of a Redirect message over the query string exactly as it arrived. Raises MessageRefused."""
    raw = dict(pair.partition("=")[::2] for pair in query.split("&"))
    if not {kind, "SigAlg", "Signature"} <= raw.keys() or query.count(f"{kind}=") != 1:
        raise MessageRefused("signature_absent")
    signed = "&".join(f"{name}={raw[name]}" for name in (kind, "RelayState", "SigAlg") if name in raw)
    check_query(signed, unquote_plus(raw["SigAlg"]), unquote_plus(raw["Signature"]), idp.certificates)


def read(root: etree._Element, idp: Idp, *, sls_url: str, now: datetime, binding: str) -> LogoutRequest:
    """Judge a logout request; on Redirect the query string was checked before. Raises MessageRefused."""
    root = _checked(root, idp, "LogoutRequest", sls_url=sls_url, now=now, binding=binding)
    name_id = only(root, "saml:NameID", "name_id")
    return LogoutRequest(str(root.get("ID")), text(name_id, "name_id"), name_id.get("NameQualifier", ""))


def read_response(root: etree._Element, idp: Idp, *, sls_url: str, now: datetime, binding: str) -> bool:
    """Whether the provider closed its session too. Raises MessageRefused as ``read``."""
    root = _checked(root, idp, "LogoutResponse", sls_url=sls_url, now=now, binding=binding)
    return only(root, "samlp:Status/samlp:StatusCode", "status").get("Value") == c.STATUS_SUCCESS


def _checked(root: etree._Element, idp: Idp, kind: str, *, sls_url: str, now: datetime, binding: str) -> etree._Element:
    """What the provider's signature vouches for, when it is for us and fresh."""
    if binding != c.BINDING_REDIRECT:
        root = verified(root, idp.certificates)
    if sender(root, kind) != idp.entity_id:
        raise MessageRefused("logout_issuer")
    if root.get("Version") != "2.0" or not root.get("ID"):
        raise MessageRefused("logout_header")
    if root.get("Destination") != sls_url:
        raise MessageRefused("logout_destination")
    if abs(now - read_instant(root.get("IssueInstant"))) > MAX_AGE:
        raise MessageRefused("logout_instant")
    return root


def build_request(
    sp: ServiceProvider, credential: Credential, name: SessionName, *, destination: str, now: datetime, binding: str
) -> bytes:
    """Ask the provider to close the session it knows by this name. On Redirect the query string carries the signature."""
    request = _SAMLP.LogoutRequest(
        issuer(sp),
        _SAML.NameID(name.name_id, Format=c.FORMAT_TRANSIENT, NameQualifier=name.name_qualifier),
        *([_SAMLP.SessionIndex(name.session_index)] if name.session_index else []),
        ID=new_id(),
        Version="2.0",
        IssueInstant=instant(now),
        Destination=destination,
    )
    if binding == c.BINDING_POST:
        sign(request, credential, position=1)
    return etree.tostring(request)


def build_response(
    sp: ServiceProvider, credential: Credential, *, in_response_to: str, destination: str, now: datetime, binding: str
) -> bytes:
    """A LogoutResponse that says "done". On Redirect the query string will carry the signature."""
    response = _SAMLP.LogoutResponse(
        issuer(sp),
        _SAMLP.Status(_SAMLP.StatusCode(Value=c.STATUS_SUCCESS)),
        ID=new_id(),
        Version="2.0",
        IssueInstant=instant(now),
        InResponseTo=in_response_to,
        Destination=destination,
    )
    if binding != c.BINDING_REDIRECT:
        sign(response, credential, position=1)
    return etree.tostring(_SOAP.Envelope(_SOAP.Body(response)) if binding == c.BINDING_SOAP else response)
