"""`kill -9` at each step of a delivery, and in a random loop: nothing is lost, and a copy more only where it was promised."""

import random
import signal
import threading
import time
from collections.abc import Callable

import pytest

from notifiche.models import Consegna
from portal.base.coda import Stato
from tests.faults.bilancio import concludi, controlla, passa_il_tempo
from tests.faults.blocchi import tenute, uno_aspetta
from tests.faults.conftest import Avvisa
from tests.faults.piattaforme import TACE, AppIO, Posta
from tests.faults.processi import Broker, Lavoratore, finche

RIGHE = Consegna.objects.filter(canale="appio")


def prima_di_prendere(io: AppIO, via: threading.Event) -> Callable[[], bool]:
    """The bell is in the broker and the worker dies before it looks at the rows."""
    return lambda: True


def presa(io: AppIO, via: threading.Event) -> Callable[[], bool]:
    """It asks the platform about the person: the row is claimed, nothing has started."""
    io.profilo = TACE
    return lambda: io.chiamate > 0 and RIGHE.filter(stato=Stato.IN_CORSO, iniziata=False).exists()


def iniziata(io: AppIO, via: threading.Event) -> Callable[[], bool]:
    """The call is on its way and the platform has not understood it."""
    io.messaggio, io.tiene = TACE, False
    return lambda: io.chiamate > 1 and RIGHE.filter(iniziata=True).exists()


def arrivata(io: AppIO, via: threading.Event) -> Callable[[], bool]:
    """The platform has the copy and has not answered."""
    io.messaggio = TACE
    return lambda: io.copie.total() > 0


def non_ancora_scritta(io: AppIO, via: threading.Event) -> Callable[[], bool]:
    """The platform has answered; the worker waits for a lock to write that it left."""

    def blocca() -> None:
        with tenute(RIGHE):
            bloccata.set()
            via.wait(60)

    def prima_di_rispondere() -> None:
        threading.Thread(target=blocca, daemon=True).start()
        bloccata.wait(10)

    bloccata = threading.Event()
    io.prima_di_rispondere = prima_di_rispondere
    return lambda: bloccata.is_set() and uno_aspetta()


@pytest.mark.parametrize(
    ("passo", "classe", "copie", "fine"),
    [
        (prima_di_prendere, "una_volta", 1, Stato.RIUSCITO),
        (presa, "una_volta", 1, Stato.RIUSCITO),
        (iniziata, "una_volta", 0, Stato.INCERTO),
        (iniziata, "almeno_una_volta", 1, Stato.RIUSCITO),
        (arrivata, "una_volta", 1, Stato.INCERTO),
        (arrivata, "almeno_una_volta", 2, Stato.RIUSCITO),
        (non_ancora_scritta, "una_volta", 1, Stato.INCERTO),
        (non_ancora_scritta, "almeno_una_volta", 2, Stato.RIUSCITO),
    ],
)
def test_ucciso_a_ogni_passo(
    avvisane: Avvisa,
    io: AppIO,
    posta: Posta,
    broker: Broker,
    lavoratore: Lavoratore,
    passo: Callable[[AppIO, threading.Event], Callable[[], bool]],
    classe: str,
    copie: int,
    fine: Stato,
) -> None:
    avvisane(classe=classe)
    Consegna.objects.filter(canale="email").delete()
    via = threading.Event()
    ci_siamo = passo(io, via)
    broker.suona("notifiche.consegna")
    lavoratore.avvia()
    finche(ci_siamo, passo.__name__)
    lavoratore.uccidi()
    via.set()
    io.ripara()
    lavoratore.avvia()
    concludi(broker)
    assert (io.copie.total(), RIGHE.get().stato) == (copie, fine)
    controlla(io, posta)


def test_ucciso_a_caso_mentre_partono_trecento_copie(
    avvisane: Avvisa, io: AppIO, posta: Posta, broker: Broker, lavoratore: Lavoratore
) -> None:
    avvisane(150)
    caso = random.Random(7)
    for _ in range(6):
        lavoratore.avvia()
        broker.suona("notifiche.spazza")
        gia = Consegna.objects.filter(stato=Stato.RIUSCITO).count()
        finche(lambda gia=gia: Consegna.objects.filter(stato=Stato.RIUSCITO).count() > gia, "ne consegna")  # type: ignore[misc]
        time.sleep(caso.uniform(0, 0.15))
        lavoratore.uccidi()
        passa_il_tempo()
        if not Consegna.objects.exclude(stato=Stato.RIUSCITO).exists():
            break
    lavoratore.avvia()
    concludi(broker)
    assert not Consegna.objects.exclude(stato=Stato.RIUSCITO).exists()
    assert (len(io.copie), len(posta.copie)) == (150, 150)
    controlla(io, posta)


def test_chi_e_fermato_con_garbo_finisce_o_restituisce(
    avvisane: Avvisa, io: AppIO, posta: Posta, broker: Broker, lavoratore: Lavoratore
) -> None:
    avvisane(60)
    broker.suona("notifiche.consegna")
    lavoratore.avvia()
    finche(lambda: Consegna.objects.filter(stato=Stato.RIUSCITO).exists(), "ne consegna")
    assert lavoratore.ferma() == 0
    assert not Consegna.objects.exclude(stato__in=[Stato.IN_CODA, Stato.RIUSCITO]).exists()
    lavoratore.avvia()
    concludi(broker)
    assert set(io.copie.values()) | set(posta.copie.values()) == {1}
    controlla(io, posta)


def test_chi_si_risveglia_dopo_il_lease_non_scrive_sul_lavoro_di_un_altro(
    avvisane: Avvisa, io: AppIO, posta: Posta, broker: Broker, lavoratore: Lavoratore, tmp_path: object
) -> None:
    """SIGSTOP while the platform answers, until the lease is over and another has done the row; then SIGCONT."""
    avvisane(classe="almeno_una_volta")
    Consegna.objects.filter(canale="email").delete()
    in_mano, rispondi = threading.Event(), threading.Event()

    def prima_di_rispondere() -> None:
        in_mano.set()
        rispondi.wait(60)

    io.prima_di_rispondere = prima_di_rispondere
    broker.suona("notifiche.consegna")
    lavoratore.avvia()
    finche(in_mano.is_set, "la copia è partita")
    lavoratore.segnala(signal.SIGSTOP)
    io.ripara()
    rispondi.set()
    altro = Lavoratore(broker, lavoratore._registro.parent, io=io, posta=posta).avvia()
    try:
        concludi(broker)
        fatta = RIGHE.get()
        lavoratore.segnala(signal.SIGCONT)
        finche(lambda: "lease_perso" in lavoratore.registro(), "il primo si accorge di aver perso il turno")
    finally:
        altro.uccidi()
    dopo = RIGHE.get()
    assert (dopo.stato, dopo.conclusa_il, dopo.id_esterno) == (Stato.RIUSCITO, fatta.conclusa_il, fatta.id_esterno)
    assert io.copie.total() == 2
    controlla(io, posta)
