"""Real processes to kill: a worker and a broker, towards the database of the test."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from celery import Celery
from django.conf import settings
from django.db import connection

from scripts.con_servizi import attendi, programma
from tests.sandbox_processo import RADICE, SandboxProcesso, porte_libere

PAZIENZA = 30.0  # seconds for something that must happen


def finche(accade: Callable[[], Any], che_cosa: str) -> None:
    """Wait until it happens. Raises AssertionError with `che_cosa` when it does not."""
    fine = time.monotonic() + PAZIENZA
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
        self.app.conf.broker_transport_options = {"max_retries": 0, "socket_connect_timeout": 1}
        self._processo: subprocess.Popen[bytes] | None = None

    def avvia(self) -> "Broker":
        comando = [programma("redis-server"), "--port", str(self.porta), "--bind", "127.0.0.1", "--save", ""]
        self._processo = subprocess.Popen([*comando, "--dir", str(self.cartella)], stdout=subprocess.DEVNULL)
        attendi(self.porta)
        return self

    def suona(self, nome: str) -> None:
        """Ring, as beat and `jobs.suona` do."""
        self.app.send_task(nome, retry=False, ignore_result=True)

    def svuota(self) -> None:
        with self.app.connection_for_write() as connessione:
            connessione.default_channel.client.flushall()

    def uccidi(self) -> None:
        if self._processo:
            self._processo.kill()
            self._processo.wait()
            self._processo = None


class Lavoratore:
    """A Celery worker as production runs it, with one child."""

    def __init__(self, broker: Broker, sandbox: SandboxProcesso, cartella: Path) -> None:
        self._ambiente = {
            **os.environ,
            "DATABASE_URL": _database_della_prova(),
            "REDIS_URL": broker.url,
            "CELERY_BROKER_URL": broker.url,
            "CASA_DATI": str(settings.CASA_DATI),
            "SANDBOX_URL": sandbox.url,
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(sandbox.smtp_porta),
        }
        self._registro = cartella / "lavoratore.log"
        self._processo: subprocess.Popen[bytes] | None = None

    def avvia(self) -> "Lavoratore":
        with self._registro.open("ab") as registro:
            self._processo = subprocess.Popen(
                [
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
                ],
                cwd=RADICE,
                env=self._ambiente,
                stdout=registro,
                stderr=registro,
                start_new_session=True,
            )
        return self

    def uccidi(self) -> None:
        """`kill -9` of the worker and of its child: nobody says goodbye."""
        if self._processo:
            os.killpg(self._processo.pid, signal.SIGKILL)
            self._processo.wait()
            self._processo = None


def _database_della_prova() -> str:
    dati = connection.settings_dict
    chi = quote(dati["USER"]) + (f":{quote(dati['PASSWORD'])}" if dati["PASSWORD"] else "")
    return f"postgres://{chi}@{dati['HOST']}:{dati['PORT']}/{dati['NAME']}"
