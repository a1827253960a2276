"""Run a command with PostgreSQL and Redis: those of DATABASE_URL and REDIS_URL, or throw-away servers of our own."""

import getpass
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

ATTESA = 20.0  # seconds for a server to answer


def porta_libera() -> int:
    with socket.socket() as presa:
        presa.bind(("127.0.0.1", 0))
        return int(presa.getsockname()[1])


def programma(nome: str, cartelle: str = "") -> str:
    """The path of a server's program, also where Debian hides it. Exits with the remedy when it is not there."""
    nascosti = sorted(Path("/").glob(cartelle), reverse=True) if cartelle else []
    trovato = shutil.which(nome) or next(iter(nascosti), None)
    if trovato is None:
        sys.exit(f"Manca {nome}: esegui `sh scripts/sistema.sh servizi`, oppure imposta DATABASE_URL e REDIS_URL.")
    return str(trovato)


def attendi(porta: int) -> None:
    fine = time.monotonic() + ATTESA
    while time.monotonic() < fine:
        with socket.socket() as presa:
            if presa.connect_ex(("127.0.0.1", porta)) == 0:
                return
        time.sleep(0.1)
    sys.exit(f"Il server sulla porta {porta} non risponde.")


def ferma(processo: subprocess.Popen[bytes]) -> None:
    processo.terminate()
    try:
        processo.wait(10)
    except subprocess.TimeoutExpired:
        processo.kill()


def avvia(pila: ExitStack, comando: list[str], porta: int) -> None:
    processo = subprocess.Popen(comando, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    pila.callback(ferma, processo)
    attendi(porta)


def postgres(pila: ExitStack, cartella: Path) -> str:
    """A cluster of this run only, without durability: its data is thrown away."""
    eseguibile = Path(programma("postgres", "usr/lib/postgresql/*/bin/postgres")).resolve()
    dati, porta = cartella / "postgres", porta_libera()
    dati.mkdir()
    prefisso: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        prefisso = ["runuser", "-u", "postgres", "--"]
        shutil.chown(dati, "postgres")
        cartella.chmod(0o755)
    crea = [
        *prefisso,
        str(eseguibile.with_name("initdb")),
        "-D",
        str(dati),
        "-U",
        "casa",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
    ]
    subprocess.run(crea, check=True, stdout=subprocess.DEVNULL)
    opzioni = [
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "max_connections=60",
        "unix_socket_directories=",
    ]
    avvia(
        pila,
        [
            *prefisso,
            str(eseguibile),
            "-D",
            str(dati),
            "-h",
            "127.0.0.1",
            "-p",
            str(porta),
            *[f"-c{o}" for o in opzioni],
        ],
        porta,
    )
    return f"postgres://casa@127.0.0.1:{porta}/postgres"


def redis(pila: ExitStack, cartella: Path) -> str:
    porta = porta_libera()
    avvia(
        pila,
        [programma("redis-server"), "--port", str(porta), "--bind", "127.0.0.1", "--save", "", "--dir", str(cartella)],
        porta,
    )
    return f"redis://127.0.0.1:{porta}/0"


def main(comando: list[str]) -> int:
    with ExitStack() as pila:
        cartella = Path(pila.enter_context(tempfile.TemporaryDirectory(prefix=f"casa-{getpass.getuser()}-")))
        ambiente = dict(os.environ)
        if not ambiente.get("DATABASE_URL"):
            ambiente["DATABASE_URL"] = postgres(pila, cartella)
        if not ambiente.get("REDIS_URL"):
            ambiente["REDIS_URL"] = redis(pila, cartella)
        return subprocess.run(comando, env=ambiente, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
