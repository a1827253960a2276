"""The authorities that may issue cards: the list that AgID publishes, in a PEM file kept by the sysadmin."""

from functools import lru_cache
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def autorita_fidate() -> list[x509.Certificate]:
    """The certificates of CNS_CA_FILE, read again when the file changes. Raises ImproperlyConfigured."""
    file = Path(settings.CNS_CA_FILE)
    try:
        return _leggi(file, file.stat().st_mtime_ns)
    except (OSError, ValueError) as errore:
        raise ImproperlyConfigured("CNS_CA_FILE manca o non contiene certificati PEM.") from errore


@lru_cache(maxsize=4)
def _leggi(file: Path, modificato: int) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(file.read_bytes())
