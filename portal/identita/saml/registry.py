"""Reading the metadata of identity providers: one entity, or an aggregate of many."""

from lxml import etree

from portal.identita.saml import constants as c
from portal.identita.saml.errors import MessageRefused
from portal.identita.saml.keys import public_key
from portal.identita.saml.models import Endpoint, Idp
from portal.identita.saml.xml import parse, select


def read_idps(content: bytes) -> list[Idp]:
    """Every identity provider in a metadata document.

    Raises MessageRefused when it is not SAML metadata, holds no provider, or a provider is unusable.
    """
    root = parse(content)
    if root.tag not in (f"{{{c.NS_MD}}}EntityDescriptor", f"{{{c.NS_MD}}}EntitiesDescriptor"):
        raise MessageRefused("not_metadata")
    entities = [root, *root.iterdescendants(f"{{{c.NS_MD}}}EntityDescriptor")]
    pairs = ((entity, entity.find("md:IDPSSODescriptor", c.NS)) for entity in entities)
    idps = [_idp(entity, descriptor) for entity, descriptor in pairs if descriptor is not None]
    if not idps:
        raise MessageRefused("no_idp")
    return idps


def _idp(entity: etree._Element, descriptor: etree._Element) -> Idp:
    entity_id = entity.get("entityID", "")
    idp = Idp(
        entity_id=entity_id,
        name=_name(entity) or entity_id,
        certificates=_certificates(descriptor),
        sso=_endpoints(descriptor, "md:SingleSignOnService"),
        slo=_endpoints(descriptor, "md:SingleLogoutService"),
    )
    if not (idp.entity_id and idp.certificates and idp.sso):
        raise MessageRefused("idp_incomplete")
    return idp


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
    certificates = tuple(dict.fromkeys("".join((node.text or "").split()) for node in nodes))
    for certificate in certificates:
        try:
            public_key(certificate)
        except ValueError as error:
            raise MessageRefused("idp_certificate") from error
    return certificates


def _endpoints(descriptor: etree._Element, path: str) -> tuple[Endpoint, ...]:
    return tuple(
        Endpoint(node.get("Binding", ""), node.get("Location", ""), node.get("ResponseLocation", ""))
        for node in descriptor.findall(path, c.NS)
        if node.get("Binding") in (c.BINDING_POST, c.BINDING_REDIRECT)
        and node.get("Location", "").startswith(("https://", "http://"))
    )
