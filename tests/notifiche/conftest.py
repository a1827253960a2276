"""The platforms as these tests need them: answering what we tell them, over real sockets. The sandbox has its own tests."""

import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone
from pytest_django import Settings

from notifiche.models import Consegna, Interruttore, Messaggio
from notifiche.operations import Contenuto, avvisa
from portal.base import jobs
from portal.base.coda import Stato
from portal.enti.models import Ente
from portal.identita.models import Persona

_suona = jobs.suona  # before the suite's recorder takes its place


@pytest.fixture
def suona_davvero(campanelli: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """The true bell, towards whatever broker the test puts there."""
    monkeypatch.setattr(jobs, "suona", _suona)


Avvisa = Callable[..., Messaggio]


@pytest.fixture
def messaggio_per(ente: Ente, giulia: Persona) -> Avvisa:
    """Tell Giulia something; words of the arguments change one thing at a time."""

    def fai(**altro: Any) -> Messaggio:
        campi = {
            "destinatario": giulia,
            "ente": ente,
            "chiave_evento": f"prova:{Messaggio.objects.count()}",
            "tipo": "notifiche.benvenuto",
        }
        return avvisa(Contenuto(**{**campi, **altro}))

    return fai


class Posta:
    """An SMTP server that keeps what arrives. `dopo_i_dati` is what it says after DATA; `taglia` hangs up instead of answering;
    `si_stanca` hangs up once, between two mails. `buste` are the envelope senders, `linee` the connections mails came on.
    """

    def __init__(self) -> None:
        self.arrivate: list[EmailMessage] = []
        self.al_destinatario = ""
        self.dopo_i_dati = "250 OK"
        self.taglia = False
        self.si_stanca = False
        self.buste: list[str] = []
        self.linee: set[object] = set()

    async def handle_RSET(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.si_stanca:
            self.si_stanca = False
            server.transport.close()
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        if self.al_destinatario:
            return self.al_destinatario
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.arrivate.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        self.buste.append(str(envelope.mail_from))
        self.linee.add(session.peer)
        if self.taglia:
            server.transport.close()
        return self.dopo_i_dati


@pytest.fixture
def posta(settings: Settings) -> Iterator[Posta]:
    casella = Posta()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", porta_libera()
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # the server's own log names the recipients
    controllore = Controller(casella, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controllore.start()
    yield casella
    controllore.stop()


def porta_libera() -> int:
    with socket.socket() as presa:
        presa.bind(("127.0.0.1", 0))
        return int(presa.getsockname()[1])


class Io:
    """App IO. `profilo`, `messaggio` and `esito` are what it answers: status, body, headers; a body of None hangs up.

    `revocate` are the keys it refuses; `chiavi` those of the calls that arrived, `domande` the paths of the GETs.
    """

    def __init__(self) -> None:
        self.profilo: tuple[int, Any] = (200, {"sender_allowed": True})
        self.messaggio: tuple[int, Any] = (201, {"id": "01HZZZZZZZZZZZZZZZZZZZZZZZ"})
        self.esito: tuple[int, Any] = (200, {"status": "PROCESSED"})
        self.intestazioni: dict[str, str] = {}
        self.revocate: set[str] = set()
        self.chiavi: list[str] = []
        self.domande: list[str] = []
        self.arrivati: list[tuple[str, dict[str, Any]]] = []

    @property
    def messaggi(self) -> list[dict[str, Any]]:
        return [corpo for percorso, corpo in self.arrivati if percorso.endswith("/messages")]


@pytest.fixture
def io(settings: Settings) -> Iterator[Io]:
    piattaforma = Io()

    class Risponde(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            corpo = self.rfile.read(int(self.headers["Content-Length"]))
            piattaforma.arrivati.append((self.path, json.loads(corpo)))
            self._rispondi(*(piattaforma.messaggio if self.path.endswith("/messages") else piattaforma.profilo))

        def do_GET(self) -> None:
            piattaforma.domande.append(self.path)
            self._rispondi(*piattaforma.esito)

        def _rispondi(self, stato: int, risposta: Any) -> None:
            chiave = self.headers["Ocp-Apim-Subscription-Key"]
            piattaforma.chiavi.append(chiave)
            if chiave in piattaforma.revocate:
                stato, risposta = 401, {}
            if risposta is None:
                return
            self.send_response(stato)
            for nome, valore in piattaforma.intestazioni.items():
                self.send_header(nome, valore)
            self.end_headers()
            self.wfile.write(json.dumps(risposta).encode())

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Risponde)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.APPIO_URL = f"http://127.0.0.1:{server.server_port}/api/v1"
    yield piattaforma
    server.shutdown()
    server.server_close()


def passa_la_pausa() -> None:
    """As if every wait were over: that of the copies and that of the channels that did not answer."""
    adesso = timezone.now()
    Consegna.objects.filter(stato=Stato.IN_CODA).update(prossimo_tentativo=adesso)
    Interruttore.objects.update(riprova_il=adesso)


def consegna_di(messaggio: Messaggio, canale: str) -> Consegna:
    return messaggio.consegne.get(canale=canale)
