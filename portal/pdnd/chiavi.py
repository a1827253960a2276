"""The key that signs our words to PDND; its public half is registered there under `PDND_KID`."""

import os
import tempfile
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from portal.base.errors import GatewayError

BIT = 2048


def chiave_privata() -> rsa.RSAPrivateKey:
    """From the settings; on a development machine one is made at the first use and kept beside the data.

    Raises GatewayError (`chiuso`) when production has no usable key: the calls wait until somebody puts it.
    """
    pem = settings.PDND_CHIAVE_PRIVATA
    if not pem and settings.PRODUZIONE:
        raise GatewayError("pdnd_senza_chiave", chiuso=True)
    try:
        return _leggi(pem or _di_sviluppo(Path(settings.CASA_DATI) / "chiavi" / "pdnd.pem"))
    except (ValueError, TypeError):
        raise GatewayError("pdnd_chiave_illeggibile", chiuso=True) from None


@cache
def _leggi(pem: str) -> rsa.RSAPrivateKey:
    chiave = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(chiave, rsa.RSAPrivateKey):
        raise ValueError("PDND wants RSA")
    return chiave


def _di_sviluppo(file: Path) -> str:
    """The key in `file`, made if missing. Written whole or not at all: two processes may start together."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        nuova = rsa.generate_private_key(public_exponent=65537, key_size=BIT)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as provvisorio:  # readable by us only
            provvisorio.write(nuova.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        try:
            os.link(provvisorio.name, file)  # fails if the other process was quicker
        except FileExistsError:
            pass
        finally:
            Path(provvisorio.name).unlink()
    return file.read_text(encoding="ascii")
