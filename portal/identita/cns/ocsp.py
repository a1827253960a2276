"""Asking the issuer whether a card was revoked (RFC 6960). An answer counts only when the issuer signed it."""

import datetime as dt
import secrets

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from portal.base import http
from portal.base.errors import GatewayError

LIMITI = (3, 5)  # seconds: a person is waiting with the card in the reader
SCARTO = dt.timedelta(minutes=5)  # between their clock and ours
TIPO = {"Content-Type": "application/ocsp-request"}


def revocata(carta: x509.Certificate, emittente: x509.Certificate, adesso: dt.datetime) -> bool | None:
    """True or False as the issuer says; None when it cannot be asked, or does not know."""
    for indirizzo in _indirizzi(carta):
        risposta = _chiedi(indirizzo, carta, emittente)
        if risposta is not None and _credibile(risposta, carta, emittente, adesso):
            if risposta.certificate_status == ocsp.OCSPCertStatus.REVOKED:
                return True
            if risposta.certificate_status == ocsp.OCSPCertStatus.GOOD:
                return False
    return None


def _indirizzi(carta: x509.Certificate) -> list[str]:
    try:
        voci = carta.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return []
    dove = [voce.access_location for voce in voci if voce.access_method == AuthorityInformationAccessOID.OCSP]
    return [uri.value for uri in dove if isinstance(uri, x509.UniformResourceIdentifier)]


def _chiedi(indirizzo: str, carta: x509.Certificate, emittente: x509.Certificate) -> ocsp.OCSPResponse | None:
    gettone = x509.OCSPNonce(secrets.token_bytes(16))
    # SHA-1 only names the issuer here, as RFC 6960 has it: every responder knows it
    domanda = ocsp.OCSPRequestBuilder().add_certificate(carta, emittente, hashes.SHA1())  # noqa: S303
    corpo = domanda.add_extension(gettone, critical=False).build().public_bytes(serialization.Encoding.DER)
    try:
        grezza = http.post(indirizzo, servizio="ocsp", data=corpo, headers=TIPO, timeout=LIMITI).content
        risposta = ocsp.load_der_ocsp_response(grezza)
    except (GatewayError, ValueError):
        return None
    buona = risposta.response_status == ocsp.OCSPResponseStatus.SUCCESSFUL and _stesso_gettone(risposta, gettone)
    return risposta if buona else None


def _stesso_gettone(risposta: ocsp.OCSPResponse, gettone: x509.OCSPNonce) -> bool:
    """Responders that prepare their answers give no nonce back; one that is there must be ours."""
    try:
        tornato = risposta.extensions.get_extension_for_class(x509.OCSPNonce).value
    except x509.ExtensionNotFound:
        return True
    return tornato.nonce == gettone.nonce


def _credibile(
    risposta: ocsp.OCSPResponse, carta: x509.Certificate, emittente: x509.Certificate, adesso: dt.datetime
) -> bool:
    """About this card, of now, signed by its issuer or by who the issuer appointed."""
    if risposta.serial_number != carta.serial_number:
        return False
    fino = risposta.next_update_utc or risposta.this_update_utc + dt.timedelta(hours=1)
    if not risposta.this_update_utc - SCARTO <= adesso <= fino + SCARTO:
        return False
    return any(_firmata(risposta, chi) for chi in [emittente, *_incaricati(risposta, emittente, adesso)])


def _incaricati(
    risposta: ocsp.OCSPResponse, emittente: x509.Certificate, adesso: dt.datetime
) -> list[x509.Certificate]:
    return [uno for uno in risposta.certificates if _incaricato(uno, emittente, adesso)]


def _incaricato(certificato: x509.Certificate, emittente: x509.Certificate, adesso: dt.datetime) -> bool:
    try:
        certificato.verify_directly_issued_by(emittente)
        usi = certificato.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound):
        return False
    in_tempo = certificato.not_valid_before_utc <= adesso <= certificato.not_valid_after_utc
    return in_tempo and ExtendedKeyUsageOID.OCSP_SIGNING in usi


def _firmata(risposta: ocsp.OCSPResponse, chi: x509.Certificate) -> bool:
    algoritmo, chiave = risposta.signature_hash_algorithm, chi.public_key()
    if algoritmo is None or isinstance(algoritmo, hashes.SHA1 | hashes.MD5):
        return False
    firma, firmato = risposta.signature, risposta.tbs_response_bytes
    try:
        if isinstance(chiave, rsa.RSAPublicKey):
            chiave.verify(firma, firmato, padding.PKCS1v15(), algoritmo)
        elif isinstance(chiave, ec.EllipticCurvePublicKey):
            chiave.verify(firma, firmato, ec.ECDSA(algoritmo))
        else:
            return False
    except InvalidSignature:
        return False
    return True
