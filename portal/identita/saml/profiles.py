"""The schemes we speak. SPID here; CIE and eIDAS are further values of the same dataclasses."""

from portal.identita.saml.models import AttributeSet, Profile

_IDENTITY = ("spidCode", "name", "familyName", "placeOfBirth", "dateOfBirth", "gender", "fiscalNumber")
_CONTACTS = ("email", "mobilePhone")
_COMPANY = ("companyName", "companyFiscalNumber", "registeredOffice", "ivaCode")
_NEEDED = frozenset({"name", "familyName", "dateOfBirth", "fiscalNumber"})

BASE, CONTATTI, PROFESSIONALE = 0, 1, 2

# The metadata are filed with AgID and then frozen: the sets are declared once for all we shall ask.
SPID = Profile(
    name="spid",
    levels={number: f"https://www.spid.gov.it/SpidL{number}" for number in (1, 2, 3)},
    attribute_sets={
        s.index: s
        for s in (
            AttributeSet(BASE, "Identità", _IDENTITY, _NEEDED),
            AttributeSet(CONTATTI, "Identità e recapiti", _IDENTITY + _CONTACTS, _NEEDED),
            AttributeSet(PROFESSIONALE, "Identità, recapiti e impresa", _IDENTITY + _CONTACTS + _COMPANY, _NEEDED),
        )
    },
)
