"""`make demo`: the whole house on this machine under one supervisor: web, worker, beat, sandbox with its mail catcher.

Ctrl-C stops everything. Data stays in CASA_DATI between runs; `--nuovo` starts afresh.
"""

import argparse
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

RADICE = Path(__file__).resolve().parent.parent
PORTA = int(os.environ.get("PORT", "8000"))
DATI = Path(os.environ.get("CASA_DATI") or RADICE / ".casa").resolve()
SANDBOX = f"http://localhost:{PORTA + 1}"
PORTALE = f"http://localhost:{PORTA}"
SEGNO = DATI / ".casa-digitale"  # only a folder with this file is ever emptied
ATTESA_AVVIO, ATTESA_FINE = 60.0, 15.0
CADUTE_MASSIME = 5

PYTHON = sys.executable
PROGRAMMI = {
    "sandbox": [PYTHON, "-m", "portal.sandbox"],
    "web": [
        PYTHON,
        "-m",
        "gunicorn",
        "portal.wsgi",
        "-k",
        "gthread",
        "-w",
        "2",
        "--threads",
        "4",
        "-b",
        f"127.0.0.1:{PORTA}",
        "--no-control-socket",
    ],
    "worker": [
        PYTHON,
        "-m",
        "celery",
        "--quiet",
        "-A",
        "portal",
        "worker",
        "-c",
        "2",
        "--loglevel",
        "WARNING",
        "--without-gossip",
        "--without-mingle",
    ],
    "beat": [
        PYTHON,
        "-m",
        "celery",
        "--quiet",
        "-A",
        "portal",
        "beat",
        "--loglevel",
        "WARNING",
        "-s",
        str(DATI / "beat"),
        "--pidfile",
        "",
    ],
}


@dataclass
class Programma:
    """One child process: its lines come out with its name in front, and it is started again when it falls."""

    nome: str
    comando: list[str]
    cadute: int = 0
    processo: subprocess.Popen[str] | None = field(default=None, repr=False)

    def avvia(self) -> None:
        self.processo = subprocess.Popen(
            self.comando,
            cwd=RADICE,
            env=ambiente(),
            text=True,
            errors="replace",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches only us: we stop the others in order
        )
        threading.Thread(target=self._racconta, daemon=True).start()

    def _racconta(self) -> None:
        for riga in self.processo.stdout or [] if self.processo else []:
            print(f"{self.nome:>8} | {riga}", end="", flush=True)

    def caduto(self) -> bool:
        return self.processo is not None and self.processo.poll() is not None

    def raccogli(self) -> None:
        """What fell may have left children behind: they would work beside the new ones without anybody to stop them."""
        if self.processo is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.processo.pid, signal.SIGKILL)

    def ferma(self) -> None:
        if self.processo is not None and self.processo.poll() is None:
            self.processo.terminate()

    def attendi_fine(self) -> None:
        if self.processo is None:
            return
        try:
            self.processo.wait(ATTESA_FINE)
        except subprocess.TimeoutExpired:
            os.killpg(self.processo.pid, signal.SIGKILL)


def ambiente() -> dict[str, str]:
    return {**os.environ, "PORT": str(PORTA), "CASA_DATI": str(DATI), "SANDBOX_URL": SANDBOX, "PYTHONUNBUFFERED": "1"}


def gestisci(*argomenti: str) -> None:
    """A `manage.py` command of the preparation; its failure stops the demo with its own words."""
    if subprocess.run([PYTHON, "manage.py", *argomenti], cwd=RADICE, env=ambiente(), check=False).returncode:
        sys.exit(f"Non riesco a preparare la demo: manage.py {argomenti[0]} è fallito (vedi sopra).")


def prepara(*, nuovo: bool) -> None:
    for porta in (PORTA, PORTA + 1, PORTA + 2):
        if _occupata(porta):
            sys.exit(f"La porta {porta} è occupata: scegline un'altra con PORT=… (ne servono tre di fila).")
    if nuovo and DATI.exists():
        if not SEGNO.exists():
            sys.exit(f"{DATI} non è una cartella della demo: non la svuoto.")
        shutil.rmtree(DATI)
    DATI.mkdir(parents=True, exist_ok=True)
    SEGNO.touch()
    gestisci("migrate", "--verbosity", "0")


def attendi(indirizzo: str) -> None:
    fine = time.monotonic() + ATTESA_AVVIO
    while time.monotonic() < fine:
        try:
            urllib.request.urlopen(indirizzo, timeout=2).close()  # noqa: S310 - our own loopback address
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(indirizzo)


def sorveglia(programmi: list[Programma], fine: threading.Event) -> None:
    """Start again what falls; give up on what keeps falling."""
    while not fine.wait(1.0):
        for programma in programmi:
            if not programma.caduto():
                continue
            programma.cadute += 1
            if programma.cadute > CADUTE_MASSIME:
                print(f"{programma.nome} continua a cadere: fermo tutto. Il motivo è nelle righe sopra.", flush=True)
                return
            print(f"{programma.nome} è caduto: lo riavvio.", flush=True)
            programma.raccogli()
            programma.avvia()


def spegni(programmi: list[Programma]) -> None:
    print("\nFermo la casa…", flush=True)
    for programma in reversed(programmi):
        programma.ferma()
    for programma in programmi:
        programma.attendi_fine()
    print("Fatto. I dati restano; `make demo` riparte da qui.", flush=True)


def _occupata(porta: int) -> bool:
    with socket.socket() as presa:
        return presa.connect_ex(("127.0.0.1", porta)) == 0


def main() -> int:
    argomenti = argparse.ArgumentParser(description=__doc__)
    argomenti.add_argument("--nuovo", action="store_true", help="butta i dati della demo e ricomincia")
    prepara(nuovo=argomenti.parse_args().nuovo)
    fine = threading.Event()
    for segnale in (signal.SIGINT, signal.SIGTERM):
        signal.signal(segnale, lambda *_: fine.set())
    programmi = [Programma(nome, comando) for nome, comando in PROGRAMMI.items()]
    try:
        for programma in programmi:
            programma.avvia()
        attendi(f"{SANDBOX}/")
        for schema in ("spid", "cie", "eidas"):
            gestisci("identita_idp", "--schema", schema, "--da-url", f"{SANDBOX}/{schema}/idp/metadata")
        attendi(f"{PORTALE}/-/pronto")
        gestisci("dati_esempio")
        print(
            f"\nLa casa è aperta: {PORTALE}   sandbox: {SANDBOX}   posta: {SANDBOX}/posta/   (Ctrl-C per chiudere)\n",
            flush=True,
        )
        sorveglia(programmi, fine)
    except TimeoutError as errore:
        print(f"{errore} non risponde entro {ATTESA_AVVIO:.0f} secondi.", flush=True)
        return 1
    finally:
        spegni(programmi)
    return 0


if __name__ == "__main__":
    sys.exit(main())
