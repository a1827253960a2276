"""Settings of the portal: one file, everything from the environment (see `.env.example`), sections by room.

Nothing set means a development machine: SQLite, local keys made at the first run, the sandbox for the platforms.
`CASA_AMBIENTE=produzione` means real people: `portal/checks.py` then refuses every dangerous combination.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from portal.base import env
from portal.base.chiavi import segreto_locale

BASE_DIR = Path(__file__).resolve().parent.parent

# --- the installation -------------------------------------------------------------------------------------------------

AMBIENTE = env.testo("CASA_AMBIENTE", "sviluppo")
PRODUZIONE = AMBIENTE == "produzione"
DEBUG = env.booleano("CASA_DEBUG")
PORTA = env.intero("PORT", 8000)
CASA_DATI = Path(env.testo("CASA_DATI") or BASE_DIR / ".casa").resolve()
CASA_DATI.mkdir(parents=True, exist_ok=True)
# outside production a key is made at the first run; there a missing one is refused by check casa.E004
SECRET_KEY = env.segreto("CASA_SECRET_KEY") or ("mancante" if PRODUZIONE else segreto_locale(CASA_DATI, "secret_key"))
ALLOWED_HOSTS = env.elenco("CASA_HOSTS", "" if PRODUZIONE else "localhost,127.0.0.1,testserver")
# the outside world played on this machine; empty in production
SANDBOX_URL = env.testo("SANDBOX_URL", "" if PRODUZIONE else f"http://localhost:{PORTA + 1}")

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "portal.base",
    "portal.registro",
    "portal.enti",
    "portal.identita",
    "portal.documenti",
    "portal.catalogo",
    "portal.pdnd",
    "portal.protocollo",
    "notifiche",
    "pagamenti",
    "appuntamenti",
    "assistenza",
    "pratiche",
    "fascicolo",
    "portal.enti.admin_config.OperatoriConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # its templates: TemplatesSetting finds them by application
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "csp",
]

MIDDLEWARE = [
    "portal.base.correlazione.CorrelazioneMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "portal.enti.middleware.EnteMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.base.lingua.LinguaMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.identita.sessione.SessioneMiddleware",
    "portal.identita.middleware.CustodiaMiddleware",
    "portal.identita.titolare.TitolareMiddleware",
    "portal.identita.secondo_fattore.SecondoFattoreMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.base.metodo.MetodoMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "portal.base.contesto.faccia",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.static", "django.templatetags.i18n", "portal.base.templatetags.casa"],
        },
    }
]

# --- database ---------------------------------------------------------------------------------------------------------

SQLITE_OPZIONI = {
    # IMMEDIATE: writers queue at BEGIN instead of failing half way; FULL: a paid notice survives a power cut
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; "
    "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000",
}


def _database(indirizzo: str) -> dict[str, object]:
    """`postgres://user:password@host:port/name`, or nothing for SQLite in CASA_DATI."""
    if not indirizzo:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": CASA_DATI / "casa.sqlite3", "OPTIONS": SQLITE_OPZIONI}
    parti = urlsplit(indirizzo)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parti.path.lstrip("/"),
        "USER": unquote(parti.username or ""),
        "PASSWORD": unquote(parti.password or ""),
        "HOST": parti.hostname or "",
        "PORT": parti.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # short queries only: compiling one takes longer than running it
        "OPTIONS": {"options": "-c jit=off"},
    }


DATABASES = {"default": _database(env.segreto("DATABASE_URL"))}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["CONN_MAX_AGE"] = 60

# --- cache: only what may vanish ----------------------------------------------------------------------------------------

REDIS_URL = env.segreto("REDIS_URL")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "casa"}
}

# --- jobs -------------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = env.segreto("CELERY_BROKER_URL", REDIS_URL or "filesystem://localhost")
if CELERY_BROKER_URL.startswith("filesystem"):
    _coda = CASA_DATI / "coda"
    (_coda / "messaggi").mkdir(parents=True, exist_ok=True)
    (_coda / "controllo").mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "data_folder_in": str(_coda / "messaggi"),
        "data_folder_out": str(_coda / "messaggi"),
        "control_folder": str(_coda / "controllo"),
        "max_retries": 0,
    }
else:
    # short limits: a silent broker costs a request two seconds once (see portal/base/jobs.py), the sweep does the rest
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 300,
        "unacked_restore_interval": 10,  # the bell of a killed worker rings again within seconds, not minutes
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 1,
        "socket_timeout": 2,
        "socket_keepalive": True,
        "health_check_interval": 25,
        "max_retries": 0,
        "interval_start": 0,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 180
CELERY_TASK_SOFT_TIME_LIMIT = 150
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20  # on SIGQUIT: time to finish the copy in hand
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/Rome"

# --- languages and time -------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "it"
LANGUAGES = [("it", "Italiano"), ("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Rome"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
LANGUAGE_COOKIE_NAME = "lingua"
LANGUAGE_COOKIE_SECURE = PRODUZIONE

# --- static files -------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "raccolti"
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "build" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = CASA_DATI / "caricamenti"
CARICAMENTO_MASSIMO = env.intero("CARICAMENTO_MASSIMO_MB", 10) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000  # a form with fifty rows of many questions
DATA_UPLOAD_MAX_NUMBER_FILES = 300  # beyond these the form itself says how many it takes

# --- security -----------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.booleano("CASA_DIETRO_PROXY", PRODUZIONE) else None
SECURE_SSL_REDIRECT = PRODUZIONE
SECURE_REDIRECT_EXEMPT = [r"^-/"]  # health checks come from inside
SECURE_HSTS_SECONDS = 31536000 if PRODUZIONE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUZIONE
SECURE_HSTS_PRELOAD = PRODUZIONE
SESSION_COOKIE_SECURE = PRODUZIONE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = env.intero("SESSIONE_SECONDI", 3600)  # idle life
SESSIONE_MASSIMA_SECONDI = env.intero("SESSIONE_MASSIMA_SECONDI", 8 * 3600)  # then one enters again, busy or not
# the answers to what a person did live and die with their session: in a cookie the next person would read them
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = PRODUZIONE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.base.views.csrf_non_valido"

# --- identity -----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "identita.Persona"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "portal.identita.validatori.LunghezzaMinima", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/accedi/"
LOGIN_REDIRECT_URL = "/area-personale/"
SPID_RICHIESTA_SECONDI = 900  # life of a pending login request
SPID_CHIAVI = env.testo("SPID_CHIAVI")  # folder of `<schema>-<codice IPA>.pem`; empty: CASA_DATI/chiavi
# the page of the host that asks the browser for the card's certificate; empty: nobody enters with CNS
CNS_INGRESSO_URL = env.testo("CNS_INGRESSO_URL", f"{SANDBOX_URL}/cns/ingresso" if SANDBOX_URL else "")
CNS_SEGRETO_PROXY = env.segreto("CNS_SEGRETO_PROXY", "" if PRODUZIONE else "segreto-di-prova")
# the issuers of cards that AgID publishes, PEM; on a development machine the sandbox's own
CNS_CA_FILE = env.testo("CNS_CA_FILE", "" if PRODUZIONE else str(CASA_DATI / "sandbox" / "cns" / "ca.pem"))
# no answer about revocation, no entrance
CNS_REVOCA_OBBLIGATORIA = env.booleano("CNS_REVOCA_OBBLIGATORIA", True)
# login requests in a minute from one network; a sixth of them from one browser. 0: no limit
ACCESSI_AL_MINUTO = env.intero("ACCESSI_AL_MINUTO", 120 if PRODUZIONE else 0)
# certificate (PEM) that signs the aggregate of the SPID registry, and folder of the official schemas
SPID_CERTIFICATO_REGISTRO = env.testo("SPID_CERTIFICATO_REGISTRO")
CASA_CONTRATTI = env.testo("CASA_CONTRATTI")
# the messages of each login are kept 24 months, encrypted: the first key writes, all of them read
IDENTITA_LOG_CHIAVI = env.segreto("IDENTITA_LOG_CHIAVI").replace(",", " ").split() or (
    [] if PRODUZIONE else [segreto_locale(CASA_DATI, "registro_saml", ottetti=32)]
)

# django-allauth: the sessions of digital identities, and the staff's accounts with their second factor
ACCOUNT_ADAPTER = "portal.identita.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # two people may share an address: allauth never sees it
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "reauthenticate": "10/m/user"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.booleano("CASA_DIETRO_PROXY", PRODUZIONE) else 0
SOCIALACCOUNT_ADAPTER = "portal.identita.adapter.SocialAccountAdapter"
# in production the staff works only with a second factor; SPID (personal, granted by an administrator) counts as two
OPERATORI_SECONDO_FATTORE = env.booleano("OPERATORI_SECONDO_FATTORE", PRODUZIONE)
OPERATORI_SPID = env.booleano("OPERATORI_SPID")
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUZIONE
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Casa digitale"

# --- notifiche ----------------------------------------------------------------------------------------------------------

EMAIL_HOST = env.testo("EMAIL_HOST", "" if PRODUZIONE else "localhost")
EMAIL_PORT = env.intero("EMAIL_PORT", 25 if PRODUZIONE else PORTA + 2)
EMAIL_HOST_USER = env.testo("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.segreto("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.booleano("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.testo("EMAIL_MITTENTE", "" if PRODUZIONE else "non-rispondere@casa-digitale.invalid")
# where mails that cannot be delivered come back (VERP: +<delivery> is added); empty: they come back to the sender
POSTA_RIMBALZI = env.testo("POSTA_RIMBALZI", "" if PRODUZIONE else "rimbalzi@casa-digitale.invalid")
# two doors for them: the relay posts them to /-/posta/rimbalzi signed with this key, or we read the mailbox (host or host:port)
POSTA_RIMBALZI_CHIAVE = env.segreto("POSTA_RIMBALZI_CHIAVE", "" if PRODUZIONE else "chiave-di-prova")
POSTA_RIMBALZI_IMAP = env.testo("POSTA_RIMBALZI_IMAP")
POSTA_RIMBALZI_UTENTE = env.testo("POSTA_RIMBALZI_UTENTE")
POSTA_RIMBALZI_PASSWORD = env.segreto("POSTA_RIMBALZI_PASSWORD")
POSTA_RIMBALZI_CARTELLA = env.testo("POSTA_RIMBALZI_CARTELLA", "INBOX")
# the mail of the morning to the offices, when something is stopped
RIEPILOGO_MATTINO = env.booleano("RIEPILOGO_MATTINO", True)
APPIO_URL = env.testo("APPIO_URL", f"{SANDBOX_URL}/io/api/v1" if SANDBOX_URL else "https://api.io.pagopa.it/api/v1")
# messages a second that App IO takes from one ente: two calls each, 150 calls in five seconds (250 if it agreed to more)
APPIO_RITMO = env.intero("APPIO_RITMO", 12)
APPIO_CHIAVE = env.segreto("APPIO_CHIAVE", "" if PRODUZIONE else "chiave-di-prova")
APPIO_CHIAVE_2 = env.segreto("APPIO_CHIAVE_2", "" if PRODUZIONE else "chiave-di-prova-2")

# --- pagamenti ----------------------------------------------------------------------------------------------------------

PAGOPA_GPD_URL = env.testo(
    "PAGOPA_GPD_URL",
    f"{SANDBOX_URL}/pagopa/gpd/debt-positions-service/v1"
    if SANDBOX_URL
    else "https://api.platform.pagopa.it/gpd/debt-positions-service/v1",
)
PAGOPA_RICEVUTE_URL = env.testo(
    "PAGOPA_RICEVUTE_URL",
    f"{SANDBOX_URL}/pagopa/ricevute/payments-receipts-service/v1"
    if SANDBOX_URL
    else "https://api.platform.pagopa.it/gpd/payments-receipts-service/v1",
)
PAGOPA_CHECKOUT_URL = env.testo(
    "PAGOPA_CHECKOUT_URL",
    f"{SANDBOX_URL}/pagopa/checkout/ec/v1" if SANDBOX_URL else "https://api.platform.pagopa.it/checkout/ec/v1",
)
# the citizen's browser is sent to these hosts only
PAGOPA_CHECKOUT_HOST = env.elenco(
    "PAGOPA_CHECKOUT_HOST", urlsplit(SANDBOX_URL).netloc if SANDBOX_URL else "checkout.pagopa.it"
)
PAGOPA_CHIAVE = env.segreto("PAGOPA_CHIAVE", "" if PRODUZIONE else "chiave-di-prova")
PAGOPA_INTERMEDIARIO = env.testo("PAGOPA_INTERMEDIARIO", "" if PRODUZIONE else "80000000001")
PAGOPA_STAZIONE = env.testo("PAGOPA_STAZIONE", "" if PRODUZIONE else "80000000001_01")
PAGOPA_SEGREGAZIONE = env.testo("PAGOPA_SEGREGAZIONE", "" if PRODUZIONE else "01")
# networks from which the platform may call the station; empty: all those that the proxy lets through
PAGOPA_RETI = env.elenco("PAGOPA_RETI")

# --- protocollo ---------------------------------------------------------------------------------------------------------

PROTOCOLLO_URL = env.testo("PROTOCOLLO_URL", f"{SANDBOX_URL}/protocollo/api/v1" if SANDBOX_URL else "")
PROTOCOLLO_CHIAVE = env.segreto("PROTOCOLLO_CHIAVE", "" if PRODUZIONE else "chiave-di-prova")

# --- PDND and ANPR ------------------------------------------------------------------------------------------------------

PDND_TOKEN_URL = env.testo(
    "PDND_TOKEN_URL",
    f"{SANDBOX_URL}/pdnd/token.oauth2" if SANDBOX_URL else "https://auth.interop.pagopa.it/token.oauth2",
)
PDND_AUDIENCE = env.testo("PDND_AUDIENCE", "auth.interop.pagopa.it/client-assertion")
PDND_CLIENT_ID = env.testo("PDND_CLIENT_ID", "" if PRODUZIONE else "00000000-0000-4000-8000-000000000001")
PDND_KID = env.testo("PDND_KID", "" if PRODUZIONE else "chiave-di-prova")
PDND_CHIAVE_PRIVATA = env.segreto("PDND_CHIAVE_PRIVATA")
PDND_FINALITA_C020 = env.testo("PDND_FINALITA_C020", "" if PRODUZIONE else "00000000-0000-4000-8000-000000000020")
PDND_FINALITA_C021 = env.testo("PDND_FINALITA_C021", "" if PRODUZIONE else "00000000-0000-4000-8000-000000000021")
PDND_FINALITA_C030 = env.testo("PDND_FINALITA_C030", "" if PRODUZIONE else "00000000-0000-4000-8000-000000000030")
PDND_FINALITA_INAD = env.testo("PDND_FINALITA_INAD", "" if PRODUZIONE else "00000000-0000-4000-8000-000000000006")
INAD_URL = env.testo(
    "INAD_URL",
    f"{SANDBOX_URL}/inad/rest/inad/v1/domiciliodigitale"
    if SANDBOX_URL
    else "https://api.inad.gov.it/rest/inad/v1/domiciliodigitale",
)
ANPR_URL = env.testo(
    "ANPR_URL",
    f"{SANDBOX_URL}/anpr/govway/rest/in/MinInternoPortaANPR-PDND"
    if SANDBOX_URL
    else "https://modipa.anpr.interno.it/govway/rest/in/MinInternoPortaANPR-PDND",
)
ANPR_AUDIENCE = env.testo("ANPR_AUDIENCE", "https://modipa.anpr.interno.it/govway/rest/in/MinInternoPortaANPR")

# --- pratiche -----------------------------------------------------------------------------------------------------------

# days after which a draft that nobody touched is thrown away: at the desk, and at home (with a warning 15 days before)
BOZZE_SPORTELLO_GIORNI = env.intero("BOZZE_SPORTELLO_GIORNI", 30)
BOZZE_GIORNI = env.intero("BOZZE_GIORNI", 180)

# --- API ----------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "portal.base.api.problema",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Casa digitale del cittadino",
    "DESCRIPTION": "Interfaccia per i programmi del comune.",
    "VERSION": "1.0.0",
    "CONTACT": {
        "name": "Casa digitale",
        "email": "assistenza@casa-digitale.invalid",
        "url": "https://github.com/casa-digitale/casa-digitale",
    },
    "TOS": "https://github.com/casa-digitale/casa-digitale",
    "LICENSE": {"name": "AGPL-3.0-or-later", "url": "https://spdx.org/licenses/AGPL-3.0-or-later.html"},
    "SERVERS": [{"url": "https://servizi.comune.esempio.it/api/v1", "description": "Produzione"}],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SCHEMA_PATH_PREFIX_TRIM": True,
    "TAGS": [{"name": "status", "description": "Stato del servizio"}],
    "EXTENSIONS_INFO": {"x-summary": "Servizi del comune per i programmi", "x-api-id": "casa-digitale"},
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_INCLUDE_SCHEMA": False,
}

# --- health -------------------------------------------------------------------------------------------------------------

METRICHE_CHIAVE = env.segreto("METRICHE_CHIAVE")

# --- logs: to standard output, never personal data ------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"correlazione": {"()": "portal.base.correlazione.FiltroCorrelazione"}},
    "formatters": {
        "righe": {
            "()": "portal.base.logs.FormatoRighe",
            "format": "%(asctime)s %(levelname)s %(correlazione)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["correlazione"], "formatter": "righe"}},
    "root": {"handlers": ["console"], "level": env.testo("LOG_LIVELLO", "INFO")},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
