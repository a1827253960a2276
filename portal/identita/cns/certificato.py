"""The certificate of a card: who issued it, whether it is a card to enter with, whose it is.

The proxy has already seen the holder use the private key; everything else it says is read again here.
"""

import datetime as dt
from dataclasses import dataclass, field
from urllib.parse import unquote

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from portal.base import codice_fiscale
from portal.identita.cns.errori import CartaRifiutata

MASSIMO = 20_000  # characters; a real one is some 3,000
POLITICHE = {ObjectIdentifier("1.3.76.16.2.1"), ObjectIdentifier("1.3.76.47.4")}  # CNS, CIE
IMPRONTE = (hashes.SHA256, hashes.SHA384, hashes.SHA512)
CHIAVE_MINIMA = 2048


@dataclass(frozen=True)
class Titolare:
    """Whose card it is. The names may be missing: not every profile of card writes them."""

    codice_fiscale: str = field(repr=False)
    nome: str = field(default="", repr=False)
    cognome: str = field(default="", repr=False)
    emittente: str = ""


def leggi(intestazione: str) -> x509.Certificate:
    """The certificate in the header of the proxy: PEM, url-escaped. Raises CartaRifiutata."""
    if not intestazione:
        raise CartaRifiutata("nessuna_carta")
    if len(intestazione) > MASSIMO:
        raise CartaRifiutata("illeggibile")
    try:
        return x509.load_pem_x509_certificate(unquote(intestazione).encode())
    except ValueError as errore:
        raise CartaRifiutata("illeggibile") from errore


def emittente_di(carta: x509.Certificate, fidati: list[x509.Certificate], adesso: dt.datetime) -> x509.Certificate:
    """The authority of the trust list that signed this card. Raises CartaRifiutata when none did."""
    for autorita in fidati:
        if autorita.subject == carta.issuer and _firmata_da(carta, autorita) and _puo_emettere(autorita, adesso):
            return autorita
    raise CartaRifiutata("emittente_sconosciuto")


def controlla(carta: x509.Certificate, adesso: dt.datetime) -> None:
    """Is it in its time, is it a card of identity, is it made to enter? Raises CartaRifiutata."""
    if adesso > carta.not_valid_after_utc:
        raise CartaRifiutata("scaduta")
    if adesso < carta.not_valid_before_utc:
        raise CartaRifiutata("non_ancora_valida")
    if not _politiche(carta) & POLITICHE:
        raise CartaRifiutata("non_e_una_cns")
    if ExtendedKeyUsageOID.CLIENT_AUTH not in _usi(carta) or not _robusta(carta) or _e_autorita(carta):
        raise CartaRifiutata("uso_diverso")


def titolare_di(carta: x509.Certificate) -> Titolare:
    """The person of the subject. Raises CartaRifiutata when it names none, or two."""
    return Titolare(
        codice_fiscale=_codice_fiscale(carta.subject),
        nome=_uno(carta.subject, NameOID.GIVEN_NAME).title(),
        cognome=_uno(carta.subject, NameOID.SURNAME).title(),
        emittente=(_uno(carta.issuer, NameOID.ORGANIZATION_NAME) or _uno(carta.issuer, NameOID.COMMON_NAME))[:200],
    )


def _firmata_da(carta: x509.Certificate, autorita: x509.Certificate) -> bool:
    try:
        carta.verify_directly_issued_by(autorita)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _puo_emettere(autorita: x509.Certificate, adesso: dt.datetime) -> bool:
    return _e_autorita(autorita) and autorita.not_valid_before_utc <= adesso <= autorita.not_valid_after_utc


def _e_autorita(certificato: x509.Certificate) -> bool:
    try:
        return certificato.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _politiche(carta: x509.Certificate) -> set[ObjectIdentifier]:
    try:
        politiche = carta.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except (x509.ExtensionNotFound, ValueError):
        return set()
    return {politica.policy_identifier for politica in politiche}


def _usi(carta: x509.Certificate) -> set[ObjectIdentifier]:
    try:
        return set(carta.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        return set()


def _robusta(carta: x509.Certificate) -> bool:
    """No SHA-1, no short keys: such a signature can be forged."""
    chiave = carta.public_key()
    corta = isinstance(chiave, rsa.RSAPublicKey) and chiave.key_size < CHIAVE_MINIMA
    return isinstance(carta.signature_hash_algorithm, IMPRONTE) and not corta


def _codice_fiscale(soggetto: x509.Name) -> str:
    """From the CN `<CF>/<card>.<hash>` or from serialNumber `TINIT-<CF>`; where both are, they must agree."""
    nome, barra, _carta = _uno(soggetto, NameOID.COMMON_NAME).partition("/")
    numero = _uno(soggetto, NameOID.SERIAL_NUMBER)
    scritti = {nome.strip().upper()} if barra else set()
    if numero.upper().startswith("TINIT-"):
        scritti.add(numero[len("TINIT-") :].strip().upper())
    if len(scritti) != 1:
        raise CartaRifiutata("codice_fiscale")
    try:
        return codice_fiscale.controlla(scritti.pop())
    except ValueError as errore:
        raise CartaRifiutata("codice_fiscale") from errore


def _uno(nome: x509.Name, quale: ObjectIdentifier) -> str:
    """The one value of an attribute, "" when it is missing. Raises CartaRifiutata when it is there twice."""
    voci = nome.get_attributes_for_oid(quale)
    if len(voci) > 1:
        raise CartaRifiutata("codice_fiscale")
    return str(voci[0].value).strip() if voci else ""
