"""Where the identity providers are, and with which key they sign."""

from django.conf import settings

from portal.sandbox.chiavi import Chiavi, carica
from portal.sandbox.spid.gestori import Gestore


def entity_id(gestore: Gestore) -> str:
    return f"{settings.URL}/{gestore.nome}/idp"


def indirizzo(gestore: Gestore, servizio: str) -> str:
    """The address of `sso` or `slo`."""
    return f"{entity_id(gestore)}/{servizio}"


def chiavi() -> Chiavi:
    return carica(settings.CARTELLA)
