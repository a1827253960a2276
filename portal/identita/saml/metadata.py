"""The metadata of a service provider that is a public body: SPID (Avviso 29 and 19) and CIE (SAML manual, 1.2)."""

from lxml import etree
from lxml.builder import ElementMaker

from portal.identita.saml import constants as c
from portal.identita.saml.keys import Credential
from portal.identita.saml.models import AttributeSet, Contact, Profile, ServiceProvider
from portal.identita.saml.signature import sign
from portal.identita.saml.xml import canonical, new_id, parse

_MD = ElementMaker(namespace=c.NS_MD, nsmap={"md": c.NS_MD, "ds": c.NS_DS})
_DS = ElementMaker(namespace=c.NS_DS, nsmap={"ds": c.NS_DS})
_LOGOUT = (c.BINDING_POST, c.BINDING_REDIRECT, c.BINDING_SOAP)
_ITALIAN = {f"{{{c.NS_XML}}}lang": "it"}


def build(sp: ServiceProvider, profile: Profile, credential: Credential, *others: Credential) -> bytes:
    """The metadata of ``sp``, signed with ``credential``; during a change of key ``others`` are declared beside it.

    No validUntil: they are filed with AgID or IPZS and must stay as they are.
    """
    descriptor = _descriptor(sp, profile, [credential, *others])
    root = _MD.EntityDescriptor(descriptor, _organization(sp), _contact(sp, profile.contact))
    root.set("entityID", sp.entity_id)
    root.set("ID", new_id())
    sign(root, credential, position=0)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def content(xml: bytes) -> bytes:
    """What metadata say, whenever and by whomever signed: two of them say the same when this is equal.

    Raises MessageRefused when they cannot be read.
    """
    root = parse(xml)
    for signature in root.findall("ds:Signature", c.NS):
        root.remove(signature)
    root.attrib.pop("ID", None)
    return canonical(root)


def _descriptor(sp: ServiceProvider, profile: Profile, credentials: list[Credential]) -> etree._Element:
    return _MD.SPSSODescriptor(
        *(_key(credential) for credential in credentials),
        *(_MD.SingleLogoutService(Binding=binding, Location=sp.sls_url) for binding in _LOGOUT),
        _MD.NameIDFormat(c.FORMAT_TRANSIENT),
        _MD.AssertionConsumerService(Binding=c.BINDING_POST, Location=sp.acs_url, index="0", isDefault="true"),
        *(_attribute_set(s) for s in profile.attribute_sets.values()),
        protocolSupportEnumeration=c.NS_SAMLP,
        AuthnRequestsSigned="true",
        WantAssertionsSigned="true",
    )


def _attribute_set(attributes: AttributeSet) -> etree._Element:
    return _MD.AttributeConsumingService(
        _MD.ServiceName(attributes.name, _ITALIAN),
        *(_MD.RequestedAttribute(Name=name) for name in attributes.requested),
        index=str(attributes.index),
    )


def _organization(sp: ServiceProvider) -> etree._Element:
    return _MD.Organization(
        _MD.OrganizationName(sp.organization_name, _ITALIAN),
        _MD.OrganizationDisplayName(sp.organization_name, _ITALIAN),
        _MD.OrganizationURL(sp.organization_url, _ITALIAN),
    )


def _key(credential: Credential) -> etree._Element:
    key_info = _DS.KeyInfo(_DS.X509Data(_DS.X509Certificate(credential.certificate_base64)))
    return _MD.KeyDescriptor(key_info, use="signing")


def _contact(sp: ServiceProvider, contact: Contact) -> etree._Element:
    extension = ElementMaker(namespace=contact.namespace, nsmap={contact.prefix: contact.namespace})
    person = _MD.ContactPerson(
        _MD.Extensions(*(extension(name, getattr(sp, field) if field else "") for name, field in contact.extensions)),
        contactType=contact.kind,
    )
    if contact.company:
        person.append(_MD.Company(sp.organization_name))
    person.append(_MD.EmailAddress(sp.email))
    if sp.phone:
        person.append(_MD.TelephoneNumber(sp.phone))
    return person
