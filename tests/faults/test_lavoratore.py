"""A worker killed with `kill -9`, a broker that loses everything: no work is lost, and none is done twice unknowingly."""

import random
import time
from collections import Counter

import pytest
from django.utils import timezone

from notifiche.models import Consegna
from notifiche.operations import Contenuto, avvisa
from portal.base.coda import Stato
from portal.enti.models import Ente
from portal.identita.models import Persona
from pratiche.models import RegistrazioneProtocollo
from tests.faults.processi import Broker, Lavoratore, finche
from tests.makers import una_pratica
from tests.sandbox_processo import SandboxProcesso

pytestmark = [pytest.mark.servizi, pytest.mark.django_db(transaction=True)]

MESSAGGI = 30


def avvisa_molte_volte(giulia: Persona, ente: Ente) -> None:
    for numero in range(MESSAGGI):
        avvisa(Contenuto(destinatario=giulia, ente=ente, chiave_evento=f"prova:{numero}", tipo="notifiche.benvenuto"))


def passa_il_tempo() -> None:
    """As if the leases of the dead had expired and every wait were over."""
    adesso = timezone.now()
    Consegna.objects.filter(stato=Stato.IN_CORSO).update(lease_fino=adesso)
    Consegna.objects.filter(stato=Stato.IN_CODA).update(prossimo_tentativo=adesso)
    RegistrazioneProtocollo.objects.filter(stato=Stato.IN_CORSO).update(lease_fino=adesso)
    RegistrazioneProtocollo.objects.filter(stato=Stato.IN_CODA).update(prossimo_tentativo=adesso)


def tutte_concluse() -> bool:
    return not Consegna.objects.exclude(stato=Stato.RIUSCITO).exists()


def consegna_tutto(broker: Broker) -> None:
    """Sweeps, as beat rings them, until every copy has arrived."""

    def spazza_e_guarda() -> bool:
        passa_il_tempo()
        broker.suona("notifiche.spazza")
        time.sleep(0.3)
        return tutte_concluse()

    finche(spazza_e_guarda, "tutte le consegne concluse")


def quante_copie(sandbox: SandboxProcesso) -> Counter[str]:
    """How many times each mail arrived, by Message-ID."""
    return Counter(dict(mail["intestazioni"])["Message-ID"] for mail in sandbox.posta())


def test_chi_muore_mentre_la_piattaforma_tace_lascia_un_esito_incerto_e_nessuna_copia(
    giulia: Persona, ente: Ente, sandbox: SandboxProcesso, broker: Broker, lavoratore: Lavoratore
) -> None:
    sandbox.modo("posta", "muta")
    avvisa(
        Contenuto(destinatario=giulia, ente=ente, chiave_evento="prova", tipo="notifiche.benvenuto", classe="una_volta")
    )
    posta = Consegna.objects.filter(canale="email")
    broker.suona("notifiche.consegna")
    lavoratore.avvia()
    finche(lambda: posta.filter(iniziata=True).exists(), "la consegna è partita")
    lavoratore.uccidi()
    sandbox.modo("posta", "ok")
    lavoratore.avvia()
    passa_il_tempo()
    broker.suona("notifiche.spazza")
    finche(lambda: posta.filter(stato=Stato.INCERTO).exists(), "la consegna interrotta è incerta")
    broker.suona("notifiche.spazza")
    finche(lambda: Consegna.objects.filter(canale="appio", stato=Stato.RIUSCITO).exists(), "l'altra copia è arrivata")
    assert posta.get().stato == Stato.INCERTO
    assert posta.get().errore == "lavoro_interrotto"
    assert sandbox.posta() == []


def test_ucciso_piu_volte_mentre_consegna_non_perde_nulla(
    giulia: Persona, ente: Ente, sandbox: SandboxProcesso, broker: Broker, lavoratore: Lavoratore
) -> None:
    avvisa_molte_volte(giulia, ente)
    caso = random.Random(7)
    for _ in range(4):
        lavoratore.avvia()
        broker.suona("notifiche.spazza")
        gia_fatte = Consegna.objects.filter(stato=Stato.RIUSCITO).count()
        finche(lambda fatte=gia_fatte: Consegna.objects.filter(stato=Stato.RIUSCITO).count() > fatte, "ne consegna")  # type: ignore[misc]
        time.sleep(caso.uniform(0, 0.1))
        lavoratore.uccidi()
        passa_il_tempo()
        if tutte_concluse():
            break
    lavoratore.avvia()
    consegna_tutto(broker)
    copie = quante_copie(sandbox)
    ripetute = Consegna.objects.filter(canale="email", ripetuta=True).count()
    assert len(copie) == MESSAGGI
    assert max(copie.values()) <= 2
    assert sum(copie.values()) - MESSAGGI <= ripetute, "una copia in più solo dove l'esito era incerto"


def test_il_broker_svuotato_non_perde_nulla(
    giulia: Persona, ente: Ente, sandbox: SandboxProcesso, broker: Broker, lavoratore: Lavoratore
) -> None:
    avvisa_molte_volte(giulia, ente)
    for _ in range(5):
        broker.suona("notifiche.consegna")
    broker.svuota()
    lavoratore.avvia()
    consegna_tutto(broker)
    assert len(quante_copie(sandbox)) == MESSAGGI


def test_il_broker_che_cade_e_torna_vuoto_non_ferma_una_pratica(
    giulia: Persona, ente: Ente, sandbox: SandboxProcesso, broker: Broker, lavoratore: Lavoratore
) -> None:
    lavoratore.avvia()
    broker.uccidi()
    pratica = una_pratica(di=giulia)
    broker.avvia()

    def protocollata() -> bool:
        passa_il_tempo()
        broker.suona("pratiche.spazza")
        time.sleep(0.3)
        return RegistrazioneProtocollo.objects.filter(pratica=pratica, stato=Stato.RIUSCITO).exists()

    finche(protocollata, "la pratica ha il numero di protocollo")
    assert sandbox.quante_volte("protocollo", esito="201") == RegistrazioneProtocollo.objects.count()
