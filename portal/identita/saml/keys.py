"""Keys and the certificate of a service provider, as SPID's Avviso 29 wants it."""

import base64
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

_URI = x509.ObjectIdentifier("2.5.4.83")
_AGID_CERT = x509.ObjectIdentifier("1.3.76.16.6")
_PUBLIC_SP = x509.ObjectIdentifier("1.3.76.16.4.2.1")


@dataclass(frozen=True)
class Credential:
    """A private key and its certificate, both PEM."""

    key: bytes = field(repr=False)
    certificate: bytes

    @property
    def certificate_base64(self) -> str:
        """The certificate as metadata write it: base64 DER on one line, without heads."""
        der = x509.load_pem_x509_certificate(self.certificate).public_bytes(serialization.Encoding.DER)
        return base64.b64encode(der).decode()

    def to_pem(self) -> bytes:
        """Key and certificate in one file, so that the two can never be of different times."""
        return self.key + self.certificate

    @classmethod
    def from_pem(cls, pem: bytes) -> "Credential":
        """Read a PEM file with one unencrypted RSA key and one certificate.

        Raises ValueError when one is missing, the two do not belong together, or the key is shorter than 2048 bits.
        """
        key = serialization.load_pem_private_key(pem, password=None)
        certificate = x509.load_pem_x509_certificate(pem)
        if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < 2048:
            raise ValueError("SPID vuole una chiave RSA di almeno 2048 bit")
        if certificate.public_key() != key.public_key():
            raise ValueError("il certificato non corrisponde alla chiave")
        return cls(_key_pem(key), certificate.public_bytes(serialization.Encoding.PEM))


def make_credential(
    *,
    organization: str,
    ipa_code: str,
    locality: str,
    entity_id: str,
    now: datetime,
    bits: int = 3072,
    days: int = 3650,
) -> Credential:
    """A new key with a self-made certificate for a public body (Avviso 29, version 3).

    Ten years: a new certificate means filing the metadata with AgID again.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "IT"),
            x509.NameAttribute(NameOID.LOCALITY_NAME, locality),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.COMMON_NAME, organization[:64]),  # X.520: at most 64
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, f"PA:IT-{ipa_code}"),
            x509.NameAttribute(_URI, entity_id),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=days))
    )
    for extension, critical in _extensions(key.public_key()):
        builder = builder.add_extension(extension, critical=critical)
    certificate = builder.sign(key, hashes.SHA256())
    return Credential(_key_pem(key), certificate.public_bytes(serialization.Encoding.PEM))


def public_key(certificate: str) -> rsa.RSAPublicKey:
    """The key inside a base64 DER certificate. Dates are not looked at: providers use expired ones.

    Raises ValueError when it is not a certificate with an RSA key.
    """
    key = x509.load_der_x509_certificate(base64.b64decode(certificate)).public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("not an RSA key")
    return key


def expiry(certificate: str) -> datetime:
    """When a base64 DER certificate ends. Told to people, never enforced: providers keep using expired ones."""
    return x509.load_der_x509_certificate(base64.b64decode(certificate)).not_valid_after_utc


def read_certificates(pem: bytes) -> list[str]:
    """The certificates of a PEM file, as base64 DER. Raises ValueError when there is none."""
    return [
        base64.b64encode(one.public_bytes(serialization.Encoding.DER)).decode()
        for one in x509.load_pem_x509_certificates(pem)
    ]


def _extensions(key: rsa.RSAPublicKey) -> list[tuple[x509.ExtensionType, bool]]:
    usage = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    policies = [
        x509.PolicyInformation(oid, [x509.UserNotice(None, notice)])
        for oid, notice in ((_AGID_CERT, "agIDcert"), (_PUBLIC_SP, "cert_SP_Pub"))
    ]
    return [
        (x509.BasicConstraints(ca=False, path_length=None), False),
        (x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), True),
        (x509.CertificatePolicies(policies), False),
        (x509.SubjectKeyIdentifier.from_public_key(key), False),
    ]


def _key_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
