"""`python -m tests.bench.grande [cases]` (`make bench-grande`): do the pages cost the same with one person and with a whole city?

A small database (one citizen, in an office with a few hundred cases) and a big one, with so many cases more, of a tenth as many
people, and what comes with them: documents, messages and their copies, payments, protocol, register. Pages and sweeps are
measured in alternation in processes of their own; a page may cost at most 1.5 times what it costs in the small one, a sweep
fifty milliseconds more, each with the same number of queries. Run it through `scripts.con_servizi`. With a DATABASE_URL of one's
own both databases stay there: a run that was stopped goes on, and `python -m tests.bench.grande misura` measures again without filling.
`python -m tests.bench.grande letture` counts the queries and no time, with few cases: it tells the same on any machine.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import django

RADICE = Path(__file__).resolve().parent.parent.parent
QUANTE, POCHE = 1_000_000, 20_000  # cases; to count queries few are enough
RAPPORTO, GIRI = 1.5, 3
NIENTE = 1.0  # ms: a difference below this is of the clock, not of the rows
POCO = 50.0  # ms: as much may grow what nobody waits for, the sweeps of every thirty seconds
PICCOLO, GRANDE = "piccolo", "grande"
MISURA, LETTURE = "misura", "letture"
LAVORI = ("giro", "mattino", "silenzi")
Misure = dict[str, list[dict[str, Any]]]


def main(argomento: str) -> int:
    with tempfile.TemporaryDirectory(prefix="casa-grande-") as cartella:
        os.environ.setdefault("CASA_DATI", cartella)
        if argomento == LETTURE:
            _prepara(POCHE)
            return _confronta_letture({nome: json.loads(_figlio(nome, "conta")) for nome in (PICCOLO, GRANDE)})
        if argomento != MISURA:
            _prepara(int(argomento))
        misure: Misure = {PICCOLO: [], GRANDE: []}
        _misura(misure)
        if _fuori(misure):  # the machine may have been busy: what is slow by itself is still slow
            _misura(misure)
    return _racconta(misure)


def _misura(misure: Misure) -> None:
    for giro in range(GIRI):
        for nome in (PICCOLO, GRANDE) if giro % 2 else (GRANDE, PICCOLO):
            misure[nome].append(json.loads(_figlio(nome, "prove")))
        print(f"giro {giro + 1} di {GIRI}, carico della macchina {os.getloadavg()[0]:.1f}", flush=True)


def _confronta_letture(contate: dict[str, dict[str, int]]) -> int:
    diverse = {
        pagina: (quante, contate[GRANDE][pagina])
        for pagina, quante in contate[PICCOLO].items()
        if quante != contate[GRANDE][pagina]
    }
    for pagina, (piccolo, grande) in diverse.items():
        print(f"{pagina}: {piccolo} letture con poche righe, {grande} con molte")
    print(f"{len(contate[PICCOLO]) - len(diverse)} passed, {len(diverse)} failed")
    return 1 if diverse else 0


def _prepara(quante: int) -> None:
    """The two databases, unless they are there."""
    if _crea(PICCOLO):
        _figlio(PICCOLO, "prepara")
    _crea(GRANDE, modello=PICCOLO)
    inizio = time.monotonic()
    _figlio(GRANDE, "genera", str(quante))
    print(f"{quante} pratiche in {time.monotonic() - inizio:.0f} s", flush=True)


def _racconta(misure: Misure) -> int:
    fuori = _fuori(misure)
    print(f"\n{'pagina':28} {'piccolo ms':>11} {'grande ms':>10} {'rapporto':>9} {'limite':>7} {'letture':>8}")
    for pagina in misure[PICCOLO][0]:
        piccolo, grande = _tempi(misure, pagina)
        print(
            f"{pagina:28} {piccolo:11.1f} {grande:10.1f} {grande / piccolo:9.2f} {RAPPORTO:7.1f} "
            f"{'/'.join(map(str, _letture(misure, pagina))):>8}  {'FUORI' if pagina in fuori else ''}"
        )
    print(f"{len(misure[PICCOLO][0]) - len(fuori)} passed, {len(fuori)} failed")
    return 1 if fuori else 0


def _fuori(misure: Misure) -> set[str]:
    """The pages that cost too much more in the big city, or make other queries there."""
    return {pagina for pagina in misure[PICCOLO][0] if not _bene(misure, pagina)}


def _bene(misure: Misure, pagina: str) -> bool:
    piccolo, grande = _tempi(misure, pagina)
    tolleranza = POCO if pagina.startswith(LAVORI) else NIENTE
    return len(_letture(misure, pagina)) == 1 and (grande / piccolo <= RAPPORTO or grande - piccolo < tolleranza)


def _tempi(misure: Misure, pagina: str) -> tuple[float, float]:
    """The quickest milliseconds in the small database and in the big one."""
    piccolo, grande = (min(giro[pagina]["ms"] for giro in misure[nome]) for nome in (PICCOLO, GRANDE))
    return piccolo, grande


def _letture(misure: Misure, pagina: str) -> list[int]:
    return sorted({giro[pagina]["letture"] for giri in misure.values() for giro in giri})


def _crea(nome: str, modello: str = "template1") -> bool:
    """Make the database; False when it is there already, from a run that was stopped."""
    import psycopg2

    connessione = psycopg2.connect(os.environ["DATABASE_URL"])
    connessione.autocommit = True
    with connessione.cursor() as cursore:
        cursore.execute("SELECT 1 FROM pg_database WHERE datname = %s", [nome])
        if nuova := cursore.fetchone() is None:
            cursore.execute(f"CREATE DATABASE {nome} TEMPLATE {modello}")
    connessione.close()
    return nuova


def _figlio(database: str, *argomenti: str) -> str:
    """One step in a process of its own, on this database; what it printed last."""
    radice = os.environ["DATABASE_URL"].rpartition("/")[0]
    comando = [sys.executable, "-m", "tests.bench.grande", *argomenti]
    ambiente = {**os.environ, "DATABASE_URL": f"{radice}/{database}"}
    with subprocess.Popen(comando, cwd=RADICE, env=ambiente, stdout=subprocess.PIPE, text=True) as figlio:
        ultima = ""
        for riga in figlio.stdout or ():
            ultima = riga
            if riga.startswith("  "):
                print(riga, end="", flush=True)
    if figlio.returncode:
        sys.exit(f"{' '.join(argomenti)} su {database}: {figlio.returncode}")
    return ultima


def _passo(nome: str) -> None:
    from tests.bench import genera, mondi, pagine

    genera.rifiuta_produzione()
    if nome == "prepara":
        mondi.prepara()
    elif nome == "genera":
        mondi.citta(int(sys.argv[2]))
    else:
        print(json.dumps(pagine.misura() if nome == "prove" else pagine.conta()))


if __name__ == "__main__":
    passo = sys.argv[1] if len(sys.argv) > 1 else str(QUANTE)
    if passo in (MISURA, LETTURE) or passo.isdigit():
        sys.exit(main(passo))
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    _passo(passo)
