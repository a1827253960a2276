"""The login request (AuthnRequest) and its two ways to the identity provider."""

import base64
import zlib
from datetime import datetime

from lxml import etree
from lxml.builder import ElementMaker

from portal.identita.saml import constants as c
from portal.identita.saml.keys import Credential
from portal.identita.saml.models import LoginRequest, Profile, ServiceProvider
from portal.identita.saml.signature import sign, signed_query
from portal.identita.saml.xml import instant, new_id

_SAMLP = ElementMaker(namespace=c.NS_SAMLP, nsmap={"samlp": c.NS_SAMLP, "saml": c.NS_SAML})
_SPID = ElementMaker(namespace=c.NS_SPID, nsmap={"spid": c.NS_SPID})
_SAML = ElementMaker(namespace=c.NS_SAML, nsmap={"saml": c.NS_SAML})


def build(
    sp: ServiceProvider,
    profile: Profile,
    credential: Credential,
    *,
    destination: str,
    level: int,
    attribute_set: int,
    now: datetime,
    binding: str,
    purpose: str = "",
) -> LoginRequest:
    """A request to log a person in at ``level`` or above; ``purpose`` asks for a professional identity (Avviso 18).

    On the POST binding the XML carries the signature; on Redirect the query string does (see redirect_url).
    """
    issued = now.replace(microsecond=0)
    request = _SAMLP.AuthnRequest(
        issuer(sp),
        *_extensions(purpose),
        _SAMLP.NameIDPolicy(Format=c.FORMAT_TRANSIENT),
        _SAMLP.RequestedAuthnContext(
            _SAML.AuthnContextClassRef(profile.levels[level]),
            # "minimum": a provider may always answer with a higher level.
            Comparison="minimum",
        ),
        ID=new_id(),
        Version="2.0",
        IssueInstant=instant(issued),
        Destination=destination,
        AssertionConsumerServiceIndex="0",
        AttributeConsumingServiceIndex=str(attribute_set),
    )
    if level >= profile.forced_from:
        request.set("ForceAuthn", "true")
    if binding == c.BINDING_POST:
        sign(request, credential, position=1)
    return LoginRequest(str(request.get("ID")), issued, etree.tostring(request), destination)


def _extensions(purpose: str) -> list[etree._Element]:
    """Nothing for a citizen: older providers refuse an element they do not know."""
    return [_SAMLP.Extensions(_SPID.Purpose(purpose))] if purpose else []


def issuer(sp: ServiceProvider) -> etree._Element:
    """Us as the sender. SPID wants Format and NameQualifier, which SAML core discourages: SPID wins."""
    return _SAML.Issuer(sp.entity_id, Format=c.FORMAT_ENTITY, NameQualifier=sp.entity_id)


def post_fields(kind: str, xml: bytes, relay_state: str) -> dict[str, str]:
    """The hidden fields of the form that carries a message; ``kind`` is SAMLRequest or SAMLResponse."""
    return {kind: base64.b64encode(xml).decode(), "RelayState": relay_state}


def redirect_url(kind: str, xml: bytes, relay_state: str, location: str, credential: Credential) -> str:
    """The address that carries a message in its signed query string (bindings 3.4.4)."""
    deflater = zlib.compressobj(wbits=-15)
    deflated = deflater.compress(xml) + deflater.flush()
    parameters = {kind: base64.b64encode(deflated).decode()}
    if relay_state:
        parameters["RelayState"] = relay_state
    return location + ("&" if "?" in location else "?") + signed_query(parameters, credential)
