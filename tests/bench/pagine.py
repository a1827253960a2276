"""What is measured: the pages of a citizen, those of an officer, the work that goes on by itself."""

import html
import math
import re
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

RICHIESTE, VOLTE = 5, 5
CODICE_GIULIA = "BNCGLI85D52H501T"
PICCOLO = "bruno"  # works in an office with thirty open cases, whatever the city
SUCCESSIVA = re.compile(r'href="(\?[^"]*dopo=[^"]+)"')
Prova = Callable[[], Any]


def giulia() -> Any:
    from portal.identita.models import Persona

    return Persona.objects.get(codice_fiscale=CODICE_GIULIA)


def misura() -> dict[str, dict[str, float]]:
    """Milliseconds and queries of each page or work. The quickest of many, some at a time: what others do on the machine, for
    a moment, only adds."""
    tutte = prove()
    letture = {nome: _letture(prova) for nome, prova in tutte.items()}
    tempi = dict.fromkeys(tutte, math.inf)
    for _volta in range(VOLTE):
        for nome, prova in tutte.items():
            tempi[nome] = min(tempi[nome], *(_tempo(prova) for _ in range(RICHIESTE)))
    return {nome: {"letture": letture[nome], "ms": tempi[nome]} for nome in tutte}


def conta() -> dict[str, int]:
    """How many queries each page or work makes."""
    return {nome: _letture(prova) for nome, prova in prove().items()}


def _letture(prova: Prova) -> int:
    for _ in range(3):  # what is written once a day is written now
        prova()
    with CaptureQueriesContext(connection) as letture:
        prova()
    return len(letture)


def prove() -> dict[str, Prova]:
    from portal.identita import custodia

    custodia.PASSO = (
        3600  # that a session is in use is written once a minute, whatever the database: not while one measures
    )
    return {nome: _pagina(*dove) for nome, dove in (_del_cittadino() | _dell_ufficio()).items()} | _lavori()


def _tempo(prova: Prova) -> float:
    inizio = time.perf_counter()
    prova()
    return (time.perf_counter() - inizio) * 1000


def _pagina(chi: Client, indirizzo: str) -> Prova:
    def chiedi() -> None:
        assert chi.get(indirizzo).status_code == 200, indirizzo

    return chiedi


def _del_cittadino() -> dict[str, tuple[Client, str]]:
    from pagamenti.models import Avviso
    from pratiche.models import Pratica, Tornata

    lei, chi, nessuno = giulia(), Client(HTTP_HOST="localhost"), Client(HTTP_HOST="localhost")
    _entra(chi, lei)
    prima, avviso = (modello.objects.filter(**{ruolo: lei}).earliest("pk") for modello, ruolo in ((Pratica, "richiedente"), (Avviso, "debitore")))  # fmt: skip
    tornata = Tornata.objects.select_related("servizio").earliest("pk")
    return {
        "scrivania": (chi, "/area-personale/"),
        "le mie pratiche": (chi, "/area-personale/pratiche/"),
        "le mie pratiche, pagina 2": (chi, _seconda(chi, "/area-personale/pratiche/")),
        "la mia pratica": (chi, f"/pratiche/{prima.codice}/"),
        "i miei messaggi": (chi, "/area-personale/messaggi/"),
        "i miei pagamenti": (chi, "/area-personale/pagamenti/"),
        "pagamenti già chiusi": (chi, "/area-personale/pagamenti/?vista=chiusi"),
        "un avviso": (chi, avviso.get_absolute_url()),
        "i miei documenti": (chi, "/area-personale/fascicolo/"),
        "chi ha visto i miei dati": (chi, "/area-personale/fascicolo/accessi/"),
        "segnalazioni pubbliche": (nessuno, "/segnalazioni/"),
        "graduatoria del servizio": (nessuno, f"/servizi/{tornata.servizio.slug}/"),
    }


def _dell_ufficio() -> dict[str, tuple[Client, str]]:
    from portal.identita.models import Persona
    from portal.protocollo.models import Registrazione
    from pratiche.models import Pratica
    from pratiche.operatori.lista import FILTRI

    anna, bruno, per_nome, per_codice = (Client(HTTP_HOST="localhost") for _ in range(4))
    for chi, nome in ((anna, "anna"), (bruno, PICCOLO), (per_nome, "anna"), (per_codice, "anna")):
        _entra(chi, Persona.objects.get(username=nome))
    _cerca(per_nome, "Bianchi Giulia")
    _cerca(per_codice, CODICE_GIULIA)
    prima = Pratica.objects.filter(richiedente=giulia()).earliest("pk")
    registrata = Registrazione.objects.earliest("pk")
    schede = {f"ufficio: {nome}": (anna, f"/operatori/?quali={nome}") for nome in FILTRI}
    return schede | {
        "ufficio: pagina 2": (anna, _seconda(anna, "/operatori/?quali=aperte")),
        "ufficio piccolo": (bruno, "/operatori/"),
        "cerca il numero": (anna, f"/operatori/?numero={prima.numero}"),
        "cerca numero e anno": (anna, f"/operatori/?numero={prima.numero}/{prima.anno}"),
        "cerca il nome": (per_nome, "/operatori/?quali=trovate"),
        "cerca il codice fiscale": (per_codice, "/operatori/?quali=trovate"),
        "pratica in ufficio": (anna, f"/operatori/pratiche/{prima.codice}/"),
        "registro della pratica": (anna, f"/operatori/pratiche/{prima.codice}/registro/"),
        "cifre": (anna, "/operatori/cifre/"),
        "protocollo": (anna, "/operatori/protocollo/"),
        "protocollo: numero": (anna, f"/operatori/protocollo/?numero={registrata.numero}"),
        "protocollo: un giorno": (anna, f"/operatori/protocollo/?giorno={registrata.quando:%Y-%m-%d}"),
        "protocollo: annullate": (anna, "/operatori/protocollo/?annullate=on"),
        "graduatorie": (anna, "/operatori/graduatorie/"),
        "pareri": (anna, "/operatori/pareri/"),
        "consegne ferme": (anna, "/operatori/consegne/"),
    }


def _lavori() -> dict[str, Prova]:
    """The sweeps of every thirty seconds, the mail of the morning, the first step of the nightly jobs."""
    from notifiche import riepilogo
    from notifiche import tasks as notifiche
    from pagamenti import tasks as pagamenti
    from portal.enti.models import Ente
    from pratiche import tasks as pratiche
    from pratiche.operations import silenzio

    ente, oggi = Ente.objects.get(hosts__nome="localhost"), timezone.localdate()
    return {
        "giro: pratiche": pratiche.spazza,
        "giro: pagamenti": pagamenti.spazza,
        "giro: notifiche": notifiche.spazza,
        "giro: promemoria": notifiche.promemoria,
        "mattino": lambda: riepilogo.voci(ente),
        "silenzi: da preallarmare": lambda: next(silenzio._a_blocchi(silenzio._da_preallarmare(oggi)), None),
        "silenzi: maturi": lambda: next(silenzio._a_blocchi(silenzio._mature(oggi)), None),
    }


def _seconda(chi: Client, indirizzo: str) -> str:
    """The address of the second page of a list."""
    trovata = SUCCESSIVA.search(chi.get(indirizzo).content.decode())
    assert trovata, indirizzo
    return indirizzo.partition("?")[0] + html.unescape(trovata.group(1))


def _cerca(operatore: Any, cercato: str) -> None:
    """What is searched for of a person stays in the session."""
    from pratiche.operatori.lavoro import RICERCA

    sessione = operatore.session
    sessione[RICERCA] = cercato
    sessione.save()


def _entra(chi: Any, persona: Any) -> None:
    chi.force_login(persona, backend="django.contrib.auth.backends.ModelBackend")
    sessione = chi.session
    sessione["sessione"] = {"metodo": "spid", "livello": 2, "tipo": "cittadino"}
    sessione.save()
