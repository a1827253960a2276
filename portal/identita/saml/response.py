"""The answer to a login request. Only ``validate`` opens the door."""

import re
from datetime import datetime

from lxml import etree

from portal.identita.saml import constants as c
from portal.identita.saml import second_opinion
from portal.identita.saml.assertion import SKEW, read
from portal.identita.saml.errors import LoginRefused, MessageRefused
from portal.identita.saml.models import Assertion, Expected
from portal.identita.saml.signature import verified
from portal.identita.saml.xml import decode, issuer_of, only, parse, read_instant, select, text

_ANOMALY = re.compile(r"ErrorCode\s*nr\s*0*(\d{1,2})(?!\d)", re.IGNORECASE)


def validate(encoded: str, expected: Expected, now: datetime) -> Assertion:
    """Judge the SAMLResponse field of a POST against the request it claims to answer.

    Raises MessageRefused when it must not be trusted, LoginRefused when the provider says that the person
    did not log in. Replay is the caller's to refuse: it needs memory.
    """
    assertion = judge(parse(decode(encoded)), expected, now)
    second_opinion.check(encoded, expected)
    return assertion


def judge(root: etree._Element, expected: Expected, now: datetime) -> Assertion:
    """Our own strict reading, stricter than python3-saml's in some thirty places. Raises as ``validate``."""
    _check_shape(root)
    # The response may be unsigned (SPID asks it of the assertion only); if it is signed the signature must be good.
    signed = root.find("ds:Signature", c.NS) is not None
    response = verified(root, expected.idp.certificates) if signed else root
    _check_header(response, expected, now)
    _check_status(response)
    assertion = verified(only(root, "saml:Assertion", "assertion_count"), expected.idp.certificates)
    return read(assertion, expected, response_id=str(response.get("ID")), now=now)


def _check_shape(root: etree._Element) -> None:
    """One Response, at most one assertion wherever it may hide, signatures only where SAML puts them, no ID twice."""
    if root.tag != f"{{{c.NS_SAMLP}}}Response":
        raise MessageRefused("not_a_response")
    if len(select(root, "//*[local-name()='Assertion' or local-name()='EncryptedAssertion']")) > 1:
        raise MessageRefused("assertion_count")
    if select(root, "//ds:Signature[not(parent::samlp:Response or parent::saml:Assertion)]"):
        raise MessageRefused("signature_place")
    ids = [str(value) for value in select(root, "//@ID | //@Id | //@id | //@*[local-name()='id']")]
    if len(ids) != len(set(ids)):
        raise MessageRefused("id_twice")


def _check_header(response: etree._Element, expected: Expected, now: datetime) -> None:
    if response.get("Version") != "2.0":
        raise MessageRefused("response_version")
    if not response.get("ID"):
        raise MessageRefused("response_id")
    if response.get("InResponseTo") != expected.request_id:
        raise MessageRefused("response_in_response_to")
    if response.get("Destination") != expected.acs_url:
        raise MessageRefused("response_destination")
    issued = read_instant(response.get("IssueInstant"))
    if not expected.issued - SKEW <= issued <= now + SKEW:
        raise MessageRefused("response_instant")
    issuer = issuer_of(response, "response_issuer")
    if text(issuer, "response_issuer") != expected.idp.entity_id:
        raise MessageRefused("response_issuer")
    if issuer.get("Format") not in (None, c.FORMAT_ENTITY):
        raise MessageRefused("response_issuer_format")


def _check_status(response: etree._Element) -> None:
    status = only(response, "samlp:Status", "status")
    code = only(status, "samlp:StatusCode", "status")
    if code.get("Value") == c.STATUS_SUCCESS:
        if len(code):  # a success that holds another status inside is neither
            raise MessageRefused("status_nested")
        return
    if not str(code.get("Value", "")).startswith("urn:oasis:names:tc:SAML:2.0:status:"):
        raise MessageRefused("status")
    message = status.findtext("samlp:StatusMessage", default="", namespaces=c.NS)
    # The number in the message counts, not the second status code: providers differ there.
    found = _ANOMALY.search(message)
    raise LoginRefused(int(found.group(1)) if found else 0)
