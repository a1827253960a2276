"""Real processes to kill, stop and cut off: workers, a broker, the wire to the database of the test."""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from celery import Celery
from django.conf import settings
from django.db import connection

from scripts.con_servizi import attendi, programma
from tests.faults.piattaforme import AppIO, Posta
from tests.sandbox_processo import RADICE, porte_libere

PAZIENZA = 60.0  # seconds for something that must happen


def finche(accade: Callable[[], Any], che_cosa: str, *, secondi: float = PAZIENZA) -> None:
    """Wait until it happens. Raises AssertionError with `che_cosa` when it does not."""
    fine = time.monotonic() + secondi
    while time.monotonic() < fine:
        if accade():
            return
        time.sleep(0.05)
    raise AssertionError(f"non è successo: {che_cosa}")


class Broker:
    """A Redis that keeps nothing on disk: stopping it is losing what it held."""

    def __init__(self, cartella: Path) -> None:
        self.cartella, (self.porta,) = cartella, porte_libere(1)
        self.url = f"redis://127.0.0.1:{self.porta}/0"
        self.app = Celery("prova", broker=self.url)
        self.app.conf.broker_transport_options = {"max_retries": 0, "socket_connect_timeout": 1, "socket_timeout": 2}
        self._processo: subprocess.Popen[bytes] | None = None

    def avvia(self) -> "Broker":
        comando = [programma("redis-server"), "--port", str(self.porta), "--bind", "127.0.0.1", "--save", ""]
        self._processo = subprocess.Popen([*comando, "--dir", str(self.cartella)], stdout=subprocess.DEVNULL)
        attendi(self.porta)
        return self

    def suona(self, nome: str) -> None:
        """Ring, as beat and `jobs.suona` do: a broker that does not take it is not our trouble."""
        with contextlib.suppress(Exception):
            self.app.send_task(nome, retry=False, ignore_result=True)

    def svuota(self) -> None:
        with self.app.connection_for_write() as connessione:
            connessione.default_channel.client.flushall()

    def segnala(self, segnale: signal.Signals) -> None:
        assert self._processo
        self._processo.send_signal(segnale)

    def uccidi(self) -> None:
        if self._processo:
            self._processo.kill()
            self._processo.wait()
            self._processo = None


class Lavoratore:
    """A Celery worker as production runs it, with one child."""

    def __init__(
        self, broker: Broker, cartella: Path, *, io: AppIO | None = None, posta: Posta | None = None, **ambiente: str
    ) -> None:
        self._ambiente = {
            **os.environ,
            "DATABASE_URL": database_della_prova(),
            "REDIS_URL": broker.url,
            "CELERY_BROKER_URL": broker.url,
            "CASA_DATI": str(settings.CASA_DATI),
            "APPIO_RITMO": "10000",
            **({"SANDBOX_URL": io.url} if io else {}),
            **({"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(posta.porta)} if posta else {}),
            **ambiente,
        }
        self._registro = cartella / "lavoratore.log"
        self._processo: subprocess.Popen[bytes] | None = None

    def avvia(self, *opzioni: str) -> "Lavoratore":
        comando = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "portal",
            "worker",
            "-c",
            "1",
            "--without-mingle",
            "-l",
            "WARNING",
        ]
        with self._registro.open("ab") as registro:
            self._processo = subprocess.Popen(
                [*comando, *opzioni],
                cwd=RADICE,
                env=self._ambiente,
                stdout=registro,
                stderr=registro,
                start_new_session=True,
            )
        return self

    def segnala(self, segnale: signal.Signals) -> None:
        """To the worker and to its child."""
        assert self._processo
        os.killpg(self._processo.pid, segnale)

    def ferma(self) -> int:
        """Ask the worker to stop, as a supervisor does, and wait: its exit code."""
        assert self._processo
        self._processo.terminate()
        return self.finito(PAZIENZA)

    def finito(self, secondi: float) -> int:
        assert self._processo
        return self._processo.wait(secondi)

    def uccidi(self) -> None:
        """`kill -9` of the worker and of its child: nobody says goodbye."""
        if self._processo:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._processo.pid, signal.SIGKILL)
            self._processo.wait()
            self._processo = None

    def registro(self) -> str:
        return self._registro.read_text(encoding="utf-8", errors="replace")


class Filo:
    """A wire to a server that can be cut: connections break, new ones are refused, until it is mended."""

    def __init__(self, verso: tuple[str, int]) -> None:
        self.verso, (self.porta,) = verso, porte_libere(1)
        self._coppie: list[tuple[socket.socket, socket.socket]] = []
        self._ascolto: socket.socket | None = None
        self.ripara()

    def ripara(self) -> None:
        self._ascolto = socket.create_server(("127.0.0.1", self.porta), reuse_port=True)
        threading.Thread(target=self._accetta, args=(self._ascolto,), daemon=True).start()

    def taglia(self) -> None:
        if self._ascolto:
            with contextlib.suppress(OSError):
                self._ascolto.shutdown(socket.SHUT_RDWR)
            self._ascolto.close()
        for coppia in self._coppie:
            for presa in coppia:
                with contextlib.suppress(OSError):
                    presa.shutdown(socket.SHUT_RDWR)
        self._coppie = []

    def _accetta(self, ascolto: socket.socket) -> None:
        while True:
            try:
                da, _ = ascolto.accept()
                a = socket.create_connection(self.verso)
            except OSError:
                return
            self._coppie.append((da, a))
            threading.Thread(target=_travasa, args=(da, a), daemon=True).start()


def _travasa(da: socket.socket, a: socket.socket) -> None:
    altra = {da: a, a: da}
    try:
        while True:
            for presa in select.select([da, a], [], [])[0]:
                dati = presa.recv(65536)
                if not dati:
                    return
                altra[presa].sendall(dati)
    except (OSError, ValueError):
        return
    finally:
        da.close()
        a.close()


def database_della_prova(porta: int | None = None) -> str:
    dati = connection.settings_dict
    chi = quote(dati["USER"]) + (f":{quote(dati['PASSWORD'])}" if dati["PASSWORD"] else "")
    return f"postgres://{chi}@{dati['HOST']}:{porta or dati['PORT']}/{dati['NAME']}"
