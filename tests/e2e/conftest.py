"""The whole house for the browser tests: the real `make demo` on free ports with data of its own, and headless Chromium."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ATTESA = 180.0  # seconds for the house to open, on a loaded machine too
LARGHEZZE = (320, 768, 1280)
ARGOMENTI = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]


@dataclass(frozen=True)
class Casa:
    """The running demo: where it answers and where its data is."""

    url: str
    sandbox: str
    dati: Path

    def parola_di(self, operatore: str) -> str:
        """The password made at the first run for a sample operator."""
        return (self.dati / "chiavi" / f"operatore-{operatore}").read_text(encoding="ascii").strip()


def _tre_porte() -> int:
    """The first of three free ports in a row."""
    for base in range(21000, 29000, 7):
        liberi = []
        for porta in (base, base + 1, base + 2):
            with socket.socket() as presa:
                liberi.append(presa.connect_ex(("127.0.0.1", porta)) != 0)
        if all(liberi):
            return base
    raise RuntimeError("nessuna porta libera")


@pytest.fixture(scope="session")
def casa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casa]:
    """`make demo` as a newcomer runs it, stopped with Ctrl-C at the end."""
    dati, porta = tmp_path_factory.mktemp("demo"), _tre_porte()
    diario = dati / "diario.txt"
    ambiente = {**os.environ, "PORT": str(porta), "CASA_DATI": str(dati / "casa"), "DATABASE_URL": "", "REDIS_URL": ""}
    comando = [sys.executable, "-m", "scripts.demo"]
    with diario.open("w", encoding="utf-8") as uscita:
        processo = subprocess.Popen(
            comando, cwd=settings.BASE_DIR, env=ambiente, stdout=uscita, stderr=subprocess.STDOUT
        )
    try:
        _attendi_apertura(processo, diario)
        yield Casa(f"http://localhost:{porta}", f"http://localhost:{porta + 1}", dati / "casa")
    finally:
        processo.send_signal(signal.SIGINT)
        processo.wait(40)


def _attendi_apertura(processo: subprocess.Popen[bytes], diario: Path) -> None:
    fine = time.monotonic() + ATTESA
    while time.monotonic() < fine:
        testo = diario.read_text(encoding="utf-8")
        if "La casa è aperta" in testo:
            return
        if processo.poll() is not None:
            break
        time.sleep(0.3)
    pytest.fail("La demo non si apre:\n" + diario.read_text(encoding="utf-8")[-4000:])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    eseguibile = shutil.which("chromium") or shutil.which("chromium-browser")
    if eseguibile is None:
        pytest.fail("Manca Chromium: esegui `sh scripts/sistema.sh browser`.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=eseguibile, args=ARGOMENTI)
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["con-js", "senza-js"])
def contesto(request: pytest.FixtureRequest, chromium: Browser, casa: Casa) -> Iterator[BrowserContext]:
    """A new visitor, with and without JavaScript."""
    contesto = chromium.new_context(
        base_url=casa.url,
        locale="it-IT",
        viewport={"width": 1280, "height": 900},
        java_script_enabled=request.param,
        accept_downloads=True,
    )
    contesto.set_default_timeout(15_000)
    yield contesto
    contesto.close()


@pytest.fixture
def pagina(contesto: BrowserContext) -> Page:
    return contesto.new_page()
