"""The schemes we speak. What differs between them is written here, as data: the rest of the core does not know which it is."""

from dataclasses import replace

from portal.identita.saml.constants import FORMAT_ENTITY, NS_CIE, NS_SPID
from portal.identita.saml.models import AttributeSet, Contact, Profile

_IDENTITY = ("spidCode", "name", "familyName", "placeOfBirth", "dateOfBirth", "gender", "fiscalNumber")
_CONTACTS = ("email", "mobilePhone")
_COMPANY = ("companyName", "companyFiscalNumber", "registeredOffice", "ivaCode")
_NEEDED = frozenset({"name", "familyName", "dateOfBirth", "fiscalNumber"})
_MINIMUM = ("spidCode", "name", "familyName", "dateOfBirth")
_CIE = ("name", "familyName", "dateOfBirth", "fiscalNumber")

BASE, CONTATTI, PROFESSIONALE = 0, 1, 2
EIDAS_MINIMO, EIDAS_PIENO = 99, 100  # numbers reserved by the Italian eIDAS node


def _by_index(*sets: AttributeSet) -> dict[int, AttributeSet]:
    return {one.index: one for one in sets}


# The metadata are filed with AgID and then frozen: the sets are declared once for all we shall ask.
SPID = Profile(
    name="spid",
    levels={number: f"https://www.spid.gov.it/SpidL{number}" for number in (1, 2, 3)},
    attribute_sets=_by_index(
        AttributeSet(BASE, "Identità", _IDENTITY, _NEEDED),
        AttributeSet(CONTATTI, "Identità e recapiti", _IDENTITY + _CONTACTS, _NEEDED),
        AttributeSet(PROFESSIONALE, "Identità, recapiti e impresa", _IDENTITY + _CONTACTS + _COMPANY, _NEEDED),
        AttributeSet(EIDAS_MINIMO, "eIDAS Natural Person Minimum Attribute Set", _MINIMUM, frozenset(_MINIMUM)),
        AttributeSet(
            EIDAS_PIENO,
            "eIDAS Natural Person Full Attribute Set",
            (*_MINIMUM, "placeOfBirth", "address", "gender"),
            frozenset(_MINIMUM),
        ),
    ),
    usual_set=CONTATTI,
    professional_set=PROFESSIONALE,
    contact=Contact("other", "spid", NS_SPID, (("IPACode", "ipa_code"), ("Public", ""))),
    metadata_schema="xsd/saml-schema-metadata-sp-spid-av29.xsd",
)

# The Italian node is a provider of the SPID kind. Of the person it is asked the least that makes one known.
EIDAS = replace(SPID, name="eidas", usual_set=EIDAS_MINIMO, professional_set=None)

CIE = Profile(
    name="cie",
    levels=SPID.levels,
    attribute_sets=_by_index(AttributeSet(BASE, "Identità", _CIE, _NEEDED)),
    usual_set=BASE,
    contact=Contact(
        "administrative",
        "cie",
        NS_CIE,
        (
            ("Public", ""),
            ("IPACode", "ipa_code"),
            ("Municipality", "municipality"),
            ("Province", "province"),
            ("Country", "country"),
        ),
        company=True,
    ),
    metadata_schema="xsd/cie/saml-schema-metadata-sp-cie.xsd",
    forced_from=1,
    assertion_issuer_formats=frozenset({None, FORMAT_ENTITY}),
    answers_logout=False,
)
