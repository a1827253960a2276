"""Reading the metadata of identity providers: one entity, an aggregate of many, or the list of the SPID registry."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from portal.identita.saml import constants as c
from portal.identita.saml.errors import MessageRefused
from portal.identita.saml.keys import public_key
from portal.identita.saml.models import Endpoint, Idp
from portal.identita.saml.signature import verified
from portal.identita.saml.xml import parse, select


def read_idps(content: bytes, *, now: datetime, signers: Iterable[str] = ()) -> list[Idp]:
    """Every identity provider in a metadata document; with ``signers`` (base64 DER) one of them must have signed it.

    Raises MessageRefused when it is not SAML metadata, is not signed as it should, has expired, holds no provider, or
    a provider is unusable.
    """
    root = parse(content)
    if root.tag not in (f"{{{c.NS_MD}}}EntityDescriptor", f"{{{c.NS_MD}}}EntitiesDescriptor"):
        raise MessageRefused("not_metadata")
    signers = list(signers)
    if signers:
        root = verified(root, signers, whole_document=True)
    entities = [root, *root.iterdescendants(f"{{{c.NS_MD}}}EntityDescriptor")]
    pairs = ((entity, entity.find("md:IDPSSODescriptor", c.NS)) for entity in entities)
    return _usable([_idp(entity, descriptor) for entity, descriptor in pairs if descriptor is not None], now)


def read_registry(content: bytes, *, now: datetime) -> list[Idp]:
    """The providers in the JSON list that the SPID registry publishes. Raises MessageRefused as ``read_idps``."""
    try:
        rows = [row for row in json.loads(content) if row.get("_deleted", "N") != "Y"]
        return _usable([_from_registry(row) for row in rows], now)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise MessageRefused("not_registry") from error


def is_aggregate(content: bytes) -> bool:
    """Are these the metadata of many? Raises MessageRefused when they are not XML."""
    return parse(content).tag == f"{{{c.NS_MD}}}EntitiesDescriptor"


def _from_registry(row: dict[str, Any]) -> Idp:
    return Idp(
        entity_id=row["entity_id"],
        name=row.get("organization_display_name") or row.get("organization_name") or row["entity_id"],
        certificates=_usable_certificates(row["signing_certificate_x509"]),
        sso=_known_endpoints(row["single_sign_on_service"]),
        slo=_known_endpoints(row.get("single_logout_service") or []),
    )


def _usable(idps: list[Idp], now: datetime) -> list[Idp]:
    if not idps:
        raise MessageRefused("no_idp")
    for idp in idps:
        if not (idp.entity_id and idp.certificates and idp.sso):
            raise MessageRefused("idp_incomplete")
        if idp.valid_until and idp.valid_until <= now:
            raise MessageRefused("metadata_expired")
    return idps


def _idp(entity: etree._Element, descriptor: etree._Element) -> Idp:
    entity_id = entity.get("entityID", "")
    return Idp(
        entity_id=entity_id,
        name=_name(entity) or entity_id,
        certificates=_certificates(descriptor),
        sso=_endpoints(descriptor, "md:SingleSignOnService"),
        slo=_endpoints(descriptor, "md:SingleLogoutService"),
        valid_until=_valid_until(entity),
    )


def _valid_until(entity: etree._Element) -> datetime | None:
    """The earliest end that the entity, or an aggregate around it, declares (SAML metadata 2.3.1)."""
    ends = [element.get("validUntil", "") for element in (entity, *entity.iterancestors())]
    try:
        moments = [datetime.fromisoformat(end) for end in ends if end]
    except ValueError as error:
        raise MessageRefused("valid_until") from error
    return min((m if m.tzinfo else m.replace(tzinfo=UTC) for m in moments), default=None)


def _name(entity: etree._Element) -> str:
    for path in ("md:Organization/md:OrganizationDisplayName", "md:Organization/md:OrganizationName"):
        names = {n.get(f"{{{c.NS_XML}}}lang"): (n.text or "").strip() for n in entity.findall(path, c.NS)}
        if names:
            return names.get("it") or next(iter(names.values()))
    return ""


def _certificates(descriptor: etree._Element) -> tuple[str, ...]:
    """All signing certificates: during a change of key there are two, and a KeyDescriptor without use counts."""
    nodes = select(
        descriptor, "md:KeyDescriptor[not(@use) or @use='signing']/ds:KeyInfo/ds:X509Data/ds:X509Certificate"
    )
    return _usable_certificates(node.text or "" for node in nodes)


def _usable_certificates(texts: Iterable[str]) -> tuple[str, ...]:
    """Without repetitions, each with a key that we can check with. Raises MessageRefused."""
    certificates = tuple(dict.fromkeys("".join(text.split()) for text in texts))
    for certificate in certificates:
        try:
            public_key(certificate)
        except ValueError as error:
            raise MessageRefused("idp_certificate") from error
    return certificates


def _endpoints(descriptor: etree._Element, path: str) -> tuple[Endpoint, ...]:
    return _known_endpoints(dict(node.attrib) for node in descriptor.findall(path, c.NS))


def _known_endpoints(found: Iterable[dict[str, Any]]) -> tuple[Endpoint, ...]:
    """Those on a binding that we speak through a browser."""
    return tuple(
        Endpoint(one.get("Binding", ""), one.get("Location", ""), one.get("ResponseLocation") or "")
        for one in found
        if one.get("Binding") in (c.BINDING_POST, c.BINDING_REDIRECT)
        and str(one.get("Location", "")).startswith(("https://", "http://"))
    )
