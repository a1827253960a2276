"""The issuer's list of revoked cards, for when it cannot be asked about one."""

import datetime as dt

from cryptography import x509

from portal.base import http
from portal.base.errors import GatewayError

LIMITI = (3, 10)  # seconds: lists of millions of cards are long
MASSIMO = 40 * 1024 * 1024  # bytes


def revocata(carta: x509.Certificate, emittente: x509.Certificate, adesso: dt.datetime) -> bool | None:
    """True or False as the list says; None when there is no good list."""
    for indirizzo in _indirizzi(carta):
        lista = _scarica(indirizzo)
        if lista is not None and _credibile(lista, emittente, adesso):
            return lista.get_revoked_certificate_by_serial_number(carta.serial_number) is not None
    return None


def _indirizzi(carta: x509.Certificate) -> list[str]:
    try:
        punti = carta.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return []
    nomi = [nome for punto in punti for nome in punto.full_name or []]
    uri = [nome.value for nome in nomi if isinstance(nome, x509.UniformResourceIdentifier)]
    return [indirizzo for indirizzo in uri if indirizzo.startswith(("http://", "https://"))]  # some are ldap


def _scarica(indirizzo: str) -> x509.CertificateRevocationList | None:
    try:
        grezza = http.get(indirizzo, servizio="crl", timeout=LIMITI).content
        return x509.load_der_x509_crl(grezza) if len(grezza) <= MASSIMO else None
    except (GatewayError, ValueError):
        return None


def _credibile(lista: x509.CertificateRevocationList, emittente: x509.Certificate, adesso: dt.datetime) -> bool:
    """Signed by the issuer, complete, and not past its time."""
    if lista.issuer != emittente.subject or lista.next_update_utc is None or adesso > lista.next_update_utc:
        return False
    if any(estensione.critical and _parziale(estensione.value) for estensione in lista.extensions):
        return False
    return lista.is_signature_valid(emittente.public_key())  # type: ignore[arg-type]


def _parziale(estensione: x509.ExtensionType) -> bool:
    """Of other issuers, of other things, of some reasons, only the changes: there a card's absence means nothing."""
    if isinstance(estensione, x509.IssuingDistributionPoint):
        di_altro = estensione.only_contains_ca_certs or estensione.only_contains_attribute_certs
        return estensione.indirect_crl or di_altro or estensione.only_some_reasons is not None
    return isinstance(estensione, x509.DeltaCRLIndicator | x509.UnrecognizedExtension)
