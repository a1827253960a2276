"""Measuring a page: processor time of the server and of the database per request, and requests per second under load.

Only ratios between pages measured in alternation are meaningful: the machine is shared and its speed moves.
"""

import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from django.db import connection

BATTITI = os.sysconf("SC_CLK_TCK")
UNITA = {"us": 1e-3, "ms": 1.0, "s": 1e3}


@dataclass
class Pagina:
    """A page under measure, and what each round found."""

    nome: str
    url: str
    biscotto: str = ""
    processi: tuple[int, ...] = ()
    cpu: list[float] = field(default_factory=list)  # milliseconds per request, server + database
    ritmo: list[float] = field(default_factory=list)  # requests per second
    attesa: list[float] = field(default_factory=list)  # 90th percentile, milliseconds

    def giro(self, *, secondi: int, insieme: int) -> None:
        """One round of load. Raises RuntimeError when an answer is not a 200."""
        prima = _cpu(self.processi)
        richieste, p90 = _wrk(self.url, self.biscotto, secondi, insieme)
        self.cpu.append((_cpu(self.processi) - prima) * 1000 / richieste)
        self.ritmo.append(richieste / secondi)
        self.attesa.append(p90)

    def rapporti(self, limite: "Pagina") -> tuple[float, float, float]:
        """Processor time, rate and 90th percentile, each over the limit page's: the median of the rounds."""
        return tuple(  # type: ignore[return-value]
            median(mio / suo for mio, suo in zip(getattr(self, campo), getattr(limite, campo), strict=True))
            for campo in ("cpu", "ritmo", "attesa")
        )


def figli(radice: int) -> tuple[int, ...]:
    """A process and its children: gunicorn's master and workers."""
    elenco = Path(f"/proc/{radice}/task/{radice}/children").read_text(encoding="ascii").split()
    return (radice, *[int(figlio) for figlio in elenco])


def _cpu(processi: tuple[int, ...]) -> float:
    """Seconds of processor used so far by these processes and by the database: they live as long as the measure."""
    return sum(_tempo(processo) for processo in {*processi, *_postgres()})


def _tempo(processo: int) -> float:
    try:
        campi = Path(f"/proc/{processo}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(int(campi[indice]) for indice in (11, 12)) / BATTITI


def _postgres() -> set[int]:
    """The processes of the cluster under measure, and of no other on the machine."""
    with connection.cursor() as cursore:
        cursore.execute("SHOW data_directory")
        cartella = Path(cursore.fetchone()[0])
    padrone = int((cartella / "postmaster.pid").read_text(encoding="ascii").split()[0])
    return set(figli(padrone))


def _wrk(url: str, biscotto: str, secondi: int, insieme: int) -> tuple[int, float]:
    intestazioni = ["-H", f"Cookie: {biscotto}"] if biscotto else []
    comando = ["wrk", "-t1", f"-c{insieme}", f"-d{secondi}s", "--latency", *intestazioni, url]
    testo = subprocess.run(comando, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in testo:
        raise RuntimeError(f"{url} risponde con errori:\n{testo}")
    richieste = int(re.search(r"(\d+) requests in", testo).group(1))  # type: ignore[union-attr]
    quantile = re.search(r"90%\s+([\d.]+)(us|ms|s)", testo)
    return max(richieste, 1), float(quantile.group(1)) * UNITA[quantile.group(2)] if quantile else 0.0
