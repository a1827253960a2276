"""System checks of the door. The tag "casa" makes web and worker refuse to start on an error."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from portal.identita.chiavi import cartella_chiavi
from portal.identita.cifratura import chiave
from portal.identita.cns.fiducia import autorita_fidate
from portal.identita.models import Schema
from portal.identita.saml.keys import Credential

SEGRETO_MINIMO = 32
GENERA = 'Generalo con: python3 -c "import secrets; print(secrets.token_urlsafe(32))"'


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
    rimedio = GENERA
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


@register("casa")
def carte_custodite(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Who knows the proxy's secret can enter as anybody: it must be there, long, and never travel in clear."""
    if not settings.PRODUZIONE or not settings.CNS_INGRESSO_URL:
        return []
    regole = [
        (len(settings.CNS_SEGRETO_PROXY) < SEGRETO_MINIMO, "CNS_SEGRETO_PROXY manca o è corto.", GENERA, "E010"),
        (
            not settings.CNS_INGRESSO_URL.startswith("https://"),
            "CNS_INGRESSO_URL non è https.",
            "Indica l'indirizzo https dell'host delle carte.",
            "E011",
        ),
        (
            not _autorita_leggibili(),
            "CNS_CA_FILE manca o non contiene certificati.",
            "Metti in un file PEM i certificati degli emettitori CNS che AgID pubblica.",
            "E012",
        ),
    ]
    return [Error(testo, hint=rimedio, id=f"casa.identita.{codice}") for male, testo, rimedio, codice in regole if male]


@register("casa", deploy=True)
def revoca_controllata(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not settings.PRODUZIONE or not settings.CNS_INGRESSO_URL or settings.CNS_REVOCA_OBBLIGATORIA:
        return []
    testo = "Si entra con una carta anche quando nessuno dice se è revocata."
    return [Warning(testo, hint="Togli CNS_REVOCA_OBBLIGATORIA=0.", id="casa.identita.W011")]


def _autorita_leggibili() -> bool:
    try:
        return bool(autorita_fidate())
    except ImproperlyConfigured:
        return False


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
