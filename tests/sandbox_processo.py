"""The sandbox as a real process on free ports, for the fixtures of every room."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import requests

RADICE = Path(__file__).resolve().parents[1]
SECONDI_AVVIO = 20


class SandboxProcesso:
    """Start with `avvia()` (or `with`), stop with `ferma()`; the state stays in `cartella` and survives a restart.

    stazione_url  where receipts go (the portal's /pagopa/paForNode); by default an address where nobody answers
    portale_url   where the card reader passes certificates on
    """

    def __init__(self, cartella: Path, *, stazione_url: str = "", portale_url: str = "") -> None:
        self.cartella = cartella
        self.portale_url = portale_url
        self.porta, self.smtp_porta = porte_libere(2)
        self.url = f"http://localhost:{self.porta}"
        self.stazione_url = stazione_url or f"http://localhost:{porte_libere(1)[0]}/pagopa/paForNode"
        self._processo: subprocess.Popen[bytes] | None = None

    def avvia(self) -> "SandboxProcesso":
        """Start and wait until it answers. Raises RuntimeError with its log if it does not."""
        with (self.cartella / "sandbox.log").open("ab") as registro:
            self._processo = subprocess.Popen(
                [sys.executable, "-m", "portal.sandbox"],
                cwd=RADICE,
                env=self.ambiente(),
                stdout=registro,
                stderr=registro,
            )
        fine = time.monotonic() + SECONDI_AVVIO
        while time.monotonic() < fine and self._processo.poll() is None:
            try:
                requests.get(f"{self.url}/-/pronto", timeout=2).raise_for_status()
            except requests.RequestException:
                time.sleep(0.05)
            else:
                return self
        self.ferma()
        raise RuntimeError(self.registro())

    def ambiente(self) -> dict[str, str]:
        """The environment of the process: nothing of the developer's own configuration."""
        return {
            "PATH": os.environ.get("PATH", ""),
            "CASA_DATI": str(self.cartella),
            "SANDBOX_PORT": str(self.porta),
            "SANDBOX_SMTP_PORT": str(self.smtp_porta),
            "SANDBOX_URL": self.url,
            "SANDBOX_STAZIONE_URL": self.stazione_url,
            "SANDBOX_PORTALE_URL": self.portale_url,
        }

    def ferma(self) -> int:
        """Ask it to stop, wait, and give its exit code."""
        if self._processo is None:
            return 0
        self._processo.terminate()
        try:
            return self._processo.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._processo.kill()
            return self._processo.wait()
        finally:
            self._processo = None

    def registro(self) -> str:
        return (self.cartella / "sandbox.log").read_text()

    def modo(self, piattaforma: str, modo: str) -> None:
        """Put a platform (spid, pagopa, appio, protocollo, anpr, posta) in a mood (ok, giu, lenta, muta, errore, its own)."""
        self._posta(f"/pannello/api/{piattaforma}", {"modo": modo})

    def azzera(self) -> None:
        """Forget everything that arrived and mend every platform."""
        self._posta("/pannello/api/azzera", {})

    def fatti(self) -> dict[str, Any]:
        """`contatori` ({platform: {"METHOD shape outcome": times}}) and `registro` (every fact, oldest first)."""
        return self._leggi("/pannello/api/fatti")

    def quante_volte(self, piattaforma: str, **campi: str) -> int:
        """How many facts of a platform have these values: `quante_volte("pagopa", metodo="paSendRTV2", esito="OK")`."""
        return sum(
            fatto["piattaforma"] == piattaforma and all(fatto[nome] == valore for nome, valore in campi.items())
            for fatto in self.fatti()["registro"]
        )

    def posta(self) -> list[dict[str, Any]]:
        """The mails that were caught, oldest first: mittente, destinatari, oggetto, testo, html, intestazioni, allegati."""
        return self._leggi("/posta/api/messaggi")

    def messaggi_io(self) -> list[dict[str, Any]]:
        """The messages that App IO kept, oldest first, whatever it answered: id, codice_fiscale, contenuto, stato, servizio."""
        return self._leggi("/io/messaggi.json")

    def stato_io(self, stato: str, messaggio: str = "") -> None:
        """Decide what App IO says of a message, or of all: ACCEPTED, THROTTLED, PROCESSED, REJECTED, FAILED, SPARITO."""
        self._posta("/io/stati", {"stato": stato, "messaggio": messaggio})

    def servizio_io(self, codice_fiscale: str, servizio: str, *, acceso: bool) -> None:
        """Press the switch of a service on a person's phone."""
        self._posta(
            "/io/telefono", {"persona": codice_fiscale, "servizio": servizio, "acceso": "si" if acceso else "no"}
        )

    def revoca(self, chiave: str, *, di_nuovo_buona: bool = False) -> None:
        """Revoke a key of App IO ("generale/primaria", "tributi/secondaria"), or make it good again."""
        self._posta("/pannello/api/appio/chiavi", {"chiave": chiave, "revocata": "no" if di_nuovo_buona else "si"})

    def _leggi(self, percorso: str) -> Any:
        risposta = requests.get(self.url + percorso, timeout=5)
        risposta.raise_for_status()
        return risposta.json()

    def _posta(self, percorso: str, dati: dict[str, str]) -> None:
        requests.post(self.url + percorso, data=dati, timeout=5).raise_for_status()

    def __enter__(self) -> "SandboxProcesso":
        return self.avvia()

    def __exit__(
        self, tipo: type[BaseException] | None, errore: BaseException | None, traccia: TracebackType | None
    ) -> None:
        self.ferma()


def porte_libere(quante: int) -> list[int]:
    """Ports that nobody uses at this moment."""
    prese = [socket.socket() for _ in range(quante)]
    for presa in prese:
        presa.bind(("127.0.0.1", 0))
    porte = [int(presa.getsockname()[1]) for presa in prese]
    for presa in prese:
        presa.close()
    return porte
