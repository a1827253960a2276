"""The broker is only a bell, and the database may go away: the acts of people go through, and every copy has its end."""

import datetime as dt
import signal
import time
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from notifiche.models import Battito, Consegna
from notifiche.salute import SPAZZATA
from portal.base import jobs
from portal.base.coda import Stato
from portal.enti.models import Ente
from portal.identita.models import Persona
from pratiche.models import RegistrazioneProtocollo
from tests.faults.bilancio import concludi, controlla, scrivi
from tests.faults.conftest import Avvisa
from tests.faults.piattaforme import AppIO, Posta
from tests.faults.processi import Broker, Filo, Lavoratore, database_della_prova, finche
from tests.makers import una_pratica
from tests.sandbox_processo import SandboxProcesso

SUONA = jobs.suona  # before the suite's recorder takes its place
UN_ATTIMO = 3.5  # seconds a silent broker may cost a request, once: its time limits and a loaded machine


def test_il_broker_muto_non_ferma_chi_presenta_e_poi_tutto_parte(
    avvisane: Avvisa,
    io: AppIO,
    posta: Posta,
    broker: Broker,
    lavoratore: Lavoratore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It accepts connections and says nothing: the worst kind."""
    from portal.celery import app

    monkeypatch.setattr(jobs, "suona", SUONA)
    monkeypatch.setattr(jobs, "_muto_fino", 0.0)
    monkeypatch.setitem(app.conf, "broker_url", broker.url)
    monkeypatch.setitem(app.conf, "broker_write_url", broker.url)
    lavoratore.avvia()
    avvisane(3)
    finche(lambda: Consegna.objects.filter(stato=Stato.RIUSCITO).exists(), "il campanello si sente")
    broker.segnala(signal.SIGSTOP)
    app.pool.force_close_all()
    inizio = time.monotonic()
    avvisane(5)
    assert time.monotonic() - inizio < UN_ATTIMO
    broker.segnala(signal.SIGCONT)
    concludi(broker)
    assert set(io.copie.values()) | set(posta.copie.values()) == {1}
    controlla(io, posta)


def test_il_broker_che_tace_mentre_un_lavoro_finisce_non_assorda_il_lavoratore(
    avvisane: Avvisa, io: AppIO, posta: Posta, broker: Broker, lavoratore: Lavoratore
) -> None:
    """The acknowledgement finds no answer: the place of that task is free all the same."""
    io.prima_di_rispondere = lambda: broker.segnala(signal.SIGSTOP)
    lavoratore.avvia()
    avvisane(1)
    broker.suona("notifiche.consegna")
    finche(lambda: "Couldn't ack" in lavoratore.registro(), "la conferma resta senza risposta")
    io.ripara()
    broker.segnala(signal.SIGCONT)
    avvisane(3)
    concludi(broker)
    controlla(io, posta)


def test_il_broker_svuotato_e_poi_caduto_e_tornato_vuoto_non_perde_nulla(
    avvisane: Avvisa, io: AppIO, posta: Posta, broker: Broker, lavoratore: Lavoratore
) -> None:
    avvisane(20)
    for _ in range(5):
        broker.suona("notifiche.consegna")
    broker.svuota()
    lavoratore.avvia()
    finche(lambda: "ready" in lavoratore.registro() or _sente(broker), "il lavoratore sente il campanello")
    broker.uccidi()
    avvisane(20)
    broker.avvia()
    concludi(broker)
    assert (len(io.copie), len(posta.copie)) == (40, 40)
    assert set(io.copie.values()) | set(posta.copie.values()) == {1}
    controlla(io, posta)


def _sente(broker: Broker) -> bool:
    broker.suona("notifiche.spazza")
    time.sleep(0.3)
    return Battito.quanto_fa(SPAZZATA) is not None


def test_il_broker_che_torna_vuoto_non_ferma_una_pratica(
    giulia: Persona, ente: Ente, sandbox: SandboxProcesso, broker: Broker, tmp_path: Path
) -> None:
    lavoratore = Lavoratore(broker, tmp_path, SANDBOX_URL=sandbox.url).avvia()
    broker.uccidi()
    pratica = una_pratica(di=giulia)
    broker.avvia()

    def protocollata() -> bool:
        scrivi(RegistrazioneProtocollo.objects.filter(stato=Stato.IN_CODA), prossimo_tentativo=timezone.now())
        broker.suona("pratiche.spazza")
        time.sleep(0.3)
        return RegistrazioneProtocollo.objects.filter(pratica=pratica, stato=Stato.RIUSCITO).exists()

    try:
        finche(protocollata, "la pratica ha il numero di protocollo")
    finally:
        lavoratore.uccidi()
    assert sandbox.quante_volte("protocollo", esito="201") == RegistrazioneProtocollo.objects.count()


def test_il_database_che_manca_dieci_secondi(
    avvisane: Avvisa, io: AppIO, posta: Posta, broker: Broker, tmp_path: Path
) -> None:
    """The worker reaches it through a wire that is cut in the middle of the work."""
    dati = connection.settings_dict
    filo = Filo((str(dati["HOST"]), int(dati["PORT"])))
    avvisane(60)
    lavoratore = Lavoratore(broker, tmp_path, io=io, posta=posta, DATABASE_URL=database_della_prova(filo.porta))
    lavoratore.avvia()
    try:
        broker.suona("notifiche.consegna")
        finche(lambda: Consegna.objects.filter(stato=Stato.RIUSCITO).count() > 5, "ne consegna")
        filo.taglia()
        time.sleep(10)
        filo.ripara()
        concludi(broker)
    finally:
        lavoratore.uccidi()
        filo.taglia()
    assert not Consegna.objects.exclude(stato=Stato.RIUSCITO).exists()
    controlla(io, posta)


def test_un_lavoratore_sordo_finisce_e_un_altro_prende_il_suo_posto(
    avvisane: Avvisa, io: AppIO, posta: Posta, broker: Broker, lavoratore: Lavoratore, settings: Settings
) -> None:
    """Deaf: the broker takes the rings, the worker hears none (here, because it listens elsewhere)."""
    avvisane(2)
    Battito.objects.create(nome=SPAZZATA, quando=timezone.now() - dt.timedelta(minutes=5))
    lavoratore.avvia("-Q", "altrove")
    assert lavoratore.finito(120) == 1
    assert "lavoratore_sordo" in lavoratore.registro()
    lavoratore.avvia()
    concludi(broker)
    controlla(io, posta)
