"""Ten thousand copies that are due and three workers: each leaves once."""

import time
import uuid
from pathlib import Path

from notifiche.models import Consegna, Messaggio
from portal.base.coda import Stato
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests.faults.bilancio import controlla
from tests.faults.piattaforme import AppIO, Posta
from tests.faults.processi import Broker, Lavoratore, finche

QUANTE = 10_000


def test_tre_lavoratori_e_diecimila_copie(
    giulia: Persona, ente: Ente, io: AppIO, posta: Posta, broker: Broker, tmp_path: Path
) -> None:
    comuni = {"ente": ente, "destinatario": giulia, "tipo": "notifiche.benvenuto", "genere": "pratiche"}
    messaggi = Messaggio.objects.bulk_create(
        Messaggio(chiave_evento=f"tanti:{numero}", oggetto="Un avviso di prova", testo="Un fatto.", **comuni)
        for numero in range(QUANTE)
    )
    Consegna.objects.bulk_create(
        Consegna(messaggio=messaggio, canale="email", filo=uuid.uuid4()) for messaggio in messaggi
    )
    lavoratori = [Lavoratore(broker, tmp_path, io=io, posta=posta).avvia() for _ in range(3)]
    try:
        for _ in lavoratori:
            broker.suona("notifiche.consegna")
        finche(lambda: _finite(broker), "tutte partite", secondi=400)
    finally:
        for lavoratore in lavoratori:
            lavoratore.uccidi()
    assert (len(posta.copie), set(posta.copie.values())) == (QUANTE, {1})
    assert set(Consegna.objects.values_list("stato", "tentativi")) == {(Stato.RIUSCITO, 1)}
    controlla(io, posta)


def _finite(broker: Broker) -> bool:
    time.sleep(1)  # beat rings twice a minute: a storm of sweeps would only take the time of the deliveries
    broker.suona("notifiche.spazza")
    return not Consegna.objects.exclude(stato=Stato.RIUSCITO).exists()
