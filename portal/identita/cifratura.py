"""Encryption at rest of what must stay and must not be read: the messages of the logins."""

import zlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class ChiaveMancante(Exception):
    """None of the configured keys opens this text: the one it was closed with was taken away too early."""


def cifra(testo: bytes) -> bytes:
    """Compress and encrypt with the first key."""
    return _serratura().encrypt(zlib.compress(testo))


def decifra(cifrato: bytes) -> bytes:
    """What `cifra` closed, with whichever key. Raises ChiaveMancante."""
    try:
        return zlib.decompress(_serratura().decrypt(bytes(cifrato)))
    except InvalidToken as errore:
        raise ChiaveMancante from errore


def chiave(testo: str) -> Fernet:
    """A key of 32 bytes in url-safe base64, with or without its padding. Raises ValueError."""
    return Fernet(testo.rstrip("=") + "=")


def _serratura() -> MultiFernet:
    return MultiFernet([chiave(testo) for testo in settings.IDENTITA_LOG_CHIAVI])
