"""Keys of the platforms, made at the first run and kept in the data folder (never in the repository)."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Chiavi:
    """An RSA private key and its self-signed certificate, both in PEM."""

    privata: bytes
    certificato: bytes

    @property
    def certificato_base64(self) -> str:
        """The certificate as XML signatures and metadata carry it: base64 without the PEM frame."""
        return "".join(self.certificato.decode().splitlines()[1:-1])


def genera(nome: str = "Sandbox della Casa digitale") -> Chiavi:
    """Make a new pair, good for ten years."""
    privata = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    soggetto = x509.Name([
        x509.NameAttribute(NameOID.COUNTRY_NAME, "IT"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, nome),
        x509.NameAttribute(NameOID.COMMON_NAME, nome),
    ])  # fmt: skip
    adesso = datetime.now(UTC)
    certificato = (
        x509.CertificateBuilder()
        .subject_name(soggetto)
        .issuer_name(soggetto)
        .public_key(privata.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(adesso - timedelta(days=1))
        .not_valid_after(adesso + timedelta(days=3650))
        .sign(privata, hashes.SHA256())
    )
    pem = privata.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Chiavi(pem, certificato.public_bytes(serialization.Encoding.PEM))


@cache
def carica(cartella: Path) -> Chiavi:
    """The pair kept in this folder, made now if it is not there."""
    file = cartella / "chiavi.pem"
    if not file.exists():
        nuove = genera()
        provvisorio = file.with_suffix(".nuovo")
        descrittore = os.open(provvisorio, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descrittore, "wb") as uscita:
            uscita.write(nuove.privata + nuove.certificato)
        provvisorio.rename(file)
    contenuto = file.read_bytes()
    taglio = contenuto.index(b"-----BEGIN CERTIFICATE-----")
    return Chiavi(contenuto[:taglio], contenuto[taglio:])
