"""Reading and writing XML without its traps."""

import base64
import binascii
import re
import secrets
from datetime import UTC, datetime
from typing import Any, cast

from lxml import etree

from portal.identita.saml.constants import NS, NS_SAML
from portal.identita.saml.errors import MessageRefused

# A real response is about 12 KB; the largest we have seen, with two certificate chains, is under 40.
MAX_MESSAGE_BYTES = 128 * 1024

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")


def new_id() -> str:
    """An identifier for a message: an NCName with 160 bits of chance."""
    return "_" + secrets.token_hex(20)


def instant(moment: datetime) -> str:
    """A moment as SAML writes it: UTC, whole seconds, final Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_instant(text: str | None) -> datetime:
    """Read a SAML moment.

    Raises MessageRefused("instant") when absent, malformed or not in UTC (SAML core 1.3.3).
    """
    if text is None or not _INSTANT.fullmatch(text):
        raise MessageRefused("instant")
    try:
        return datetime.fromisoformat(text[:19] + "+00:00")
    except ValueError as error:
        raise MessageRefused("instant") from error


def decode(encoded: str) -> bytes:
    """The bytes of a SAMLRequest or SAMLResponse field. Raises MessageRefused when too big or not base64."""
    if len(encoded) > MAX_MESSAGE_BYTES * 4 // 3:
        raise MessageRefused("too_big")
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise MessageRefused("base64") from error


def parse(content: bytes) -> etree._Element:
    """Parse without DTD, entities, network, comments or processing instructions.

    Raises MessageRefused. Comments go at parse time, so that nobody can hide half of a value behind one.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise MessageRefused("xml") from error
    if root.getroottree().docinfo.doctype:
        raise MessageRefused("doctype")
    return root


def canonical(element: etree._Element, prefixes: list[str] | None = None) -> bytes:
    """Exclusive canonical XML, without comments: the bytes that a SAML signature signs.

    Raises MessageRefused when there are none: a namespace that is a relative address has no canonical form.
    """
    try:
        return etree.tostring(
            element, method="c14n", exclusive=True, with_comments=False, inclusive_ns_prefixes=prefixes
        )
    except etree.C14NError as error:
        raise MessageRefused("canonical") from error


def only(parent: etree._Element, path: str, code: str) -> etree._Element:
    """The one element at ``path``. Raises MessageRefused(code) when there is none, or more than one."""
    found = parent.findall(path, NS)
    if len(found) != 1:
        raise MessageRefused(code)
    return found[0]


def select(root: etree._Element, path: str) -> list[Any]:
    """The nodes or attribute values that an XPath finds."""
    return cast(list[Any], root.xpath(path, namespaces=NS))


def text(element: etree._Element, code: str) -> str:
    """The text of an element that holds nothing else. Raises MessageRefused(code) when empty or with markup inside."""
    content = (element.text or "").strip()
    if len(element) or not content:
        raise MessageRefused(code)
    return content


def issuer_of(parent: etree._Element, code: str) -> etree._Element:
    """The Issuer of a message or of an assertion."""
    return only(parent, f"{{{NS_SAML}}}Issuer", code)
