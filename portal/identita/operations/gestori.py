"""Which identity providers people may choose."""

from dataclasses import astuple

from portal.identita.models import IdentityProvider, Schema
from portal.identita.saml.models import Idp
from portal.registro.atti import atto


@atto
def carica_gestori(gestori: list[Idp], *, solo_questi: bool, schema: str = Schema.SPID) -> None:
    """Bring the list of a scheme up to date. With `solo_questi` those missing from it can no longer be chosen."""
    for idp in gestori:
        IdentityProvider.objects.update_or_create(
            schema=schema,
            entity_id=idp.entity_id,
            defaults={
                "nome": idp.name[:200],
                "certificati": idp.certificates,
                "sso": [astuple(punto) for punto in idp.sso],
                "slo": [astuple(punto) for punto in idp.slo],
                "valido_fino": idp.valid_until,
                "attivo": True,
            },
        )
    if solo_questi:
        rimasti = [idp.entity_id for idp in gestori]
        IdentityProvider.objects.filter(schema=schema).exclude(entity_id__in=rimasti).update(attivo=False)
