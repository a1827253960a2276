"""The identity providers to choose from, kept in the process: the login page spends no query on them."""

import time
from threading import Lock

from django.db.models.signals import post_delete, post_save

from portal.identita.models import IdentityProvider, Schema

DURATA = 30.0  # seconds: other processes see a new list within this time

Gestori = dict[str, IdentityProvider]

_cache: dict[str, Gestori] = {}
_letti = 0.0
_serratura = Lock()


def attivi(schema: str) -> Gestori:
    """The providers of this scheme that people may choose, by entityID."""
    return {nome: idp for nome, idp in _tutti()[schema].items() if not idp.scaduto}


def scelto(schema: str, entity_id: str) -> IdentityProvider | None:
    """The provider with this entityID; with no entityID, the only one where there is one (CIE, eIDAS)."""
    gestori = _tutti()[schema]
    if entity_id or len(gestori) != 1:
        return gestori.get(entity_id)
    return next(iter(gestori.values()))


def che_ci_conosce(schema: str, entity_id: str) -> IdentityProvider | None:
    """The provider with this entityID among those that know us by the entityID of this scheme."""
    trovati = (_tutti()[servito].get(entity_id) for servito in Schema(schema).serviti)
    return next((idp for idp in trovati if idp), None)


def dimentica(**kwargs: object) -> None:
    """Read them again at the next request."""
    global _letti
    _letti = 0.0


def _tutti() -> dict[str, Gestori]:
    global _cache, _letti
    with _serratura:
        if not _letti or time.monotonic() - _letti > DURATA:
            per_schema: dict[str, Gestori] = {schema: {} for schema in Schema.values}
            for idp in IdentityProvider.objects.filter(attivo=True):
                per_schema[idp.schema][idp.entity_id] = idp
            _cache, _letti = per_schema, time.monotonic()
        return _cache


post_save.connect(dimentica, sender=IdentityProvider, dispatch_uid="identita_idp_salvato")
post_delete.connect(dimentica, sender=IdentityProvider, dispatch_uid="identita_idp_tolto")
