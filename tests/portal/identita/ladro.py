"""A site of the thief's, to see who goes there."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class LadroInAscolto:
    """Writes down every request that arrives."""

    def __init__(self) -> None:
        self.richieste: list[str] = []
        gestore = type("Gestore", (_Gestore,), {"richieste": self.richieste})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), gestore)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/metadata"


class _Gestore(BaseHTTPRequestHandler):
    richieste: list[str]

    def do_GET(self) -> None:
        self.richieste.append(self.path)
        self.send_error(404)


@contextmanager
def in_ascolto() -> Iterator[LadroInAscolto]:
    ladro = LadroInAscolto()
    threading.Thread(target=ladro.server.serve_forever, args=(0.05,), daemon=True).start()
    yield ladro
    ladro.server.shutdown()
    ladro.server.server_close()
