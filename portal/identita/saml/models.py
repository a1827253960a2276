"""What the rest of the portal knows of SAML: who speaks, what was asked, what was answered."""

from dataclasses import dataclass, field
from datetime import date, datetime

from portal.identita.saml.constants import FORMAT_ENTITY


@dataclass(frozen=True)
class Endpoint:
    """An address of an identity provider and the binding it speaks."""

    binding: str
    location: str
    response_location: str = ""


@dataclass(frozen=True)
class Idp:
    """An identity provider as its metadata describe it. ``certificates`` are base64 DER, all usable for signing."""

    entity_id: str
    name: str
    certificates: tuple[str, ...]
    sso: tuple[Endpoint, ...]
    slo: tuple[Endpoint, ...] = ()
    logo: str = ""
    valid_until: datetime | None = None

    def sso_location(self, binding: str) -> str:
        """The address for login requests on this binding, or "" when the provider does not offer it."""
        return next((e.location for e in self.sso if e.binding == binding), "")

    def slo_location(self, binding: str) -> str:
        """The address for logout requests on this binding, or "" when the provider does not offer it."""
        return next((e.location for e in self.slo if e.binding == binding), "")

    def slo_response_location(self, binding: str) -> str:
        """Where an answer to a logout request goes (ResponseLocation wins over Location, SAML metadata 2.2.2)."""
        return next((e.response_location or e.location for e in self.slo if e.binding == binding), "")


@dataclass(frozen=True)
class AttributeSet:
    """One AttributeConsumingService: what we ask of a person, and what we cannot do without."""

    index: int
    name: str
    requested: tuple[str, ...]
    needed: frozenset[str]


@dataclass(frozen=True)
class Contact:
    """How a public body says who it is in its metadata: the extensions by name, each with the field of ours that fills it."""

    kind: str
    prefix: str
    namespace: str
    extensions: tuple[tuple[str, str], ...]
    company: bool = False


@dataclass(frozen=True)
class Profile:
    """The rules of one scheme: its levels of assurance (URI by number), its attribute sets (by index), and its habits.

    ``metadata_schema`` is the official XSD of our metadata, by its place among the contracts. From the level
    ``forced_from`` up the person must authenticate anew; ``answers_logout`` says whether its providers send the person
    back after a logout.
    """

    name: str
    levels: dict[int, str]
    attribute_sets: dict[int, AttributeSet]
    usual_set: int
    contact: Contact
    metadata_schema: str
    professional_set: int | None = None
    forced_from: int = 2
    assertion_issuer_formats: frozenset[str | None] = frozenset({FORMAT_ENTITY})
    answers_logout: bool = True

    def level_of(self, class_ref: str) -> int:
        """The number of a level's URI, 0 when it is not one of this scheme."""
        return next((number for number, uri in self.levels.items() if uri == class_ref), 0)


@dataclass(frozen=True)
class ServiceProvider:
    """Us, as one ente presents itself to the identity providers."""

    entity_id: str
    acs_url: str
    sls_url: str
    organization_name: str
    organization_url: str
    ipa_code: str
    email: str
    phone: str = ""
    municipality: str = ""
    province: str = ""
    country: str = "IT"


@dataclass(frozen=True)
class LoginRequest:
    """An AuthnRequest that was built: what to send and what the answer must refer to."""

    id: str
    issued: datetime
    xml: bytes
    destination: str


@dataclass(frozen=True)
class Expected:
    """What a response must match to be the answer to *our* request."""

    idp: Idp
    profile: Profile
    request_id: str
    issued: datetime
    sp_entity_id: str
    acs_url: str
    level: int
    attribute_set: int


@dataclass(frozen=True)
class Assertion:
    """A login that passed every check. Attribute values are as the provider wrote them, stripped."""

    id: str
    response_id: str
    issuer: str
    issued: datetime
    name_id: str
    name_qualifier: str
    session_index: str
    level: int
    expires: datetime
    attributes: dict[str, str] = field(repr=False)


@dataclass(frozen=True)
class Company:
    """Whom a person acts for in the hat of a professional or of a company, as the provider certifies it."""

    name: str = ""
    fiscal_code: str = ""
    vat_number: str = ""

    @property
    def code(self) -> str:
        """Eleven digits that make the company one: its codice fiscale, or its partita IVA.

        The codice fiscale of a one-person business is that of the person: there only the partita IVA tells the business
        from its owner, who has a home of their own. For the other companies the two codes usually coincide.
        """
        return next((code for code in (self.fiscal_code, self.vat_number) if code.isdigit()), "")


@dataclass(frozen=True)
class Identity:
    """The person an assertion speaks of, in our words. ``tipo`` is the hat worn: cittadino, professionista, impresa.

    A person from another country of the Union may have no codice fiscale: then ``codice_eidas`` is what the node calls
    them. One of the two is always there; both, when the node knows both. A SPID provider's own code means nothing elsewhere.
    """

    codice_fiscale: str = field(repr=False)
    nome: str = field(repr=False)
    cognome: str = field(repr=False)
    data_nascita: date = field(repr=False)
    luogo_nascita: str = field(repr=False)
    sesso: str = field(repr=False)
    email: str = field(repr=False)
    cellulare: str = field(repr=False)
    tipo: str = "cittadino"
    codice_eidas: str = field(default="", repr=False)
    impresa: Company = field(default=Company(), repr=False)

    @property
    def chiave(self) -> str:
        """What makes the person one, in every scheme."""
        return self.codice_fiscale or self.codice_eidas


@dataclass(frozen=True)
class SessionName:
    """What a provider calls the session it opened for us: to be given back as it was received."""

    name_id: str
    name_qualifier: str
    session_index: str


@dataclass(frozen=True)
class LogoutRequest:
    """A provider asks us to close the session of the person it knows by this transient name."""

    id: str
    name_id: str
    name_qualifier: str
