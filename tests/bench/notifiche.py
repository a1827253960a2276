"""Messages under measure: copies a second against a bare Celery task on the same Redis, in alternation, and the cost of `avvisa`.

One worker process on each side. Each copy commits twice (started, outcome), as in production.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from unittest import mock

import django

RADICE = Path(__file__).resolve().parent.parent.parent
GIRI, RIGHE = 3, 1500
RAPPORTO_SENZA, RAPPORTO_CON, AVVISA_MS = 1.0, 0.5, 5.0


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    logging.disable(logging.INFO)
    settings.APPIO_RITMO = 1_000_000  # the pace of the platform is not ours
    call_command("migrate", verbosity=0)
    mondo = _mondo()
    casi: dict[str, Callable[[], float]] = {
        "senza piattaforma": lambda: _ritmo(mondo, "prova"),
        "due chiamate a 0 ms": lambda: _ritmo(mondo, "appio", _risposte_immediate),
        "due chiamate in rete": lambda: _ritmo(mondo, "appio", _piattaforma),
    }
    rapporti: dict[str, list[float]] = {nome: [] for nome in casi}
    for giro in range(GIRI + 1):
        nudo = _celery()
        for nome, misura in casi.items():
            ritmo = misura()
            if giro:  # the first round only warms up
                rapporti[nome].append(ritmo / nudo)
                print(f"giro {giro}: Celery {nudo:.0f}/s, {nome} {ritmo:.0f}/s", flush=True)
    p95 = _avvisa(mondo)
    return _racconta(rapporti, p95)


def _racconta(rapporti: dict[str, list[float]], p95: float) -> int:
    limiti = {"senza piattaforma": RAPPORTO_SENZA, "due chiamate a 0 ms": RAPPORTO_CON}
    fuori = 0
    print(f"\n{'misura':32} {'valore':>8} {'limite':>8}")
    for nome, valori in rapporti.items():
        valore, limite = median(valori), limiti.get(nome)
        bene = limite is None or valore >= limite
        fuori += not bene
        print(f"{nome + ' / Celery':32} {valore:8.2f} {limite or '':>8}  {'' if bene else 'FUORI'}")
    print(f"{'avvisa, p95 (ms)':32} {p95:8.2f} {AVVISA_MS:8.1f}  {'' if p95 <= AVVISA_MS else 'FUORI'}")
    return 1 if fuori or p95 > AVVISA_MS else 0


def _mondo() -> Any:
    from notifiche.channels import CANALI
    from tests import people
    from tests.notifiche.canale_di_prova import CanaleDiProva

    CANALI["prova"] = CanaleDiProva()
    ente = people.crea_ente("Misure", host=f"misure-{uuid.uuid4().hex[:6]}", numero=903)
    return ente, people.crea_cittadino("Giulia", "Misurata", people.CODICI_FISCALI["giulia"])


def _celery() -> float:
    """Bare tasks a second, one worker process."""
    from tests.bench.vuoto import vuoto

    with tempfile.TemporaryDirectory() as cartella:
        primo, ultimo = Path(cartella, "primo"), Path(cartella, "ultimo")
        vuoto.delay(str(primo))
        for _ in range(RIGHE):
            vuoto.delay()
        vuoto.delay(str(ultimo))
        comando = [sys.executable, "-m", "celery", "-A", "tests.bench.vuoto", "worker", "-c", "1", "-Q", "vuoto"]
        comando += ["--without-mingle", "--without-gossip", "-l", "ERROR"]
        processo = subprocess.Popen(comando, cwd=RADICE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while not ultimo.exists() or not ultimo.read_text(encoding="ascii"):
                time.sleep(0.1)
        finally:
            processo.send_signal(signal.SIGTERM)
            processo.wait(20)
        return RIGHE / (float(ultimo.read_text(encoding="ascii")) - float(primo.read_text(encoding="ascii")))


def _ritmo(mondo: Any, canale: str, attorno: Callable[[], Any] = nullcontext) -> float:
    """Copies a second through our engine, on that channel."""
    from notifiche.giro import consegna_dovute
    from notifiche.models import Consegna, Messaggio
    from portal.base.coda import Stato

    ente, persona = mondo
    messaggi = Messaggio.objects.bulk_create(
        Messaggio(
            ente=ente,
            destinatario=persona,
            chiave_evento=uuid.uuid4().hex,
            tipo="notifiche.benvenuto",
            genere="pratiche",
            oggetto="La tua richiesta è arrivata",
            testo="La richiesta è arrivata e ha un numero. " * 5,
        )
        for _ in range(RIGHE)
    )
    Consegna.objects.bulk_create(Consegna(messaggio=uno, canale=canale, filo=uno.codice) for uno in messaggi)
    _analizza()
    with attorno():
        inizio, fatte = time.monotonic(), 0
        while fatte < RIGHE:
            fatte += consegna_dovute()
        durata = time.monotonic() - inizio
    assert not Consegna.objects.exclude(stato=Stato.RIUSCITO).exists()
    return RIGHE / durata


def _analizza() -> None:
    from django.db import connection

    with connection.cursor() as cursore:
        cursore.execute("ANALYZE notifiche_consegna")


def _risposte_immediate() -> Any:
    """App IO that answers before being asked: what remains is ours."""
    import requests

    def risponde(metodo: str, url: str, **argomenti: Any) -> requests.Response:
        risposta = requests.Response()
        risposta.status_code = 201 if url.endswith("/messages") else 200
        risposta._content = json.dumps({"sender_allowed": True, "id": "01H" + "Z" * 23}).encode()
        return risposta

    return mock.patch("portal.base.http.requests.request", risponde)


def _piattaforma() -> Any:
    """App IO in another process, over loopback."""
    from tests.bench.piattaforma import in_un_altro_processo

    return in_un_altro_processo()


def _avvisa(mondo: Any) -> float:
    """What telling adds to a request: milliseconds, 95th percentile, with its commit and its bell."""
    from django.db import transaction

    from notifiche.operations import Contenuto, avvisa

    ente, persona = mondo
    tempi = []
    for numero in range(400):
        inizio = time.perf_counter()
        with transaction.atomic():
            avvisa(
                Contenuto(
                    destinatario=persona,
                    ente=ente,
                    chiave_evento=uuid.uuid4().hex,
                    tipo="notifiche.benvenuto",
                    riferimento=f"M-{numero}",
                )
            )
        tempi.append((time.perf_counter() - inizio) * 1000)
    return quantiles(tempi[20:], n=20)[-1]


if __name__ == "__main__":
    sys.exit(main())
