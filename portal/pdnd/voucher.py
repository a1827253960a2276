"""Vouchers of PDND: a client assertion signed with our key, exchanged for a short token for one purpose.

Source: developer.pagopa.it, "Come richiedere un voucher". The claims are exactly these: one more is refused.
"""

import time
import uuid
from typing import Any

import jwt
from django.conf import settings

from portal.base import http
from portal.base.errors import GatewayError
from portal.pdnd.chiavi import chiave_privata

TIPO_ASSERZIONE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
DURATA_ASSERZIONE = 120  # seconds
MARGINE = 60  # seconds: a voucher about to expire is not used
RIFIUTATI = {400, 401, 403}

_cassa: dict[tuple[str, str], tuple[float, str]] = {}


def voucher(finalita: str, *, digest: str) -> str:
    """A voucher for this purpose, tied to the tracking evidence whose SHA-256 is `digest` (empty: the service wants none);
    asked again only near its end.

    Raises GatewayError; `chiuso` when PDND refuses us (agreement suspended, wrong key): no row of ours can pass.
    """
    adesso = time.monotonic()
    fino, gettone = _cassa.get((finalita, digest), (0.0, ""))
    if adesso < fino:
        return gettone
    gettone, durata = _chiedi(finalita, digest)
    for chiave in [chiave for chiave, (fino, _) in _cassa.items() if fino <= adesso]:
        _cassa.pop(chiave, None)
    _cassa[(finalita, digest)] = (adesso + durata - MARGINE, gettone)
    return gettone


def dimentica(finalita: str, *, digest: str) -> None:
    """The platform refused this voucher: the next call asks for a new one."""
    _cassa.pop((finalita, digest), None)


def firma(claim: dict[str, Any], durata: int) -> str:
    """The claims as a compact JWS, valid from now for `durata` seconds."""
    adesso = int(time.time())
    tutti = {**claim, "iat": adesso, "exp": adesso + durata}
    testata = {"kid": settings.PDND_KID, "typ": "JWT"}
    return jwt.encode(tutti, chiave_privata(), algorithm="RS256", headers=testata)


def _chiedi(finalita: str, digest: str) -> tuple[str, int]:
    """A new voucher and its life in seconds."""
    modulo = {
        "client_id": settings.PDND_CLIENT_ID,
        "client_assertion": firma(_asserzione(finalita, digest), DURATA_ASSERZIONE),
        "client_assertion_type": TIPO_ASSERZIONE,
        "grant_type": "client_credentials",
    }
    try:
        risposta = http.post(settings.PDND_TOKEN_URL, servizio="pdnd", data=modulo).json()
        return str(risposta["access_token"]), int(risposta["expires_in"])
    except GatewayError as errore:
        if errore.status in RIFIUTATI:
            raise GatewayError("pdnd_rifiuta", chiuso=True, status=errore.status) from None
        raise GatewayError(errore.evento, status=errore.status, dopo=errore.dopo) from None
    except (ValueError, KeyError, TypeError):
        raise GatewayError("pdnd_illeggibile") from None


def _asserzione(finalita: str, digest: str) -> dict[str, Any]:
    claim: dict[str, Any] = {
        "iss": settings.PDND_CLIENT_ID,
        "sub": settings.PDND_CLIENT_ID,
        "aud": settings.PDND_AUDIENCE,
        "purposeId": finalita,
        "jti": str(uuid.uuid4()),
    }
    return claim | {"digest": {"alg": "SHA256", "value": digest}} if digest else claim
