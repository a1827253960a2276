"""System checks of the door. The tag "casa" makes web and worker refuse to start on an error."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from portal.identita.saml.keys import Credential


@register("casa")
def chiavi_spid(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """In production the keys are the ente's own, and every one of them works."""
    cartella = Path(settings.SPID_CHIAVI) if settings.SPID_CHIAVI else None
    if cartella is None and not settings.PRODUZIONE:
        return []
    if cartella is None or not cartella.is_dir():
        testo = "SPID_CHIAVI non indica una cartella: senza chiavi nessuno può entrare con SPID."
        rimedio = "Crea la cartella e mettici un file spid-<codice IPA>.pem (chiave e certificato) per ogni ente."
        return [Error(testo, hint=rimedio, id="casa.identita.E001")]
    return [problema for file in sorted(cartella.glob("spid-*.pem")) for problema in _difetti(file)]


def _difetti(file: Path) -> list[CheckMessage]:
    try:
        Credential.from_pem(file.read_bytes())
    except (OSError, ValueError):
        rimedio = (
            "Serve una chiave RSA di almeno 2048 bit, senza password, seguita dal suo certificato (Avviso SPID 29)."
        )
        return [Error(f"La chiave {file.name} non si può usare.", hint=rimedio, id="casa.identita.E002")]
    return []
