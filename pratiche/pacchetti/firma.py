"""The signature of a package: Ed25519, in a file of its own beside it (`mensa.yaml.firma`).

What is signed is the content, not the bytes: a comment or another order of the keys does not break it.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.utils.translation import gettext as _

from pratiche.moduli.caricatore import Pacchetto, impronta

ALGORITMO = "Ed25519"
ESTENSIONE = ".firma"


class FirmaNonValida(Exception):
    """Not the signature of this package, or not by this key. The text says why."""


@dataclass(frozen=True)
class Firma:
    chiave: str
    firma: str
    algoritmo: str = ALGORITMO

    @property
    def firmatario(self) -> str:
        """The SHA-256 of the public key: how the key is called."""
        return impronta_chiave(base64.b64decode(self.chiave))


def file_firma(file: Path) -> Path:
    return file.with_name(file.name + ESTENSIONE)


def firma(pacchetto: Pacchetto, chiave: bytes) -> Firma:
    """Sign with a private key in PEM, without a password. Raises FirmaNonValida when it is not such a key."""
    try:
        privata = load_pem_private_key(chiave, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise FirmaNonValida(_("il file della chiave non è una chiave privata PEM senza password.")) from None
    if not isinstance(privata, Ed25519PrivateKey):
        raise FirmaNonValida(_("la chiave non è di tipo Ed25519."))
    pubblica = privata.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return Firma(base64.b64encode(pubblica).decode(), base64.b64encode(privata.sign(_messaggio(pacchetto))).decode())


def scrivi(uno: Firma) -> str:
    return json.dumps({"algoritmo": uno.algoritmo, "chiave": uno.chiave, "firma": uno.firma}, indent=2) + "\n"


def leggi(testo: str | bytes) -> Firma:
    """Raises FirmaNonValida when the text is not a signature."""
    try:
        dati = json.loads(testo)
        return Firma(str(dati["chiave"]), str(dati["firma"]), str(dati["algoritmo"]))
    except (ValueError, KeyError, TypeError):
        raise FirmaNonValida(_("il file della firma non si legge.")) from None


def verifica(pacchetto: Pacchetto, una: Firma, *, attesa: bytes = b"") -> str:
    """The name of the key that signed; with `attesa` (a public key in PEM) it must be that one. Raises FirmaNonValida."""
    try:
        pubblica = base64.b64decode(una.chiave, validate=True)
        if una.algoritmo != ALGORITMO:
            raise FirmaNonValida(_("la firma non è di tipo Ed25519."))
        Ed25519PublicKey.from_public_bytes(pubblica).verify(base64.b64decode(una.firma), _messaggio(pacchetto))
    except (InvalidSignature, ValueError, binascii.Error):
        raise FirmaNonValida(_("la firma non corrisponde al pacchetto: è stato cambiato dopo la firma.")) from None
    if attesa and impronta_chiave(_pubblica(attesa)) != una.firmatario:
        raise FirmaNonValida(_("il pacchetto è firmato, ma con un'altra chiave."))
    return una.firmatario


def impronta_chiave(pubblica: bytes) -> str:
    return hashlib.sha256(pubblica).hexdigest()


def _pubblica(pem: bytes) -> bytes:
    try:
        return load_pem_public_key(pem).public_bytes(Encoding.Raw, PublicFormat.Raw)
    except (ValueError, UnsupportedAlgorithm):
        raise FirmaNonValida(_("il file della chiave non è una chiave pubblica Ed25519 in PEM.")) from None


def _messaggio(pacchetto: Pacchetto) -> bytes:
    return f"casa-digitale/pacchetto/1\n{pacchetto.contenuto['servizio']}\n{impronta(pacchetto.intero)}\n".encode()
