"""A portal of this run only: the sample comune on SQLite, in a folder that is thrown away."""

import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from scripts.con_servizi import attendi, ferma, porta_libera

RADICE = Path(__file__).resolve().parent.parent


def esegui(comando: list[str], ambiente: dict[str, str]) -> str:
    """The output of a command of the preparation; when it fails, its words end the program."""
    esito = subprocess.run(comando, cwd=RADICE, env=ambiente, capture_output=True, text=True, check=False)
    if esito.returncode:
        sys.exit(f"{' '.join(comando)} è fallito:\n{esito.stdout}{esito.stderr}")
    return esito.stdout


@dataclass(frozen=True)
class Portale:
    """Nothing of the developer's own configuration enters in it."""

    cartella: Path
    porta: int

    @classmethod
    def nuovo(cls, cartella: Path) -> "Portale":
        """Made, not yet started."""
        portale = cls(cartella, porta_libera())
        portale.gestisci("migrate", "-v", "0")
        portale.gestisci("dati_esempio")
        return portale

    @property
    def url(self) -> str:
        return f"http://localhost:{self.porta}"

    @property
    def ambiente(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "CASA_AMBIENTE": "sviluppo",
            "CASA_DATI": str(self.cartella),
            "PORT": str(self.porta),
            "LOG_LIVELLO": "WARNING",
        }

    def gestisci(self, *argomenti: str) -> None:
        """A `manage.py` command on its data."""
        esegui([sys.executable, "manage.py", *argomenti], self.ambiente)

    def avvia(self, pila: ExitStack) -> None:
        """Serve as in production (gunicorn, two workers of four threads) until the stack is closed."""
        comando = [sys.executable, "-m", "gunicorn", "portal.wsgi", "-k", "gthread", "-w", "2", "--threads", "4"]
        comando += ["-b", f"127.0.0.1:{self.porta}", "--no-control-socket"]
        registro = pila.enter_context((self.cartella / "portale.log").open("wb"))
        processo = subprocess.Popen(comando, cwd=RADICE, env=self.ambiente, stdout=registro, stderr=registro)
        pila.callback(ferma, processo)
        attendi(self.porta)

    def errori(self) -> str:
        """The end of what it wrote about things that broke: empty when nothing did."""
        testo = (self.cartella / "portale.log").read_text(encoding="utf-8", errors="replace")
        return testo[testo.rfind("Traceback") :][-4000:] if "Traceback" in testo else ""
