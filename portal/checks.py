"""System checks of the installation: each has an id and says what to change. `manage.py check --deploy` runs them all."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register, run_checks
from django.core.exceptions import ImproperlyConfigured

LOCALI = {"localhost", "127.0.0.1", "::1", "testserver"}
CASA = "casa"
INDIRIZZI = (
    "APPIO_URL",
    "PAGOPA_GPD_URL",
    "PAGOPA_RICEVUTE_URL",
    "PAGOPA_CHECKOUT_URL",
    "PDND_TOKEN_URL",
    "ANPR_URL",
    "PROTOCOLLO_URL",
    "CNS_INGRESSO_URL",
)
SEGRETI = (
    "APPIO_CHIAVE",
    "PAGOPA_CHIAVE",
    "PAGOPA_STAZIONE",
    "PAGOPA_INTERMEDIARIO",
    "PAGOPA_SEGREGAZIONE",
)


@register(CASA)
def ambiente_noto(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.AMBIENTE in {"sviluppo", "produzione"}:
        return []
    return [Error("CASA_AMBIENTE non riconosciuto.", hint="Usa sviluppo o produzione.", id="casa.E001")]


@register(CASA)
def produzione_sicura(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What production must never have."""
    if not settings.PRODUZIONE:
        return []
    regole = [
        (settings.DEBUG, "CASA_DEBUG è acceso in produzione.", "Togli CASA_DEBUG.", "casa.E002"),
        (bool(settings.SANDBOX_URL), "La sandbox è montata in produzione.", "Togli SANDBOX_URL.", "casa.E003"),
        (
            _chiave_debole(settings.SECRET_KEY),
            "CASA_SECRET_KEY manca o è debole.",
            "Genera 50 caratteri a caso in CASA_SECRET_KEY_FILE.",
            "casa.E004",
        ),
        (
            _ospiti_larghi(),
            "CASA_HOSTS manca o accetta ogni nome.",
            "Elenca i nomi host dei comuni serviti.",
            "casa.E005",
        ),
        (
            not settings.EMAIL_HOST or not settings.DEFAULT_FROM_EMAIL,
            "La posta non è configurata.",
            "Imposta EMAIL_HOST ed EMAIL_MITTENTE.",
            "casa.E006",
        ),
    ]
    return [Error(testo, hint=rimedio, id=codice) for vietato, testo, rimedio, codice in regole if vietato]


@register(CASA)
def sandbox_sola(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The sandbox plays the platforms only on this machine, and never beside a real one."""
    if not settings.SANDBOX_URL:
        return []
    problemi: list[CheckMessage] = []
    if urlsplit(settings.SANDBOX_URL).hostname not in LOCALI:
        problemi.append(
            Error("La sandbox non è su questa macchina.", hint="SANDBOX_URL deve indicare localhost.", id="casa.E010")
        )
    reali = [nome for nome in INDIRIZZI if not getattr(settings, nome).startswith(settings.SANDBOX_URL)]
    if reali:
        testo = f"La sandbox è accesa insieme a indirizzi reali: {', '.join(reali)}."
        problemi.append(Error(testo, hint="Togli SANDBOX_URL oppure quegli indirizzi.", id="casa.E011"))
    if not set(settings.ALLOWED_HOSTS) <= LOCALI:
        problemi.append(
            Error(
                "La sandbox è accesa su un host pubblico.",
                hint="CASA_HOSTS ammette solo nomi locali con la sandbox.",
                id="casa.E012",
            )
        )
    return problemi


@register(CASA, deploy=True)
def piattaforme_configurate(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    # an ente may keep its own register: without an address there is nothing to ask
    segreti = (*SEGRETI, "PROTOCOLLO_CHIAVE") if settings.PROTOCOLLO_URL else SEGRETI
    mancanti = [nome for nome in segreti if not getattr(settings, nome)]
    if not mancanti:
        return []
    testo = f"Piattaforme non configurate: {', '.join(mancanti)}."
    return [
        Warning(
            testo, hint="Le funzioni che le usano restano ferme in coda finché i valori non ci sono.", id="casa.W001"
        )
    ]


@register(CASA, deploy=True)
def servizi_di_produzione(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    problemi: list[CheckMessage] = []
    if settings.PRODUZIONE and "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        problemi.append(Warning("Il database è SQLite.", hint="Imposta DATABASE_URL con PostgreSQL.", id="casa.W002"))
    if settings.PRODUZIONE and settings.CELERY_BROKER_URL.startswith("filesystem"):
        problemi.append(Warning("Il broker è il disco locale.", hint="Imposta REDIS_URL.", id="casa.W003"))
    return problemi


def esigi_avvio_sicuro() -> None:
    """Stop web and worker processes that would start in a dangerous combination. Raises ImproperlyConfigured."""
    errori = [messaggio for messaggio in run_checks(tags=[CASA]) if messaggio.is_serious()]
    if errori:
        raise ImproperlyConfigured("; ".join(f"{errore.id} {errore.msg} {errore.hint}" for errore in errori))


def _chiave_debole(chiave: str) -> bool:
    return len(chiave) < 50 or len(set(chiave)) < 5 or chiave.startswith("django-insecure-")


def _ospiti_larghi() -> bool:
    return not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS
