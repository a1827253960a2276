"""Us as a service provider: for each ente one entityID, one key and one filed set of metadata per scheme."""

from django.urls import reverse

from portal.enti.models import Ente
from portal.identita.models import Schema
from portal.identita.saml.models import Profile, ServiceProvider
from portal.identita.saml.profiles import CIE, EIDAS, SPID

PROFILI: dict[str, Profile] = {Schema.SPID: SPID, Schema.CIE: CIE, Schema.EIDAS: EIDAS}


def service_provider(ente: Ente, schema: str) -> ServiceProvider:
    """The ente as the identity providers of this scheme know it. The entityID is the address of its metadata."""
    nostro = Schema(schema).presentazione
    return ServiceProvider(
        entity_id=ente.url(reverse(f"identita:{nostro}_metadata")),
        acs_url=ente.url(reverse(f"identita:{nostro}_acs")),
        sls_url=ente.url(reverse(f"identita:{nostro}_sls")),
        organization_name=ente.nome,
        organization_url=ente.url("/"),
        ipa_code=ente.codice_ipa,
        email=ente.email,
        phone="".join(ente.telefono.split()) if ente.telefono.startswith("+39") else "",
        municipality=ente.codice_belfiore,
        province=ente.provincia,
    )
