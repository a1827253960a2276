"""The strict reading of an assertion whose signature was verified (SPID technical rules, "Assertion")."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from lxml import etree

from portal.identita.saml import constants as c
from portal.identita.saml.errors import MessageRefused
from portal.identita.saml.models import Assertion, Expected
from portal.identita.saml.xml import issuer_of, only, read_instant, text

# Instants are whole seconds on two clocks kept by NTP.
SKEW = timedelta(seconds=3)
_CONDITIONS = {f"{{{c.NS_SAML}}}{name}" for name in ("AudienceRestriction", "OneTimeUse", "ProxyRestriction")}


# SAML core 8.3 for names, common use for the rest: what is longer is not an identifier.
MAX_ID = 256


def read(assertion: etree._Element, expected: Expected, *, response_id: str, now: datetime) -> Assertion:
    """Check every part of the assertion, then hand over its content. Raises MessageRefused."""
    issued = _header(assertion, expected, now)
    name_id = _subject(assertion, expected, now)
    expires = _conditions(assertion, expected, now)
    level, session_index = _authentication(assertion, expected)
    return Assertion(
        id=str(assertion.get("ID")),
        response_id=response_id,
        issuer=expected.idp.entity_id,
        issued=issued,
        name_id=text(name_id, "name_id"),
        name_qualifier=str(name_id.get("NameQualifier")),
        session_index=session_index,
        level=level,
        expires=expires,
        attributes=_attributes(assertion, expected.profile.attribute_sets[expected.attribute_set].needed),
    )


def _header(assertion: etree._Element, expected: Expected, now: datetime) -> datetime:
    if assertion.get("Version") != "2.0":
        raise MessageRefused("assertion_version")
    if not 0 < len(assertion.get("ID", "")) <= MAX_ID:
        raise MessageRefused("assertion_id")
    issued = read_instant(assertion.get("IssueInstant"))
    if not expected.issued - SKEW <= issued <= now + SKEW:
        raise MessageRefused("assertion_instant")
    issuer = issuer_of(assertion, "assertion_issuer")
    if text(issuer, "assertion_issuer") != expected.idp.entity_id:
        raise MessageRefused("assertion_issuer")
    if issuer.get("Format") not in expected.profile.assertion_issuer_formats:
        raise MessageRefused("assertion_issuer_format")
    return issued


def _subject(assertion: etree._Element, expected: Expected, now: datetime) -> etree._Element:
    subject = only(assertion, "saml:Subject", "subject")
    name_id = only(subject, "saml:NameID", "name_id")
    if len(text(name_id, "name_id")) > MAX_ID:
        raise MessageRefused("name_id")
    if name_id.get("Format") != c.FORMAT_TRANSIENT:
        raise MessageRefused("name_id_format")
    if not name_id.get("NameQualifier"):
        raise MessageRefused("name_id_qualifier")
    confirmation = only(subject, "saml:SubjectConfirmation", "confirmation")
    if confirmation.get("Method") != c.METHOD_BEARER:
        raise MessageRefused("confirmation_method")
    data = only(confirmation, "saml:SubjectConfirmationData", "confirmation_data")
    if data.get("Recipient") != expected.acs_url:
        raise MessageRefused("confirmation_recipient")
    if data.get("InResponseTo") != expected.request_id:
        raise MessageRefused("confirmation_in_response_to")
    if now - SKEW >= read_instant(data.get("NotOnOrAfter")):
        raise MessageRefused("confirmation_expired")
    return name_id


def _conditions(assertion: etree._Element, expected: Expected, now: datetime) -> datetime:
    """Check when and for whom the assertion holds; return when it ends."""
    conditions = only(assertion, "saml:Conditions", "conditions")
    if any(child.tag not in _CONDITIONS for child in conditions):  # an unknown condition cannot be met (core 2.5.1)
        raise MessageRefused("conditions_unknown")
    if read_instant(conditions.get("NotBefore")) > now + SKEW:
        raise MessageRefused("conditions_early")
    expires = read_instant(conditions.get("NotOnOrAfter"))
    if now - SKEW >= expires:
        raise MessageRefused("conditions_expired")
    restriction = only(conditions, "saml:AudienceRestriction", "audience")
    audiences = [text(audience, "audience") for audience in restriction]
    if expected.sp_entity_id not in audiences:
        raise MessageRefused("audience")
    return expires


def _authentication(assertion: etree._Element, expected: Expected) -> tuple[int, str]:
    """The level reached, at least the one we asked for, and the provider's name for its session ("" if none)."""
    statement = only(assertion, "saml:AuthnStatement", "authn_statement")
    context = only(statement, "saml:AuthnContext", "authn_context")
    class_ref = text(only(context, "saml:AuthnContextClassRef", "class_ref"), "class_ref")
    level = expected.profile.level_of(class_ref)
    if not level:
        raise MessageRefused("class_ref")
    if level < expected.level:
        raise MessageRefused("level")
    session_index = statement.get("SessionIndex", "")
    if len(session_index) > MAX_ID:
        raise MessageRefused("session_index")
    return level, session_index


def _attributes(assertion: etree._Element, needed: Iterable[str]) -> dict[str, str]:
    statement = only(assertion, "saml:AttributeStatement", "attributes")
    attributes: dict[str, str] = {}
    for attribute in statement:
        name = attribute.get("Name", "")
        if attribute.tag != f"{{{c.NS_SAML}}}Attribute" or not name or name in attributes:
            raise MessageRefused("attribute")
        value = only(attribute, "saml:AttributeValue", "attribute_value")
        if len(value):  # markup inside a value
            raise MessageRefused("attribute_value")
        attributes[name] = (value.text or "").strip()
    if any(not attributes.get(name) for name in needed):
        raise MessageRefused("attribute_missing")
    return attributes
