"""Who must complete a request is reminded half way and two days before; who has answered, never."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
import time_machine

from notifiche.models import Genere, Messaggio, Promemoria
from notifiche.tasks import promemoria
from portal.identita.models import Persona
from pratiche import operations
from pratiche.models import Pratica
from pratiche.stati import Stato
from tests.makers import una_pratica

ROMA = ZoneInfo("Europe/Rome")


@pytest.fixture(autouse=True)
def orologio() -> object:
    with time_machine.travel(dt.datetime(2026, 11, 2, 8, 0, tzinfo=ROMA), tick=False) as orologio:
        yield orologio


@pytest.fixture
def in_attesa(ente: object, giulia: Persona) -> Pratica:
    return una_pratica(di=giulia, stato=Stato.IN_ATTESA_DEL_CITTADINO)


def ricordati() -> list[Messaggio]:
    return list(Messaggio.objects.filter(tipo="pratiche.promemoria_integrazione").order_by("pk"))


def test_a_meta_del_tempo_e_due_giorni_prima(in_attesa: Pratica, orologio: time_machine.Traveller) -> None:
    scadenza = in_attesa.integrazione_aperta.scadenza
    for riga in Promemoria.objects.filter(tipo="pratiche.integrazione").order_by("prossimo_tentativo"):
        orologio.move_to(riga.quando)
        promemoria()
    primo, secondo = ricordati()
    assert primo.genere == Genere.PROMEMORIA
    assert in_attesa.sigla in primo.oggetto
    assert primo.url.endswith("/rispondi/") or str(in_attesa.codice) in primo.url
    assert secondo.creato_il.astimezone(ROMA).date() == scadenza - dt.timedelta(days=2)


def rispondi(pratica: Pratica) -> None:
    richiesta = pratica.integrazione_aperta
    operations.salva_risposta(richiesta.pk, attore=pratica.richiedente, risposte={}, messaggio="Ecco.")
    richiesta.campi = []
    richiesta.save(update_fields=["campi"])
    operations.rispondi_integrazione(richiesta.pk, attore=pratica.richiedente)


def ritira(pratica: Pratica) -> None:
    operations.ritira(pratica.pk, attore=pratica.richiedente)


@pytest.mark.parametrize("chiudi", [rispondi, ritira])
def test_chi_ha_risposto_o_ritirato_non_riceve_nulla(
    in_attesa: Pratica, orologio: time_machine.Traveller, chiudi: Callable[[Pratica], None]
) -> None:
    chiudi(in_attesa)
    assert not Promemoria.objects.filter(tipo="pratiche.integrazione").in_programma().exists()
    orologio.shift(dt.timedelta(days=8))
    promemoria()
    assert ricordati() == []
