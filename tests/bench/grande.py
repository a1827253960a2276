"""`python -m tests.bench.grande [cases]`: do the pages cost the same with one person and with a whole city?

A small database (one citizen with forty cases, in an office that has as many) and a big one, with so many cases more, of a
tenth as many people. The pages are measured in alternation in processes of their own; each may cost at most 1.5 times what it
costs in the small one, with the same number of queries. Run it through `scripts.con_servizi`.
"""

import datetime as dt
import io
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
QUANTE, MIE = 1_000_000, 40
RAPPORTO, GIRI, RICHIESTE = 1.5, 3, 30
PICCOLO, GRANDE = "piccolo", "grande"


def main() -> int:
    quante = int(sys.argv[1]) if len(sys.argv) > 1 else QUANTE
    with tempfile.TemporaryDirectory(prefix="casa-grande-") as cartella:
        os.environ["CASA_DATI"] = cartella
        _crea(PICCOLO)
        _figlio(PICCOLO, "prepara")
        _crea(GRANDE, modello=PICCOLO)
        inizio = time.monotonic()
        _figlio(GRANDE, "genera", str(quante))
        print(f"{quante} pratiche in {time.monotonic() - inizio:.0f} s", flush=True)
        misure: dict[str, list[dict[str, Any]]] = {PICCOLO: [], GRANDE: []}
        for giro in range(GIRI):
            for nome in (PICCOLO, GRANDE) if giro % 2 else (GRANDE, PICCOLO):
                misure[nome].append(json.loads(_figlio(nome, "misura")))
            print(f"giro {giro + 1} di {GIRI}", flush=True)
    return _racconta(misure)


def _racconta(misure: dict[str, list[dict[str, Any]]]) -> int:
    fuori = 0
    print(f"\n{'pagina':20} {'piccolo ms':>11} {'grande ms':>10} {'rapporto':>9} {'limite':>7} {'letture':>8}")
    for pagina in misure[PICCOLO][0]:
        piccoli, grandi = ([giro[pagina]["ms"] for giro in misure[nome]] for nome in (PICCOLO, GRANDE))
        letture = {giro[pagina]["letture"] for nome in misure for giro in misure[nome]}
        rapporto = min(grandi) / min(piccoli)
        bene = rapporto <= RAPPORTO and len(letture) == 1
        fuori += not bene
        print(
            f"{pagina:20} {min(piccoli):11.1f} {min(grandi):10.1f} {rapporto:9.2f} {RAPPORTO:7.1f} "
            f"{'/'.join(map(str, sorted(letture))):>8}  {'' if bene else 'FUORI'}"
        )
    return 1 if fuori else 0


def _crea(nome: str, modello: str = "template1") -> None:
    import psycopg2

    connessione = psycopg2.connect(os.environ["DATABASE_URL"])
    connessione.autocommit = True
    with connessione.cursor() as cursore:
        cursore.execute(f"DROP DATABASE IF EXISTS {nome}")
        cursore.execute(f"CREATE DATABASE {nome} TEMPLATE {modello}")
    connessione.close()


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


def prepara() -> None:
    """The sample world, and one citizen with the forty cases of the pages under measure."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("dati_esempio", verbosity=0, stdout=io.StringIO())
    from tests.makers import presenta_bozza, una_bozza

    ztl, giulia = _servizio(), _giulia()
    giulia.email = "giulia@esempio.invalid"
    giulia.save()
    presenta_bozza(una_bozza(giulia, ztl))
    _pratiche(MIE, giulia=True, uffici=[ztl.ufficio_id])
    _analizza()


def genera_tutto(quante: int) -> None:
    """The city: people, offices, and their cases with a step, a document and the words of the search."""
    from portal.enti.models import Ufficio
    from tests.bench import genera
    from tests.people import crea_ufficio

    ztl, giulia = _servizio(), _giulia()
    altri = [crea_ufficio(f"Ufficio {numero}", ztl.ente).pk for numero in range(1, genera.UFFICI)]
    assert Ufficio.objects.filter(pk__in=altri).count() == len(altri)

    def persona(numero: int) -> dict[str, Any]:
        nome, cognome = genera.nome_di(numero)
        chiave = f"misura{numero}"
        return {
            "codice": genera.codice(1, numero), "username": chiave, "codice_eidas": chiave, "codice_fiscale": None,
            "nome": nome, "cognome": cognome, "email": "",
        }  # fmt: skip

    prima = genera.copia(giulia, max(1, quante // genera.A_PERSONA), persona)
    _pratiche(quante, prima_persona=prima, uffici=[ztl.ufficio_id, *altri])
    _analizza()


def _pratiche(quante: int, *, uffici: list[int], giulia: bool = False, prima_persona: int = 0) -> None:
    """Copies of the case made by the operations: open ones and old ones, spread over offices and years."""
    from portal.documenti.models import Documento
    from pratiche.models import Parola, Passaggio, Pratica
    from tests.bench import genera

    modello = Pratica.objects.earliest("pk")
    genere, adesso = (2 if giulia else 3), dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC)
    persone = max(1, quante // genera.A_PERSONA)

    def pratica(numero: int) -> dict[str, Any]:
        nome, cognome = ("Giulia", "Bianchi") if giulia else genera.nome_di(numero % persone)
        aperta = giulia or numero % genera.APERTE_OGNI == 0
        presentata = adesso - dt.timedelta(minutes=numero % (genera.ANNI * 500_000))
        cambi = {
            "codice": genera.codice(genere, numero), "numero": 100 + numero + (0 if giulia else MIE), "avviso_id": None,
            "identita": json.dumps({**modello.identita, "nome": nome, "cognome": cognome}), "aggiornata_il": presentata,
            "ufficio_id": uffici[numero // genera.APERTE_OGNI % len(uffici)], "presentata_il": presentata,
            "entro_il": (adesso + dt.timedelta(days=numero // genera.APERTE_OGNI % 60)).date(),
        }  # fmt: skip
        if not giulia:
            cambi["richiedente_id"] = prima_persona + numero % persone
        return cambi if aperta else {**cambi, "stato": "accolta", "conclusa_il": presentata + dt.timedelta(days=20)}

    prima = genera.copia(modello, quante, pratica)
    genera.copia(
        Passaggio.objects.filter(pratica=modello).earliest("pk"), quante, lambda numero: {"pratica_id": prima + numero}
    )
    genera.copia(
        Documento.objects.filter(aggregazione=str(modello.codice)).earliest("pk"),
        quante,
        lambda numero: {
            "codice": genera.codice(genere + 8, numero),
            "aggregazione": genera.codice(genere, numero),
            **({} if giulia else {"intestatario_id": prima_persona + numero % persone}),
        },
    )
    if giulia:
        return
    parola = Parola.objects.filter(pratica=modello).earliest("pk")
    genera.copia(
        parola,
        quante * 2,
        lambda numero: {
            "pratica_id": prima + numero // 2,
            "ufficio_id": uffici[numero // 2 // genera.APERTE_OGNI % len(uffici)],
            "parola": genera.parole_della_persona(numero // 2 % persone)[numero % 2],
        },
    )


def misura() -> None:
    """Milliseconds and queries of each page, as JSON. The quickest of many: what others do on the machine only adds."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from portal.identita.models import Persona
    from pratiche.models import Pratica

    cittadina, operatore = (Client(HTTP_HOST="localhost") for _ in range(2))
    _entra(cittadina, _giulia())
    _entra(operatore, Persona.objects.get(username="anna"))
    prima = Pratica.objects.filter(richiedente=_giulia()).earliest("pk")
    pagine = {
        "elenco del cittadino": (cittadina, "/area-personale/pratiche/"),
        "pratica": (cittadina, prima.get_absolute_url()),
        "lavoro dell'ufficio": (operatore, "/operatori/"),
        "pratica in ufficio": (operatore, f"/operatori/pratiche/{prima.codice}/"),
        "ricerca per numero": (operatore, f"/operatori/?numero={prima.numero}"),
        "ricerca per nome": (operatore, "/operatori/?quali=trovate"),
    }
    _cerca(operatore, "Bianchi Giulia")
    misure = {}
    for nome, (chi, indirizzo) in pagine.items():
        for _ in range(3):  # what is written once a day is written now
            assert chi.get(indirizzo).status_code == 200, indirizzo
        with CaptureQueriesContext(connection) as letture:
            chi.get(indirizzo)
        quante = len(letture)  # now: the next request empties the list
        misure[nome] = {"ms": min(_tempo(chi, indirizzo) for _ in range(RICHIESTE)), "letture": quante}
    print(json.dumps(misure))


def _tempo(chi: Any, indirizzo: str) -> float:
    inizio = time.perf_counter()
    chi.get(indirizzo)
    return (time.perf_counter() - inizio) * 1000


def _cerca(operatore: Any, nome: str) -> None:
    """What is searched for by name stays in the session."""
    from pratiche.operatori.lavoro import RICERCA

    sessione = operatore.session
    sessione[RICERCA] = nome
    sessione.save()


def _entra(chi: Any, persona: Any) -> None:
    chi.force_login(persona, backend="django.contrib.auth.backends.ModelBackend")
    sessione = chi.session
    sessione["sessione"] = {"metodo": "spid", "livello": 2, "tipo": "cittadino"}
    sessione.save()


def _servizio() -> Any:
    from portal.catalogo.models import Servizio

    return Servizio.objects.get(slug="permesso-accesso-ztl", ente__hosts__nome="localhost")


def _giulia() -> Any:
    from portal.identita.models import Persona

    return Persona.objects.get(codice_fiscale="BNCGLI85D52H501T")


def _analizza() -> None:
    from django.db import connection

    with connection.cursor() as cursore:
        cursore.execute("ANALYZE")


if __name__ == "__main__":
    passi = {"prepara": prepara, "genera": lambda: genera_tutto(int(sys.argv[2])), "misura": misura}
    passo = passi.get(sys.argv[1] if len(sys.argv) > 1 else "")
    if passo is None:
        sys.exit(main())
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    passo()
