"""System checks of the door. The tag "casa" makes web and worker refuse to start on an error."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from portal.identita.chiavi import cartella_chiavi
from portal.identita.cifratura import chiave
from portal.identita.models import Schema
from portal.identita.saml.keys import Credential


@register("casa")
def chiavi_utilizzabili(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every key that is there works."""
    if settings.SPID_CHIAVI and not cartella_chiavi().is_dir():
        testo = "SPID_CHIAVI non indica una cartella."
        return [Error(testo, hint="Crea la cartella, o togli SPID_CHIAVI.", id="casa.identita.E001")]
    return [problema for file in _file_delle_chiavi() for problema in _difetti(file)]


@register("casa")
def registro_cifrato(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The log of the logins needs its keys: without them nobody may enter."""
    rimedio = 'Genera una chiave con: python3 -c "import secrets; print(secrets.token_urlsafe(32))"'
    if not settings.IDENTITA_LOG_CHIAVI:
        return [Error("IDENTITA_LOG_CHIAVI manca.", hint=rimedio, id="casa.identita.E003")]
    try:
        for testo in settings.IDENTITA_LOG_CHIAVI:
            chiave(testo)
    except ValueError:
        return [Error("Una chiave in IDENTITA_LOG_CHIAVI non è valida.", hint=rimedio, id="casa.identita.E004")]
    return []


@register("casa", deploy=True)
def chiavi_presenti(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """In production nobody invents a key: without one nobody enters with SPID."""
    if not settings.PRODUZIONE or _file_delle_chiavi():
        return []
    rimedio = "Per ogni ente esegui `manage.py identita_certificato <codice IPA>`."
    return [
        Warning(
            "Nessun ente ha la chiave SPID: i cittadini non possono entrare.", hint=rimedio, id="casa.identita.W001"
        )
    ]


@register("casa", deploy=True)
def secondo_fattore(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """In production a stolen password must not open the cases of a whole town."""
    if not settings.PRODUZIONE or settings.OPERATORI_SECONDO_FATTORE:
        return []
    testo = "Gli operatori possono lavorare con la sola password."
    return [Warning(testo, hint="Togli OPERATORI_SECONDO_FATTORE=0.", id="casa.identita.W010")]


def _file_delle_chiavi() -> list[Path]:
    schemi = {schema.presentazione for schema in Schema}
    return sorted(file for schema in schemi for file in cartella_chiavi().glob(f"{schema}-*.pem"))


def _difetti(file: Path) -> list[CheckMessage]:
    try:
        Credential.from_pem(file.read_bytes())
    except (OSError, ValueError):
        rimedio = (
            "Serve una chiave RSA di almeno 2048 bit, senza password, seguita dal suo certificato (Avviso SPID 29)."
        )
        return [Error(f"La chiave {file.name} non si può usare.", hint=rimedio, id="casa.identita.E002")]
    return []
