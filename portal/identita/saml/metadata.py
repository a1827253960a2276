"""The metadata of a service provider: SPID, public body (Avviso 29 and 19)."""

from lxml import etree
from lxml.builder import ElementMaker

from portal.identita.saml import constants as c
from portal.identita.saml.keys import Credential
from portal.identita.saml.models import AttributeSet, Profile, ServiceProvider
from portal.identita.saml.signature import sign
from portal.identita.saml.xml import new_id

_MD = ElementMaker(namespace=c.NS_MD, nsmap={"md": c.NS_MD, "ds": c.NS_DS})
_DS = ElementMaker(namespace=c.NS_DS, nsmap={"ds": c.NS_DS})
_SPID = ElementMaker(namespace=c.NS_SPID, nsmap={"spid": c.NS_SPID})
_ITALIAN = {f"{{{c.NS_XML}}}lang": "it"}


def build(sp: ServiceProvider, profile: Profile, credential: Credential) -> bytes:
    """The signed metadata of ``sp``. No validUntil: they are filed with AgID and must stay as they are."""
    root = _MD.EntityDescriptor(_descriptor(sp, profile, credential), _organization(sp), _contact(sp))
    root.set("entityID", sp.entity_id)
    root.set("ID", new_id())
    sign(root, credential, position=0)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _descriptor(sp: ServiceProvider, profile: Profile, credential: Credential) -> etree._Element:
    key_info = _DS.KeyInfo(_DS.X509Data(_DS.X509Certificate(credential.certificate_base64)))
    return _MD.SPSSODescriptor(
        _MD.KeyDescriptor(key_info, use="signing"),
        _MD.SingleLogoutService(Binding=c.BINDING_POST, Location=sp.sls_url),
        _MD.SingleLogoutService(Binding=c.BINDING_REDIRECT, Location=sp.sls_url),
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


def _contact(sp: ServiceProvider) -> etree._Element:
    contact = _MD.ContactPerson(
        _MD.Extensions(_SPID.IPACode(sp.ipa_code), _SPID.Public()),
        _MD.EmailAddress(sp.email),
        contactType="other",
    )
    if sp.phone:
        contact.append(_MD.TelephoneNumber(sp.phone))
    return contact
