"""PDND and ANPR as a recorder that answers what the test says, over real sockets. The sandbox plays the whole conversation."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from pytest_django import Settings

from portal.pdnd import voucher


@dataclass
class Chiamata:
    percorso: str
    intestazioni: dict[str, str]
    corpo: bytes

    @property
    def modulo(self) -> dict[str, str]:
        return {nome: valori[0] for nome, valori in parse_qs(self.corpo.decode()).items()}


@dataclass
class Piattaforme:
    """`token` and `anpr` are the answers still to give, in order; the last one is repeated."""

    chiamate: list[Chiamata] = field(default_factory=list)
    token: list[tuple[int, Any]] = field(
        default_factory=lambda: [(200, {"access_token": "gettone", "expires_in": 600})]
    )
    anpr: list[tuple[int, Any]] = field(default_factory=lambda: [(200, {"listaSoggetti": {"datiSoggetto": []}})])

    def quante(self, parte: str) -> int:
        return sum(parte in chiamata.percorso for chiamata in self.chiamate)

    def ultima(self, parte: str) -> Chiamata:
        return [chiamata for chiamata in self.chiamate if parte in chiamata.percorso][-1]

    def risponde(self, percorso: str) -> tuple[int, bytes]:
        risposte = self.token if "token" in percorso else self.anpr
        stato, corpo = risposte.pop(0) if len(risposte) > 1 else risposte[0]
        return stato, corpo if isinstance(corpo, bytes) else json.dumps(corpo).encode()


@pytest.fixture
def piattaforme(settings: Settings) -> Iterator[Piattaforme]:
    finte = Piattaforme()

    class Risponde(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            corpo = self.rfile.read(int(self.headers["Content-Length"]))
            finte.chiamate.append(Chiamata(self.path, dict(self.headers.items()), corpo))
            stato, risposta = finte.risponde(self.path)
            self.send_response(stato)
            self.send_header("Content-Length", str(len(risposta)))
            self.send_header("GovWay-Transaction-ID", "transazione-1")
            self.end_headers()
            self.wfile.write(risposta)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Risponde)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    settings.PDND_TOKEN_URL, settings.ANPR_URL = f"{base}/token.oauth2", f"{base}/ANPR-PDND"
    voucher._cassa.clear()
    yield finte
    server.shutdown()
    server.server_close()
