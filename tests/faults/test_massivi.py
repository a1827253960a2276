"""`kill -9` while a message to many is read, written and delivered: it goes on, and each person is told once."""

import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from notifiche.massivi import operations
from notifiche.massivi.esiti import per_canale, righe_esiti
from notifiche.models import Classe, Consegna, Fase, Invio, Messaggio, RigaInvio
from portal.base.coda import Stato
from portal.enti.models import Ente, Ufficio
from tests.bench.massivi import righe
from tests.faults.bilancio import concludi, scrivi
from tests.faults.blocchi import scritture_lente, tenute, uno_aspetta
from tests.faults.piattaforme import AppIO
from tests.faults.processi import Broker, Lavoratore, finche

PERSONE, UCCISIONI = 1100, 5  # three steps
UN_PASSO = 0.5  # seconds
INVII = Invio.objects.all()


@pytest.fixture
def invio(ente: Ente, ufficio: Ufficio) -> Invio:
    """For people whom the portal does not know; each text bears a sign of its own (`P-12`) for the stub to count."""
    testo = "Ciao {nome}, il saldo è di {importo} euro. Il tuo codice è {segno}."
    composto = operations.componi(
        ente=ente, ufficio=ufficio, attore=None, oggetto="Saldo della TARI", testo=testo, classe=Classe.UNA_VOLTA
    )
    titoli, *persone = righe(PERSONE)
    tabella = [f"{titoli.strip()};segno\n", *(f"{riga.strip()};P-{numero}\n" for numero, riga in enumerate(persone))]
    operations.usa_file(composto.pk, SimpleUploadedFile("tari.csv", "".join(tabella).encode()))
    return composto


def test_ucciso_mentre_legge_scrive_e_consegna(invio: Invio, io: AppIO, broker: Broker, lavoratore: Lavoratore) -> None:
    lavoratore.avvia()
    with scritture_lente(RigaInvio, UN_PASSO):
        _ucciso_nel_mezzo_di_un_passo(broker, lavoratore, da_poco_preso)
        assert not invio.righe.exists()  # of a step that was not ended nothing remains
        _ucciso_nel_mezzo_di_un_passo(broker, lavoratore, lambda: invio.righe.exists())
    _finisce(Fase.LETTURA, broker)
    invio.refresh_from_db()
    assert (invio.pronti, invio.scartati, invio.righe.count()) == (PERSONE, 0, PERSONE)
    operations.conferma(invio.pk, attore=None, quanti=PERSONE)
    with scritture_lente(Messaggio, UN_PASSO):
        _ucciso_nel_mezzo_di_un_passo(broker, lavoratore, da_poco_preso)
        assert not Messaggio.objects.exists()
        _ucciso_nel_mezzo_di_un_passo(broker, lavoratore, lambda: Messaggio.objects.exists())
    _finisce(Fase.INVIO, broker)
    _ucciso_mentre_consegna(io, broker, lavoratore)
    concludi(broker)
    _torna_il_conto(invio, io)


def da_poco_preso() -> bool:
    return INVII.filter(stato=Stato.IN_CORSO).exists()


def _ucciso_nel_mezzo_di_un_passo(broker: Broker, lavoratore: Lavoratore, a_che_punto: Callable[[], bool]) -> None:
    """It has written a step, waits for a lock to say how far it is, and dies; another comes."""
    broker.suona("notifiche.invii")
    finche(a_che_punto, "è al lavoro")
    with tenute(INVII):
        finche(uno_aspetta, "ha un passo da scrivere")
        lavoratore.uccidi()
    _passa_il_lease()
    lavoratore.avvia()


def _finisce(fase: Fase, broker: Broker) -> None:
    """Who came takes it up where it was."""

    def finita() -> bool:
        _passa_il_lease()
        broker.suona("notifiche.invii")
        time.sleep(0.2)
        return not INVII.filter(fase=fase).exists()

    finche(finita, f"la fase {fase} finisce")


def _ucciso_mentre_consegna(io: AppIO, broker: Broker, lavoratore: Lavoratore) -> None:
    """Somewhere between a copy and the next."""
    gia = io.copie.total()
    broker.suona("notifiche.spazza")
    finche(lambda: io.copie.total() > gia, "le copie partono")
    lavoratore.uccidi()
    lavoratore.avvia()


def _passa_il_lease() -> None:
    """As if the leases of the dead had expired and every wait were over."""
    scrivi(INVII.filter(stato=Stato.IN_CODA), prossimo_tentativo=timezone.now())
    scrivi(INVII.filter(stato=Stato.IN_CORSO), lease_fino=timezone.now())


def _torna_il_conto(invio: Invio, io: AppIO) -> None:
    invio.refresh_from_db()
    assert (invio.fase, invio.detti, invio.scartati) == (Fase.CONCLUSO, PERSONE, 0)
    assert Messaggio.objects.values("destinatario").distinct().count() == Messaggio.objects.count() == PERSONE
    assert set(io.copie.values()) == {1}
    incerte = Consegna.objects.filter(canale="appio", stato=Stato.INCERTO).count()
    assert incerte <= UCCISIONI  # a killed worker leaves one copy in doubt: the office decides
    assert len(io.copie) in range(PERSONE - incerte, PERSONE + 1)
    per_nome = Counter[str]()
    for esito in per_canale(invio):
        per_nome[esito.canale] += esito.quante
    assert set(per_nome.values()) == {PERSONE}
    assert sum(1 for _ in righe_esiti(invio)) == PERSONE + 1
