"""The receipt is the one proof of payment: stored once, whatever happens around it."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from notifiche.models import Messaggio
from notifiche.riepilogo import voci
from pagamenti.models import Avviso, Ricevuta, Stampa
from pagamenti.operations import annulla_avviso
from pagamenti.signals import avviso_pagato
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.models import Evento, SoloAggiunta
from tests.makers import un_avviso
from tests.pagamenti.nodo import Risposta, invia, invia_rt, ricevuta, richiesta

Anomalia = Ricevuta.Anomalia
ALTRA = "b" * 32


@pytest.fixture
def notizie() -> Iterator[list[int]]:
    """The notices announced as paid."""
    annunciati: list[int] = []

    def ascolta(avviso_id: int, **altro: Any) -> None:
        annunciati.append(avviso_id)

    avviso_pagato.connect(ascolta)
    yield annunciati
    avviso_pagato.disconnect(ascolta)


@pytest.fixture
def arriva(client: Client, django_capture_on_commit_callbacks: Any) -> Callable[..., Risposta]:
    """A receipt arrives, and its transaction is committed."""

    def invia_e_conferma(avviso: Avviso, *argomenti: str, **cambi: Any) -> Risposta:
        with django_capture_on_commit_callbacks(execute=True):
            return invia_rt(client, avviso, *argomenti, **cambi)

    return invia_e_conferma


def stato(avviso: Avviso) -> str:
    avviso.refresh_from_db()
    return avviso.stato


def test_la_prima_ricevuta_paga_l_avviso(
    arriva: Callable[..., Risposta], avviso: Avviso, giulia: Persona, notizie: list[int]
) -> None:
    assert str(arriva(avviso)) == "OK"
    assert stato(avviso) == "pagato"
    assert avviso.pagato_il.isoformat() == "2026-11-20T09:02:11+00:00"  # written in Rome's time
    assert notizie == [avviso.pk]
    assert avviso.stampe.filter(tipo=Stampa.Tipo.QUIETANZA).exists()
    messaggio = Messaggio.objects.get(destinatario=giulia, tipo="pagamenti.pagato")
    assert "25,00" in messaggio.testo
    assert Evento.objects.filter(azione="avviso.pagato", oggetto=avviso.codice).count() == 1


def test_la_ricevuta_e_conservata_come_e_arrivata(client: Client, avviso: Avviso) -> None:
    corpo = richiesta("paSendRTV2Request", ricevuta(avviso))
    invia(client, corpo)
    conservata = Ricevuta.objects.get()
    assert bytes(conservata.xml) == corpo.encode()
    assert conservata.impronta == hashlib.sha256(corpo.encode()).hexdigest()
    assert (conservata.importo, conservata.commissione, conservata.psp) == (2500, 150, "Banca di prova")


def test_la_stessa_ricevuta_di_nuovo_non_cambia_nulla(
    arriva: Callable[..., Risposta], avviso: Avviso, notizie: list[int]
) -> None:
    """Our answer was lost, or this process was killed before giving it: pagoPA sends again."""
    arriva(avviso)
    assert str(arriva(avviso)) == "KO PAA_RECEIPT_DUPLICATA"
    assert Ricevuta.objects.count() == 1
    assert notizie == [avviso.pk]
    assert Messaggio.objects.filter(tipo="pagamenti.pagato").count() == 1
    assert Evento.objects.filter(azione="avviso.pagato").count() == 1


def test_il_secondo_pagamento_dello_stesso_avviso_e_conservato_e_segnalato(
    arriva: Callable[..., Risposta], avviso: Avviso, notizie: list[int]
) -> None:
    arriva(avviso)
    assert str(arriva(avviso, ALTRA)) == "OK"  # the money is here: it must not be lost
    assert avviso.ricevute.get(receipt_id=ALTRA).anomalia == Anomalia.DOPPIO
    assert notizie == [avviso.pk]
    assert avviso.stampe.filter(tipo=Stampa.Tipo.QUIETANZA).count() == 1


def test_chi_paga_un_avviso_appena_annullato_ha_pagato(
    arriva: Callable[..., Risposta], avviso: Avviso, anna: Persona, notizie: list[int]
) -> None:
    annulla_avviso(avviso.pk, attore=anna, motivo="Errore")
    assert str(arriva(avviso)) == "OK"
    assert stato(avviso) == "pagato"
    assert avviso.ricevute.get().anomalia == Anomalia.ANNULLATO
    assert notizie == [avviso.pk]


@pytest.mark.parametrize("cambio", [{"paymentAmount": "24.99"}, {"creditorReferenceId": "01000000000000999"}])
def test_una_ricevuta_che_non_torna_resta_da_parte(
    arriva: Callable[..., Risposta], avviso: Avviso, cambio: dict[str, str], notizie: list[int]
) -> None:
    assert str(arriva(avviso, **cambio)) == "KO PAA_SEMANTICA"
    assert stato(avviso) == "da_pagare"
    assert Ricevuta.objects.get().anomalia == Anomalia.INCOERENTE
    assert not notizie


def test_un_avviso_sconosciuto_resta_da_parte(arriva: Callable[..., Risposta], avviso: Avviso) -> None:
    assert str(arriva(avviso, noticeNumber="301000000000099999")) == "KO PAA_PAGAMENTO_SCONOSCIUTO"
    messa_da_parte = Ricevuta.objects.get()
    assert (messa_da_parte.anomalia, messa_da_parte.avviso) == (Anomalia.SCONOSCIUTO, None)
    assert [(voce.testo, voce.quante) for voce in voci(avviso.ente)] == [("Ricevute: avviso sconosciuto", 1)]
    assert stato(avviso) == "da_pagare"


@pytest.mark.parametrize("cambio", [{"noticeNumber": "302000000000004232"}, {"fiscalCode": "80000000902"}])
def test_l_incasso_di_un_altro_sistema_o_ente_e_preso_in_carico(
    arriva: Callable[..., Risposta], avviso: Avviso, cambio: dict[str, str]
) -> None:
    assert str(arriva(avviso, **cambio)) == "OK"
    assert Ricevuta.objects.get().anomalia == Anomalia.ESTERNO
    assert stato(avviso) == "da_pagare"


def test_il_numero_di_un_altro_comune_non_paga_il_nostro(
    arriva: Callable[..., Risposta], avviso: Avviso, altro_ente: Ente, giulia: Persona
) -> None:
    """Two enti may give the same number: the ente of the message decides."""
    omonimo = un_avviso(di=giulia, ente=altro_ente)
    assert omonimo.nav == avviso.nav
    arriva(avviso)
    assert (stato(avviso), stato(omonimo)) == ("pagato", "da_pagare")


def test_un_pagamento_durante_un_fermo_della_piattaforma_vale(arriva: Callable[..., Risposta], avviso: Avviso) -> None:
    assert str(arriva(avviso, standIn="true")) == "OK"
    assert Ricevuta.objects.get().stand_in


def test_una_ricevuta_con_esito_negativo_non_paga(arriva: Callable[..., Risposta], avviso: Avviso) -> None:
    assert str(arriva(avviso, outcome="KO")) == "KO PAA_SEMANTICA"
    assert not Ricevuta.objects.exists()


def test_la_versione_1_della_ricevuta_vale_come_la_2(client: Client, avviso: Avviso) -> None:
    corpo = ricevuta(avviso).replace("<companyName>Comune di Roccachiara</companyName><IBAN>", "<IBAN>")
    assert str(invia(client, richiesta("paSendRTReq", corpo))) == "OK"
    assert stato(avviso) == "pagato"


def test_se_non_si_puo_conservare_si_chiede_di_rimandarla(
    client: Client, avviso: Avviso, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full in the middle of the transaction: HTTP 500, nothing written, and the next time it is paid."""

    def disco_pieno(self: Ricevuta, *args: Any, **kwargs: Any) -> None:
        raise DatabaseError("disk full")

    with monkeypatch.context() as guasto:
        guasto.setattr(Ricevuta, "save", disco_pieno)
        risposta = invia_rt(client, avviso)
    assert (risposta.http, risposta.fault) == (500, "soap:Server")
    assert stato(avviso) == "da_pagare"
    assert str(invia_rt(client, avviso)) == "OK"
    assert stato(avviso) == "pagato"


def test_una_ricevuta_non_si_cambia_e_non_si_cancella(client: Client, avviso: Avviso) -> None:
    invia_rt(client, avviso)
    conservata = Ricevuta.objects.get()
    for atto in (conservata.save, conservata.delete, Ricevuta.objects.all().delete):
        with pytest.raises(SoloAggiunta):
            atto()
    with pytest.raises(SoloAggiunta):
        Ricevuta.objects.update(importo=1)
    assert Ricevuta.objects.get().importo == 2500


@pytest.mark.parametrize("comando", ["UPDATE pagamenti_ricevuta SET importo = 1", "DELETE FROM pagamenti_ricevuta"])
def test_il_database_rifiuta_di_cambiare_una_ricevuta(client: Client, avviso: Avviso, comando: str) -> None:
    invia_rt(client, avviso)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursore:
        cursore.execute(comando)
    assert Ricevuta.objects.get().importo == 2500
