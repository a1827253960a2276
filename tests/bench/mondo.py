"""The portal's data for the measures: one citizen with full lists, among the rows of many others."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from notifiche.models import Messaggio
from pagamenti.models import Avviso
from portal.catalogo.models import Servizio
from portal.enti.models import Ente
from portal.identita.models import Persona
from pratiche.models import Pratica, VersioneServizio

ALTRI, RIGHE_ALTRI, RIGHE_MIE = 2_000, 100_000, 40
BLOCCO = 5_000


def prepara() -> str:
    """Make the world; the session cookie of the citizen under measure."""
    call_command("migrate", verbosity=0)
    call_command("dati_esempio", verbosity=0)
    ente = Ente.objects.get(hosts__nome="localhost")
    giulia = Persona.objects.get(codice_fiscale="BNCGLI85D52H501T")  # of the sample world
    altri = Persona.objects.bulk_create(
        [
            Persona(
                username=uuid.uuid4().hex, codice_eidas=uuid.uuid4().hex, nome="Altra", cognome="Persona", password="!"
            )
            for _ in range(ALTRI)
        ]
    )
    persone = [altri[indice % ALTRI] for indice in range(RIGHE_ALTRI)] + [giulia] * RIGHE_MIE
    _a_blocchi(Pratica, _pratiche(ente, persone))
    _a_blocchi(Avviso, _avvisi(ente, persone))
    _a_blocchi(Messaggio, _messaggi(ente, persone))
    with connection.cursor() as cursore:
        cursore.execute("ANALYZE")
    return _sessione(giulia)


def _a_blocchi(modello: Any, righe: Iterator[Any]) -> None:
    blocco: list[Any] = []
    for riga in righe:
        blocco.append(riga)
        if len(blocco) == BLOCCO:
            modello.objects.bulk_create(blocco)
            blocco = []
    modello.objects.bulk_create(blocco)


def _pratiche(ente: Ente, persone: list[Persona]) -> Iterator[Pratica]:
    servizio = Servizio.objects.get(ente=ente, slug="permesso-accesso-ztl")
    versione = VersioneServizio.objects.filter(servizio=servizio).latest("numero")
    ufficio, adesso = servizio.ufficio, timezone.now()
    for numero, persona in enumerate(persone, start=1):
        quando = adesso - dt.timedelta(minutes=numero % 40_000)
        yield Pratica(
            ente=ente, servizio=servizio, versione=versione, richiedente=persona, ufficio=ufficio, stato="in_lavorazione",
            anno=2026, numero=numero, presentata_il=quando, presa_in_carico_il=quando, aggiornata_il=quando,
            entro_il=(adesso + dt.timedelta(days=20)).date(),
        )  # fmt: skip


def _avvisi(ente: Ente, persone: list[Persona]) -> Iterator[Avviso]:
    for numero, persona in enumerate(persone, start=1):
        yield Avviso(
            ente=ente, debitore=persona, origine=f"misura:{numero}", causale="Diritti", importo=2000,
            scadenza=timezone.localdate() + dt.timedelta(days=20), nav=f"3010{numero:014}", iuv=f"010{numero:014}", iupd=f"m-{numero}",
        )  # fmt: skip


def _messaggi(ente: Ente, persone: list[Persona]) -> Iterator[Messaggio]:
    for numero, persona in enumerate(persone, start=1):
        yield Messaggio(
            ente=ente, destinatario=persona, chiave_evento=f"misura:{numero}", tipo="pratiche.presentata",
            oggetto="La tua richiesta è arrivata", testo="La richiesta è arrivata e ha un numero.", riferimento=f"{numero}/2026",
        )  # fmt: skip


def _sessione(persona: Persona) -> str:
    deposito = SessionStore()
    deposito[SESSION_KEY] = str(persona.pk)
    deposito[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    deposito[HASH_SESSION_KEY] = persona.get_session_auth_hash()
    deposito.save()
    return str(deposito.session_key)
