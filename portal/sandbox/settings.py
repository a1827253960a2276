"""Settings of the sandbox program: the only module of it that reads the environment."""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

from portal.base import env

RADICE = Path(__file__).resolve().parents[2]
AMBIENTE = env.testo("CASA_AMBIENTE")
CARTELLA = Path(env.testo("CASA_DATI") or RADICE / ".casa").resolve() / "sandbox"

PORTA_PORTALE = env.intero("PORT", 8000)
PORTA = env.intero("SANDBOX_PORT", PORTA_PORTALE + 1)
PORTA_SMTP = env.intero("SANDBOX_SMTP_PORT", PORTA_PORTALE + 2)
URL = (env.testo("SANDBOX_URL") or f"http://localhost:{PORTA}").rstrip("/")
PORTALE_URL = (env.testo("SANDBOX_PORTALE_URL") or f"http://localhost:{PORTA_PORTALE}").rstrip("/")
STAZIONE_URL = env.testo("SANDBOX_STAZIONE_URL") or f"{PORTALE_URL}/pagopa/paForNode"

# What the portal presents to the platforms. The same names as in the portal's settings: one environment serves both.
CHIAVE = env.testo("SANDBOX_CHIAVE", "chiave-di-prova")
CONTENUTI_URL = env.testo("SANDBOX_CONTENUTI_URL") or f"{PORTALE_URL}/io/contenuti"
CONTENUTI_CHIAVE = env.segreto("SANDBOX_CONTENUTI_CHIAVE", "contenuti-di-prova")
INTERMEDIARIO = env.testo("PAGOPA_INTERMEDIARIO", "80000000001")
STAZIONE = env.testo("PAGOPA_STAZIONE", "80000000001_01")
RIMBALZI_CHIAVE = env.segreto("POSTA_RIMBALZI_CHIAVE", "chiave-di-prova")
CNS_SEGRETO_PROXY = env.segreto("CNS_SEGRETO_PROXY", "segreto-di-prova")

DEBUG = False
SECRET_KEY = secrets.token_hex()  # nothing outlives the process: no sessions, no signed links
ALLOWED_HOSTS = ["localhost", "127.0.0.1", urlsplit(URL).hostname or "localhost"]
ROOT_URLCONF = "portal.sandbox.urls"
INSTALLED_APPS = ["portal.sandbox"]
MIDDLEWARE = [
    "portal.sandbox.middleware.intestazioni",
    "django.middleware.common.CommonMiddleware",
    "portal.sandbox.middleware.filo",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"casa": "portal.base.templatetags.casa"},
            "context_processors": ["django.template.context_processors.request"],
        },
    }
]

# The number in the file name grows when models.py changes: the state is thrown away, there are no migrations.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": CARTELLA / "stato-3.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "it"
TIME_ZONE = "Europe/Rome"
USE_TZ = True
USE_I18N = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"riga": {"format": "%(asctime)s sandbox %(levelname)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "riga"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Access lines would carry the codice fiscale that App IO puts in its URLs: middleware.py logs the shape instead.
    "loggers": {
        "django.server": {"level": "CRITICAL"},
        "mail.log": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},
        "casa.esterno": {"level": "WARNING"},  # what leaves is in the record of facts
    },
}
