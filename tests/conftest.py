"""Fixtures of the whole suite: two comuni, the cast, the sandbox, and the jobs run in this process until all is quiet."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, settings

from portal.base import jobs
from portal.base.logs import FormatoRighe
from portal.celery import app as celery_app
from portal.enti import middleware
from portal.enti.models import Ente, Ufficio
from portal.identita import custodia
from portal.identita.models import Persona, Rappresentanza
from tests import people, tabelle
from tests.sandbox_processo import SandboxProcesso

GIRI_MASSIMI = 30

# a busy machine is not an error: no test of properties is judged by the clock
settings.register_profile("casa", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("casa")


@receiver(connection_created)
def _righe_senza_ordine(connection: BaseDatabaseWrapper, **altro: Any) -> None:
    """Rows asked for without an order come last first on SQLite: who counts on the order of writing fails here always,
    and not now and then on PostgreSQL."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursore:
            cursore.execute("PRAGMA reverse_unordered_selects = ON")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The tables come from the models (`--no-migrations`): the ones that only grow are closed here."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursore:
        for comando in tabelle.chiudi(connection.vendor):
            cursore.execute(comando)


@pytest.fixture(scope="session", autouse=True)
def _svuotamento_del_registro() -> Iterator[None]:
    """The tests that commit empty the tables after themselves: only for that moment the register opens."""
    from django.db import connection

    originale = type(connection.ops).sql_flush

    def con_registro_aperto(self: BaseDatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
        vendor = self.connection.vendor
        return [*tabelle.apri(vendor), *originale(self, *args, **kwargs), *tabelle.chiudi(vendor)]

    type(connection.ops).sql_flush = con_registro_aperto  # type: ignore[method-assign]
    yield
    type(connection.ops).sql_flush = originale  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def _dati_di_prova(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Documents, keys and queues of the tests live in a folder of their own; static files need no build."""
    from django.test.utils import override_settings

    statici = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        CASA_DATI=tmp_path_factory.mktemp("casa"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}, "staticfiles": statici},
    ):
        yield


@pytest.fixture(autouse=True)
def _in_italiano() -> Iterator[None]:
    """A page read in another language leaves it on its thread: the next test starts anew."""
    yield
    translation.deactivate()


class Ascolto(logging.Handler):
    """Hears every log line of a test."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(FormatoRighe())
        self.righe: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.righe.append(self.format(record))


@pytest.fixture(autouse=True)
def _registri_senza_dati_personali() -> Iterator[None]:
    """No test may make the portal write a tax code or an address of the cast in its logs."""
    ascolto = Ascolto()
    logging.getLogger().addHandler(ascolto)
    yield
    logging.getLogger().removeHandler(ascolto)
    vietati = [*people.CODICI_FISCALI.values(), "@esempio.invalid"]
    indiscrete = [riga for riga in ascolto.righe for parola in vietati if parola in riga]
    assert not indiscrete, f"dati personali nei log: {indiscrete[:3]}"


@pytest.fixture(autouse=True)
def _ente_dimenticato(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # a slow machine would count a reading more in some page: the list of hosts read again, the session written down
    monkeypatch.setattr(middleware, "DURATA", float("inf"))
    monkeypatch.setattr(custodia, "PASSO", 60 * custodia.PASSO)
    middleware.dimentica()
    yield
    middleware.dimentica()


@pytest.fixture
def ente(db: None) -> Ente:
    return people.crea_ente("Roccachiara", host="localhost", numero=901)


@pytest.fixture
def altro_ente(db: None) -> Ente:
    return people.crea_ente("Valdolce", host="127.0.0.1", numero=902)


@pytest.fixture
def ufficio(ente: Ente) -> Ufficio:
    return people.crea_ufficio("Polizia locale", ente)


@pytest.fixture
def giulia(db: None) -> Persona:
    return people.crea_cittadino("Giulia", "Bianchi", people.CODICI_FISCALI["giulia"])


@pytest.fixture
def marco(db: None) -> Persona:
    return people.crea_cittadino("Marco", "Verdi", people.CODICI_FISCALI["marco"])


@pytest.fixture
def luca(db: None) -> Persona:
    return people.crea_cittadino("Luca", "Ferri", people.CODICI_FISCALI["luca"])


@pytest.fixture
def anna(ufficio: Ufficio) -> Persona:
    return people.crea_operatore("Anna", ufficio)


@pytest.fixture
def client(ente: Ente) -> Client:
    """A browser on the site of the first comune."""
    return Client(HTTP_HOST="localhost")


def entra(client: Client, persona: Persona) -> Client:
    """Log in as the digital identity or the staff account would; the true logins have tests of their own."""
    client.force_login(persona, backend="django.contrib.auth.backends.ModelBackend")
    if persona.e_cittadino:
        sessione = client.session
        sessione["sessione"] = {"metodo": "spid", "livello": 2, "tipo": "cittadino"}
        sessione.save()
    return client


def agisci_per(client: Client, mandato: Rappresentanza) -> Client:
    """Press "Agisci per" as who was given this mandate."""
    entra(client, mandato.rappresentante)
    risposta = client.post("/area-personale/agisci-per/", {"per": str(mandato.codice)})
    assert (risposta.status_code, risposta["Location"]) == (302, "/area-personale/")
    return client


def entra_per(client: Client, mandato: Rappresentanza) -> Client:
    """Enter with the identity of a company, as who has this mandate by it; the true login has tests of its own."""
    entra(client, mandato.rappresentante)
    impresa, sessione = mandato.rappresentato, client.session
    codici = {"codice_fiscale_impresa": impresa.codice_fiscale, "partita_iva": impresa.partita_iva}
    come = {"metodo": "spid", "livello": 2, "tipo": "impresa", "denominazione": impresa.denominazione}
    sessione["sessione"] = {**come, **codici}
    sessione["rappresentanza"] = str(mandato.codice)
    sessione.save()
    return client


@pytest.fixture(autouse=True)
def campanelli(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Any, ...]]]:
    """The jobs rung after each commit, kept for `esegui_lavori` instead of going to a broker."""
    suonati: list[tuple[str, tuple[Any, ...]]] = []
    monkeypatch.setattr(jobs, "suona", lambda nome, *argomenti: suonati.append((nome, argomenti)))
    return suonati


@pytest.fixture
def esegui_lavori(
    campanelli: list[tuple[str, tuple[Any, ...]]], django_capture_on_commit_callbacks: Any
) -> Callable[[], None]:
    """Run the rung jobs, and those they ring, until nothing rings any more: what the worker does, in this process.

    Inside a test's transaction the bells are only heard while an operation runs under `django_capture_on_commit_callbacks`;
    so before listening, each room's sweep is run once, as beat does.
    """

    def esegui() -> None:
        celery_app.loader.import_default_modules()
        da_fare: list[tuple[str, tuple[Any, ...]]] = [
            (nome, ()) for nome in celery_app.conf.beat_schedule if nome in celery_app.tasks
        ]
        for _ in range(GIRI_MASSIMI):
            da_fare, campanelli[:] = [*da_fare, *campanelli], []
            if not da_fare:
                return
            for nome, argomenti in dict.fromkeys(da_fare):
                with django_capture_on_commit_callbacks(execute=True):
                    celery_app.tasks[nome](*argomenti)
            da_fare = []
        raise AssertionError("I lavori continuano a suonarsi a vicenda.")

    return esegui


@pytest.fixture(scope="session")
def _sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcesso]:
    with SandboxProcesso(tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_sandbox: SandboxProcesso, settings: Any) -> SandboxProcesso:
    """The platforms of the demo, as new: every gateway of the portal talks to this process, over the wire."""
    _sandbox.azzera()
    url = _sandbox.url
    settings.SANDBOX_URL = url
    settings.APPIO_URL = f"{url}/io/api/v1"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _sandbox.smtp_porta
    settings.PAGOPA_GPD_URL = f"{url}/pagopa/gpd/debt-positions-service/v1"
    settings.PAGOPA_RICEVUTE_URL = f"{url}/pagopa/ricevute/payments-receipts-service/v1"
    settings.PAGOPA_CHECKOUT_URL = f"{url}/pagopa/checkout/ec/v1"
    settings.PAGOPA_CHECKOUT_HOST = [url.removeprefix("http://")]
    settings.PROTOCOLLO_URL = f"{url}/protocollo/api/v1"
    settings.PDND_TOKEN_URL = f"{url}/pdnd/token.oauth2"
    settings.INAD_URL = f"{url}/inad/rest/inad/v1/domiciliodigitale"
    settings.ANPR_URL = f"{url}/anpr/govway/rest/in/MinInternoPortaANPR-PDND"
    return _sandbox
