"""`make bench`: what each page costs, as a ratio to a bare Django page on the same server and database, in alternation."""

import os
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import django

RADICE = Path(__file__).resolve().parent.parent.parent
SECONDI, GIRI, INSIEME = 4, 3, 8
PORTA_NUDA, PORTA = 19311, 19310
# page: processor time at most, rate at least (over the bare page), logged in
MISURE = {
    "Scrivania": ("/area-personale/", 2.0, 0.5, True),
    "Pratiche": ("/area-personale/pratiche/", 2.5, None, True),
    "Pagamenti": ("/area-personale/pagamenti/", 2.5, None, True),
    "Messaggi": ("/area-personale/messaggi/", 2.5, None, True),
    "Home": ("/", 1.0, None, False),
    "Servizi": ("/servizi/", 1.0, None, False),
    "Scheda": ("/servizi/permesso-accesso-ztl/", 1.0, None, False),
    "Accedi": ("/accedi/", 0.4, None, False),
}


def main() -> int:
    subprocess.run(["sh", "scripts/sistema.sh", "misure"], cwd=RADICE, check=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    from tests.bench import mondo
    from tests.bench.misura import Pagina, figli

    print("Preparo i dati (un minuto)…", flush=True)
    biscotto_nudo, biscotto = _prepara_nuda(), mondo.prepara()
    with ExitStack() as pila:
        nuda = _server(pila, "django.core.wsgi:get_wsgi_application()", "tests.bench.nuda.settings", PORTA_NUDA)
        casa = _server(pila, "portal.wsgi:application", "portal.settings", PORTA)
        limite = Pagina("pagina nuda", f"http://localhost:{PORTA_NUDA}/", f"sessionid={biscotto_nudo}", figli(nuda))
        pagine = {
            nome: Pagina(
                nome, f"http://localhost:{PORTA}{percorso}", f"sessionid={biscotto}" if dentro else "", figli(casa)
            )
            for nome, (percorso, _, _, dentro) in MISURE.items()
        }
        for giro in range(GIRI + 1):
            for pagina in (limite, *pagine.values()):
                pagina.giro(secondi=SECONDI, insieme=INSIEME)
                if giro == 0:  # the first round only warms caches and connections
                    pagina.cpu, pagina.ritmo, pagina.attesa = [], [], []
            print(f"giro {giro} di {GIRI}", flush=True)
    return _racconta(limite, pagine)


def _racconta(limite: "Pagina", pagine: "dict[str, Pagina]") -> int:  # type: ignore[name-defined] # noqa: F821
    fuori = 0
    print(f"\n{'pagina':12} {'cpu/nuda':>9} {'limite':>7} {'ritmo/nuda':>11} {'limite':>7} {'p90/nuda':>9}")
    for nome, pagina in pagine.items():
        cpu, ritmo, attesa = pagina.rapporti(limite)
        _, massimo, minimo, _ = MISURE[nome]
        bene = cpu <= massimo and (minimo is None or ritmo >= minimo)
        fuori += not bene
        print(
            f"{nome:12} {cpu:9.2f} {massimo:7.1f} {ritmo:11.2f} {minimo or '':>7} {attesa:9.2f}  {'' if bene else 'FUORI'}"
        )
    return 1 if fuori else 0


def _prepara_nuda() -> str:
    import psycopg2

    indirizzo = urlsplit(os.environ["DATABASE_URL"])
    connessione = psycopg2.connect(os.environ["DATABASE_URL"])
    connessione.autocommit = True
    with connessione.cursor() as cursore:
        cursore.execute("DROP DATABASE IF EXISTS nuda")
        cursore.execute(f'CREATE DATABASE nuda OWNER "{indirizzo.username}"')
    connessione.close()
    comando = [sys.executable, "-m", "tests.bench.nuda.prepara"]
    return subprocess.run(comando, cwd=RADICE, check=True, capture_output=True, text=True).stdout.strip()


def _server(pila: ExitStack, applicazione: str, impostazioni: str, porta: int) -> int:
    """gunicorn as in production, for both: gthread, two workers of four threads."""
    comando = [sys.executable, "-m", "gunicorn", applicazione, "-k", "gthread", "-w", "2", "--threads", "4"]
    comando += ["-b", f"127.0.0.1:{porta}", "--no-control-socket", "--log-level", "error"]
    ambiente = {**os.environ, "DJANGO_SETTINGS_MODULE": impostazioni}
    processo = subprocess.Popen(comando, cwd=RADICE, env=ambiente)
    pila.callback(processo.wait, 20)
    pila.callback(processo.terminate)
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://localhost:{porta}/", timeout=2).close()
        except urllib.error.HTTPError:
            break
        except OSError:
            time.sleep(0.2)
        else:
            break
    return processo.pid


if __name__ == "__main__":
    sys.exit(main())
