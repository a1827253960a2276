"""What the rest of the portal knows of SAML: who speaks, what was asked, what was answered."""

from dataclasses import dataclass, field
from datetime import date, datetime


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

    def sso_location(self, binding: str) -> str:
        """The address for login requests on this binding, or "" when the provider does not offer it."""
        return next((e.location for e in self.sso if e.binding == binding), "")

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
class Profile:
    """The rules of one scheme: its levels of assurance (URI by number) and its attribute sets (by index)."""

    name: str
    levels: dict[int, str]
    attribute_sets: dict[int, AttributeSet]

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
class Identity:
    """The person an assertion speaks of, in our words. ``tipo`` is the hat worn: cittadino, professionista, impresa."""

    codice_fiscale: str = field(repr=False)
    nome: str = field(repr=False)
    cognome: str = field(repr=False)
    data_nascita: date = field(repr=False)
    luogo_nascita: str = field(repr=False)
    sesso: str = field(repr=False)
    email: str = field(repr=False)
    cellulare: str = field(repr=False)
    tipo: str = "cittadino"


@dataclass(frozen=True)
class LogoutRequest:
    """A provider asks us to close the session of the person it knows by this transient name."""

    id: str
    name_id: str
    name_qualifier: str
