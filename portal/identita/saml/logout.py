"""Single logout, as far as a service provider must know it: understand the request of a provider and answer."""

import zlib
from datetime import datetime, timedelta
from urllib.parse import unquote_plus

from lxml import etree
from lxml.builder import ElementMaker

from portal.identita.saml import constants as c
from portal.identita.saml.errors import MessageRefused
from portal.identita.saml.keys import Credential
from portal.identita.saml.models import Idp, LogoutRequest, ServiceProvider
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

_SAMLP = ElementMaker(namespace=c.NS_SAMLP, nsmap={"samlp": c.NS_SAMLP, "saml": c.NS_SAML})


def parse_post(encoded: str) -> etree._Element:
    """The message in a SAMLRequest field, not yet to be believed. Raises MessageRefused."""
    return parse(decode(encoded))


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


def sender(root: etree._Element) -> str:
    """Who says to have sent this logout request: the name to look the key up by. Raises MessageRefused."""
    if root.tag != f"{{{c.NS_SAMLP}}}LogoutRequest":
        raise MessageRefused("not_a_logout_request")
    return text(issuer_of(root, "logout_issuer"), "logout_issuer")


def check_signed_query(query: str, idp: Idp) -> None:
    """Check the signature of a Redirect message over the query string exactly as it arrived. Raises MessageRefused."""
    raw = dict(pair.partition("=")[::2] for pair in query.split("&"))
    if not {"SAMLRequest", "SigAlg", "Signature"} <= raw.keys() or query.count("SAMLRequest=") != 1:
        raise MessageRefused("signature_absent")
    signed = "&".join(f"{name}={raw[name]}" for name in ("SAMLRequest", "RelayState", "SigAlg") if name in raw)
    check_query(signed, unquote_plus(raw["SigAlg"]), unquote_plus(raw["Signature"]), idp.certificates)


def read(root: etree._Element, idp: Idp, *, sls_url: str, now: datetime, binding: str) -> LogoutRequest:
    """Judge a logout request; on Redirect the query string was checked before. Raises MessageRefused."""
    if binding == c.BINDING_POST:
        root = verified(root, idp.certificates)
    if sender(root) != idp.entity_id:
        raise MessageRefused("logout_issuer")
    if root.get("Version") != "2.0" or not root.get("ID"):
        raise MessageRefused("logout_header")
    if root.get("Destination") != sls_url:
        raise MessageRefused("logout_destination")
    if abs(now - read_instant(root.get("IssueInstant"))) > MAX_AGE:
        raise MessageRefused("logout_instant")
    name_id = only(root, "saml:NameID", "name_id")
    return LogoutRequest(str(root.get("ID")), text(name_id, "name_id"), name_id.get("NameQualifier", ""))


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
    if binding == c.BINDING_POST:
        sign(response, credential, position=1)
    return etree.tostring(response)
