"""The identity providers to choose from, kept in the process: the login page spends no query on them."""

import time
from threading import Lock

from django.db.models.signals import post_delete, post_save

from portal.identita.models import IdentityProvider, Schema

DURATA = 30.0  # seconds: other processes see a new list within this time

_cache: dict[str, IdentityProvider] = {}
_letti = 0.0
_serratura = Lock()


def attivi() -> dict[str, IdentityProvider]:
    """The active SPID providers by entityID."""
    global _cache, _letti
    with _serratura:
        if not _letti or time.monotonic() - _letti > DURATA:
            _cache = {idp.entity_id: idp for idp in IdentityProvider.objects.filter(schema=Schema.SPID, attivo=True)}
            _letti = time.monotonic()
        return _cache


def dimentica(**kwargs: object) -> None:
    """Read them again at the next request."""
    global _letti
    _letti = 0.0


post_save.connect(dimentica, sender=IdentityProvider, dispatch_uid="identita_idp_salvato")
post_delete.connect(dimentica, sender=IdentityProvider, dispatch_uid="identita_idp_tolto")
