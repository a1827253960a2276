"""Start the sandbox: HTTP server, mail catcher and the postman of the receipts, in one process on 127.0.0.1."""

import logging
import os
import signal
import socket
import sys
import threading
from typing import Any

# importing the package `portal` has already named the portal's own settings
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.sandbox.settings"

import django
from django.conf import settings
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

INDIRIZZO = "127.0.0.1"
log = logging.getLogger("sandbox")


class Gestore(WSGIRequestHandler):
    """As Django's own, and able to hang up on the caller in the middle of a request."""

    def get_environ(self) -> dict[str, Any]:
        return {**super().get_environ(), "sandbox.taglia": self.taglia}

    def taglia(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True


def main() -> None:
    if settings.AMBIENTE == "produzione":
        sys.exit("La sandbox non si avvia in produzione (CASA_AMBIENTE=produzione).")
    settings.CARTELLA.mkdir(parents=True, exist_ok=True)
    django.setup()
    _prepara()
    fine = threading.Event()
    for segnale in (signal.SIGTERM, signal.SIGINT):
        signal.signal(segnale, lambda *_: fine.set())
    _servi(fine)


def _prepara() -> None:
    """Keys, cards and tables."""
    from portal.sandbox.chiavi import carica
    from portal.sandbox.cns.views import archivio

    carica(settings.CARTELLA)
    archivio().prepara()
    call_command("migrate", run_syncdb=True, verbosity=0)


def _servi(fine: threading.Event) -> None:
    """Serve until told to stop. An occupied port ends the program with a message."""
    from portal.sandbox.pagopa.postino import Postino
    from portal.sandbox.posta.server import controllore

    posta, postino = controllore(settings.PORTA_SMTP), Postino()
    try:
        web = ThreadedWSGIServer((INDIRIZZO, settings.PORTA), Gestore)
        posta.start()
    except OSError as errore:
        sys.exit(f"La sandbox non può usare le porte {settings.PORTA} e {settings.PORTA_SMTP}: {errore.strerror}.")
    web.set_app(get_wsgi_application())
    threading.Thread(target=web.serve_forever, args=(0.1,), name="web", daemon=True).start()
    postino.start()
    log.info("pronta su %s, posta sulla porta %s", settings.URL, settings.PORTA_SMTP)
    fine.wait()
    web.shutdown()
    web.server_close()
    posta.stop()
    postino.ferma()
    log.info("ferma")


if __name__ == "__main__":
    main()
