"""`python -m tests.bench.massivi [how many]`: memory and pace of a message to half a million people.

The file is read and the messages are planned by the very code of the worker, in this process; the copies are taken as sent
each time the queue is full. Fails above 150 MB at the peak, or when somebody is missing or is told twice.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import django

QUANTI, MEGA_MASSIMI = 500_000, 150
LETTERE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    os.environ["CASA_DATI"] = tempfile.mkdtemp(prefix="casa-massivi-")
    # in a process of its own: the migrations are not what is measured
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], check=True)
    django.setup()
    from django.db.models import Count

    from notifiche.massivi import operations
    from notifiche.models import Fase, Invio, Messaggio

    quanti = int(sys.argv[1]) if len(sys.argv) > 1 else QUANTI
    invio = _invio(quanti)
    base, inizio = _mega(), time.monotonic()
    _lavora_finche(invio, Fase.LETTURA)
    letta = time.monotonic()
    operations.conferma(invio.pk, attore=None, quanti=invio.pronti)
    _lavora_finche(invio, Fase.INVIO)
    fine = time.monotonic()
    doppi = Messaggio.objects.values("destinatario").annotate(n=Count("pk")).filter(n__gt=1).count()
    detti = Invio.objects.get(pk=invio.pk).detti
    print(
        f"destinatari {quanti}: lettura {quanti / (letta - inizio):.0f}/s, messaggi {quanti / (fine - letta):.0f}/s, "
        f"memoria {base:.0f} MB all'inizio, {_mega():.0f} MB al massimo (limite {MEGA_MASSIMI}), "
        f"mancanti {quanti - detti}, doppi {doppi}"
    )
    return 0 if _mega() <= MEGA_MASSIMI and detti == quanti and not doppi else 1


def _invio(quanti: int) -> object:
    from django.core.files import File

    from notifiche.massivi import operations
    from tests import people

    ente = people.crea_ente("Benchmark", host="bench", numero=990)
    ufficio = people.crea_ufficio("Tributi", ente)
    testo = "Ciao {nome}, il saldo TARI è di **{importo}** euro e si paga entro il 16 dicembre."
    invio = operations.componi(ente=ente, ufficio=ufficio, attore=None, oggetto="Saldo della TARI", testo=testo)
    percorso = Path(tempfile.mkstemp(suffix=".csv")[1])
    with percorso.open("w") as file:
        file.writelines(righe(quanti))
    with percorso.open("rb") as file:
        operations.usa_file(invio.pk, File(file, name="tari.csv"))
    percorso.unlink()
    return invio


def righe(quanti: int) -> Iterator[str]:
    """Codes well formed and all different."""
    from stdnum.it import codicefiscale

    yield "codice_fiscale;nome;importo\n"
    for numero in range(quanti):
        resto, lettere = numero, ""
        for _ in range(6):
            resto, indice = divmod(resto, 26)
            lettere += LETTERE[indice]
        codice = f"{lettere}80A01H501"
        yield f"{codice}{codicefiscale.calc_check_digit(codice)};Nome{numero};{numero % 900}\n"


def _lavora_finche(invio: object, fase: str) -> None:
    """What worker and beat do, one slice after the other, while the copies leave."""
    from django.utils import timezone

    from notifiche.massivi.lavoro import lavora
    from notifiche.models import Consegna, Invio
    from portal.base.coda import Stato

    while True:
        invio.refresh_from_db()  # type: ignore[attr-defined]
        if invio.fase != fase:  # type: ignore[attr-defined]
            return
        for preso in Invio.objects.prendi(1):
            lavora(preso)
        Consegna.objects.filter(stato=Stato.IN_CODA).update(stato=Stato.RIUSCITO)
        Invio.objects.filter(stato=Stato.IN_CODA).update(prossimo_tentativo=timezone.now())
        print(f"  {fase}: {preso.pronti} letti, {preso.detti} scritti, {_mega():.0f} MB", flush=True)


def _mega() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
