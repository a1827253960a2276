"""The ids of a response, for the log: read without judging, because refused responses are logged too."""

from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from portal.identita.saml.constants import NS
from portal.identita.saml.errors import MessageRefused
from portal.identita.saml.xml import decode, parse, read_instant

MAX_ID, MAX_QUALIFIER = 256, 500


@dataclass(frozen=True)
class Identifiers:
    """What names a response. Nothing here was verified, and every part may be missing."""

    response_id: str = ""
    issued: datetime | None = None
    assertion_id: str = ""
    name_id: str = ""
    name_qualifier: str = ""


def identifiers_of(encoded: str) -> Identifiers:
    """The ids in a SAMLResponse field; none when it cannot be read at all."""
    try:
        root = parse(decode(encoded))
    except MessageRefused:
        return Identifiers()
    assertion = root.find("saml:Assertion", NS)
    name_id = root.find("saml:Assertion/saml:Subject/saml:NameID", NS)
    return Identifiers(
        response_id=_attribute(root, "ID"),
        issued=_instant(root),
        assertion_id=_attribute(assertion, "ID"),
        name_id=("" if name_id is None else (name_id.text or "").strip())[:MAX_ID],
        name_qualifier=_attribute(name_id, "NameQualifier", MAX_QUALIFIER),
    )


def content_of(encoded: str) -> bytes:
    """The message inside a SAMLResponse field, or the field as it came when it is not base64."""
    try:
        return decode(encoded)
    except MessageRefused:
        return encoded.encode()


def _attribute(element: etree._Element | None, name: str, limit: int = MAX_ID) -> str:
    return "" if element is None else element.get(name, "")[:limit]


def _instant(root: etree._Element) -> datetime | None:
    try:
        return read_instant(root.get("IssueInstant"))
    except MessageRefused:
        return None
