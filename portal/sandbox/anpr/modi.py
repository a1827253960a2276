"""Checks of the interoperability rules (ModI) on the assertion for PDND and on the call to ANPR.

Signatures of the caller are not verified: its public key would have to be registered first. Everything else that makes
real calls fail is: header, claims, audience, digest and the correlation between voucher and tracking evidence.
"""

import base64
import hashlib
import time
from typing import Any

import jwt
from django.http import HttpRequest

_CLAIM = {"iss", "sub", "aud", "purposeId", "jti", "iat", "exp"}
_CLAIM_EVIDENZA = {"aud", "iss", "purposeId", "iat", "exp", "jti", "dnonce", "userID", "userLocation", "LoA"}
_CLAIM_FIRMA = {"aud", "iss", "sub", "iat", "exp", "jti", "signed_headers"}
BASE_AUDIENCE = "/govway/rest/in/MinInternoPortaANPR/"


class NonConforme(Exception):
    """The call breaks a rule; the message says which one."""


def leggi(token: str, nome: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a compact JWS that is RS256 and not expired. Raises NonConforme."""
    try:
        testata = jwt.get_unverified_header(token)
        claim = jwt.decode(token, options={"verify_signature": False})
    except jwt.InvalidTokenError as errore:
        raise NonConforme(f"{nome}: not a JWS") from errore
    _esige(testata.get("alg") == "RS256" and testata.get("typ") == "JWT" and testata.get("kid"), f"{nome}: header")
    _esige(all(isinstance(claim.get(tempo), int) for tempo in ("iat", "exp")), f"{nome}: iat, exp")
    _esige(claim["iat"] <= time.time() + 5 and claim["exp"] > time.time(), f"{nome}: not valid now")
    return testata, claim


def controlla_assertion(assertion: str, client_id: str) -> dict[str, Any]:
    """The claims of a client assertion: exactly the ones PDND admits. Raises NonConforme."""
    testata, claim = leggi(assertion, "client_assertion")
    _esige(set(testata) == {"kid", "alg", "typ"}, "client_assertion: header exactly kid, alg, typ")
    _esige(set(claim) - {"digest"} == _CLAIM, "client_assertion: claims")
    _esige(all(isinstance(claim[nome], str) for nome in _CLAIM - {"iat", "exp"}), "client_assertion: strings")
    _esige(claim["sub"] == claim["iss"] == client_id, "client_assertion: iss, sub, client_id")
    _esige(claim["aud"].endswith("/client-assertion"), "client_assertion: aud")
    digest = claim.get("digest")
    _esige(
        digest is None or (set(digest) == {"alg", "value"} and digest["alg"] == "SHA256"), "client_assertion: digest"
    )
    return claim


def controlla_chiamata(request: HttpRequest, servizio: str, voucher: dict[str, Any]) -> None:
    """Digest of the body, the two AgID JWS and their tie with the voucher. Raises NonConforme."""
    atteso = f"SHA-256={base64.b64encode(hashlib.sha256(request.body).digest()).decode()}"
    _esige(request.headers.get("Digest") == atteso, "Digest: differs from the body")
    evidenza = request.headers.get("Agid-JWT-TrackingEvidence", "")
    _controlla_evidenza(evidenza, servizio, voucher)
    _, firma = leggi(request.headers.get("Agid-JWT-Signature", ""), "Agid-JWT-Signature")
    _esige(set(firma) >= _CLAIM_FIRMA, "Agid-JWT-Signature: claims")
    _controlla_audience(firma, servizio, "Agid-JWT-Signature")
    firmati = firma["signed_headers"]
    _esige(isinstance(firmati, list), "Agid-JWT-Signature: signed_headers is not an array")
    _esige({"digest": atteso} in firmati, "Agid-JWT-Signature: digest")
    _esige({"content-type": request.headers.get("Content-Type")} in firmati, "Agid-JWT-Signature: content-type")


def _controlla_evidenza(evidenza: str, servizio: str, voucher: dict[str, Any]) -> None:
    _, claim = leggi(evidenza, "Agid-JWT-TrackingEvidence")
    _esige(set(claim) >= _CLAIM_EVIDENZA, "Agid-JWT-TrackingEvidence: claims")
    _controlla_audience(claim, servizio, "Agid-JWT-TrackingEvidence")
    _esige(claim["purposeId"] == voucher.get("purposeId"), "Agid-JWT-TrackingEvidence: purposeId")
    atteso = {"alg": "SHA256", "value": hashlib.sha256(evidenza.encode()).hexdigest()}
    _esige(voucher.get("digest") == atteso, "voucher: digest of the tracking evidence")


def _controlla_audience(claim: dict[str, Any], servizio: str, nome: str) -> None:
    """The address of the service without `-PDND` and without the operation (the commonest error in practice)."""
    _esige(str(claim["aud"]).endswith(f"{BASE_AUDIENCE}{servizio}/v1"), f"{nome}: aud")


def _esige(vero: object, motivo: str) -> None:
    if not vero:
        raise NonConforme(motivo)
