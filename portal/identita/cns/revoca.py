"""Is this card still its holder's? OCSP first, then the list; the answer is good for a few minutes."""

import datetime as dt
import hashlib
import logging

from cryptography import x509
from django.conf import settings
from django.core.cache import cache

from portal.identita.cns import crl, ocsp
from portal.identita.cns.errori import CartaRifiutata

log = logging.getLogger("casa.identita")

MEMORIA = 300  # seconds


def controlla_revoca(carta: x509.Certificate, emittente: x509.Certificate, adesso: dt.datetime) -> None:
    """Raises CartaRifiutata when it was revoked, or when nobody can say and the setting wants to know."""
    chiave = f"cns:{_nome(carta)}"
    revocata = cache.get(chiave)
    if revocata is None:
        revocata = _chiedi(carta, emittente, adesso)
        if revocata is not None:
            cache.set(chiave, revocata, MEMORIA)
    if revocata:
        raise CartaRifiutata("revocata")
    if revocata is None:
        log.error("cns_revoca_ignota", extra={"obbligatoria": settings.CNS_REVOCA_OBBLIGATORIA})
        if settings.CNS_REVOCA_OBBLIGATORIA:
            raise CartaRifiutata("revoca_ignota")


def _chiedi(carta: x509.Certificate, emittente: x509.Certificate, adesso: dt.datetime) -> bool | None:
    detto = ocsp.revocata(carta, emittente, adesso)
    return crl.revocata(carta, emittente, adesso) if detto is None else detto


def _nome(carta: x509.Certificate) -> str:
    """Issuer and serial number name a card; hashed, because the cache keeps no personal data."""
    return hashlib.sha256(carta.issuer.public_bytes() + str(carta.serial_number).encode()).hexdigest()
