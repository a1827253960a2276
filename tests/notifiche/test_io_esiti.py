"""After "accepted": the questions to App IO, when they are asked, and what each answer means for who reads and for the office."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifiche.models import Consegna, EsitoIO, Interruttore, Messaggio, ServizioIO
from notifiche.models.esiti_io import DOMANDE
from notifiche.operations import invia_di_nuovo
from notifiche.racconto import motivo, racconta, storia
from notifiche.tasks import consegna, esiti_io
from portal.base.coda import LEASE, Stato
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests.notifiche.conftest import Io, consegna_di

pytestmark = pytest.mark.usefixtures("posta")
Avvisa = Callable[..., Messaggio]
Orologio = time_machine.Traveller
ULID = "01HZZZZZZZZZZZZZZZZZZZZZZZ"


@pytest.fixture
def ora() -> Iterator[Orologio]:
    with time_machine.travel(timezone.now(), tick=False) as orologio:
        yield orologio


@pytest.fixture
def accettata(io: Io, ora: Orologio, messaggio_per: Avvisa) -> Consegna:
    """A copy that App IO took, and of which it says nothing yet."""
    io.esito = (200, {"status": "ACCEPTED"})
    messaggio = messaggio_per()
    consegna()
    return consegna_di(messaggio, "appio")


def dopo(ora: Orologio, attesa: dt.timedelta) -> None:
    ora.shift(attesa)
    esiti_io()


def adesso(riga: Consegna) -> Consegna:
    return Consegna.objects.get(pk=riga.pk)


def test_presa_in_carico_non_vuol_dire_arrivata(accettata: Consegna, io: Io, giulia: Persona, ora: Orologio) -> None:
    assert "presa in carico" in racconta(accettata)
    dopo(ora, dt.timedelta(seconds=29))
    assert io.domande == []
    dopo(ora, dt.timedelta(seconds=1))
    assert io.domande == [f"/api/v1/messages/{giulia.codice_fiscale}/{ULID}"]
    assert adesso(accettata).esito == Consegna.Esito.ACCETTATA


def test_si_chiede_sempre_piu_di_rado_e_dopo_otto_giorni_non_piu(accettata: Consegna, io: Io, ora: Orologio) -> None:
    inizio = timezone.now()
    for attesa in DOMANDE:
        dopo(ora, inizio + attesa - timezone.now() - dt.timedelta(seconds=1))
        chieste = len(io.domande)
        dopo(ora, dt.timedelta(seconds=1))
        assert len(io.domande) == chieste + 1
    assert [attesa.total_seconds() for attesa in DOMANDE[:6]] == [30, 120, 600, 3600, 6 * 3600, 24 * 3600]
    assert DOMANDE[-1] == dt.timedelta(days=8)
    assert adesso(accettata).esito == Consegna.Esito.IGNOTA
    dopo(ora, dt.timedelta(days=3))
    assert len(io.domande) == len(DOMANDE)


def test_disponibile_solo_quando_lo_dice_io(accettata: Consegna, io: Io, ora: Orologio) -> None:
    io.esito = (200, {"status": "THROTTLED"})
    dopo(ora, DOMANDE[0])
    io.esito = (200, {"status": "PROCESSED"})
    dopo(ora, DOMANDE[1])
    riga = adesso(accettata)
    assert (riga.stato, riga.esito) == (Stato.RIUSCITO, Consegna.Esito.CONSEGNATA)
    assert racconta(riga).startswith("disponibile nell'app")
    dopo(ora, dt.timedelta(days=1))
    assert len(io.domande) == 2


@pytest.mark.parametrize(
    ("profilo", "stato", "esito", "errore"),
    [
        ((200, {"sender_allowed": False}), Stato.ANNULLATO, Consegna.Esito.NON_CONSENTITA, ""),
        ((404, {}), Stato.ANNULLATO, Consegna.Esito.NON_ATTIVA, ""),
        ((200, {"sender_allowed": True}), Stato.FALLITO, "", "appio_rifiutato"),
    ],
)
def test_se_rifiuta_si_chiede_al_profilo_chi_ha_spento(
    accettata: Consegna, io: Io, ora: Orologio, profilo: tuple[int, Any], stato: Stato, esito: str, errore: str
) -> None:
    io.esito, io.profilo = (200, {"status": "REJECTED"}), profilo
    dopo(ora, DOMANDE[0])
    riga = adesso(accettata)
    assert (riga.stato, riga.esito, riga.errore) == (stato, esito, errore)


def test_se_non_riesce_lo_legge_l_ufficio_che_puo_rimandare(
    accettata: Consegna, io: Io, ora: Orologio, giulia: Persona
) -> None:
    io.esito = (200, {"status": "FAILED"})
    dopo(ora, DOMANDE[0])
    riga = Consegna.objects.ferme().get()
    assert riga.errore == "appio_non_elaborato"
    assert "non è riuscita a consegnarlo" in motivo(riga)
    io.messaggio, io.esito = (201, {"id": "01JYYYYYYYYYYYYYYYYYYYYYYY"}), (200, {"status": "PROCESSED"})
    invia_di_nuovo(riga.pk, attore=giulia)
    consegna()
    assert adesso(riga).esito == Consegna.Esito.ACCETTATA
    dopo(ora, DOMANDE[0])
    assert (adesso(riga).esito, io.domande[-1][-26:]) == (Consegna.Esito.CONSEGNATA, "01JYYYYYYYYYYYYYYYYYYYYYYY")


def test_non_trovato_subito_e_presto_piu_tardi_e_per_sempre(accettata: Consegna, io: Io, ora: Orologio) -> None:
    io.esito = (404, {})
    dopo(ora, DOMANDE[0])
    assert adesso(accettata).esito == Consegna.Esito.ACCETTATA
    io.profilo = (404, {})
    dopo(ora, dt.timedelta(hours=1))
    riga = adesso(accettata)
    assert (riga.stato, riga.esito) == (Stato.ANNULLATO, Consegna.Esito.NON_ATTIVA)


def test_sparito_a_chi_e_su_io_non_si_sa(accettata: Consegna, io: Io, ora: Orologio) -> None:
    io.esito = (404, {})
    dopo(ora, dt.timedelta(hours=1))
    assert adesso(accettata).esito == Consegna.Esito.IGNOTA


@pytest.mark.parametrize("risposta", [(500, {}), (200, None), (429, {}), (401, {})])
def test_un_guasto_si_richiede_dopo_un_po(
    accettata: Consegna, io: Io, ora: Orologio, risposta: tuple[int, Any]
) -> None:
    io.esito = risposta
    dopo(ora, DOMANDE[0])
    assert adesso(accettata).esito == Consegna.Esito.ACCETTATA
    io.esito = (200, {"status": "PROCESSED"})
    dopo(ora, dt.timedelta(minutes=11))
    assert adesso(accettata).esito == Consegna.Esito.CONSEGNATA


@pytest.mark.parametrize("risposta", [(403, {}), (400, {}), (200, {}), (200, "niente")])
def test_una_risposta_che_non_dice_niente_finisce_in_non_si_sa(
    accettata: Consegna, io: Io, ora: Orologio, risposta: tuple[int, Any]
) -> None:
    io.esito = risposta
    dopo(ora, DOMANDE[0])
    assert adesso(accettata).esito == Consegna.Esito.ACCETTATA
    dopo(ora, dt.timedelta(days=8))
    assert adesso(accettata).esito == Consegna.Esito.IGNOTA


def test_dopo_otto_giorni_anche_un_guasto_e_la_fine(accettata: Consegna, io: Io, ora: Orologio) -> None:
    io.esito = (500, {})
    dopo(ora, dt.timedelta(days=9))
    assert adesso(accettata).esito == Consegna.Esito.IGNOTA
    assert not EsitoIO.objects.filter(stato=Stato.IN_CODA).exists()


def test_chi_chiede_muore_e_un_altro_richiede(accettata: Consegna, io: Io, ora: Orologio) -> None:
    io.esito = (200, {"status": "PROCESSED"})
    ora.shift(DOMANDE[0])
    (presa,) = EsitoIO.objects.prendi(5)
    presa.segna_iniziata()
    ora.shift(LEASE + dt.timedelta(seconds=1))
    esiti_io()
    assert adesso(accettata).esito == Consegna.Esito.CONSEGNATA


def test_seguire_una_copia_costa_una_scrittura(accettata: Consegna) -> None:
    EsitoIO.objects.all().delete()
    for scritture in (["INSERT"], ["INSERT", "UPDATE"]):  # the second time the office has sent it again
        with CaptureQueriesContext(connection) as fatte:
            EsitoIO.objects.segui(accettata, None, con_allegati=False)
        assert [query["sql"].split()[0] for query in fatte] == scritture
    assert EsitoIO.objects.count() == 1


def test_una_chiave_rifiutata_ferma_le_domande_come_le_copie(
    accettata: Consegna, io: Io, ora: Orologio, messaggio_per: Avvisa
) -> None:
    io.esito = (401, {})
    dopo(ora, DOMANDE[0])
    fermo = Interruttore.objects.get()
    chiamate = len(io.chiavi)
    dopo(ora, dt.timedelta(minutes=5))
    messaggio_per()
    consegna()
    assert (fermo.canale, fermo.motivo, len(io.chiavi)) == ("appio", "appio_risponde_401", chiamate)
    io.esito = (200, {"status": "PROCESSED"})
    dopo(ora, dt.timedelta(minutes=6))
    assert adesso(accettata).esito == Consegna.Esito.CONSEGNATA


def test_quattro_domande_si_prendono_al_costo_di_una(io: Io, ora: Orologio, messaggio_per: Avvisa) -> None:
    letture = []
    for quante in (1, 4):
        for _ in range(quante):
            messaggio_per()
        consegna()
        ora.shift(DOMANDE[0])
        with CaptureQueriesContext(connection) as fatte:
            prese = EsitoIO.objects.prendi(10)
            assert [riga.consegna.messaggio.destinatario.nome for riga in prese] == ["Giulia"] * quante
        letture.append(len(fatte))
    assert letture[0] == letture[1]


# --- read by the person -------------------------------------------------------------------------------------------------


@pytest.fixture
def premium(ente: Ente) -> ServizioIO:
    uno = ServizioIO(ente=ente, nome="Premium", predefinito=True, avanzato=True)
    uno.cambia_chiave("primaria", "chiave")
    uno.save()
    return uno


@pytest.mark.parametrize(
    ("lettura", "parole", "altre_domande"),
    [("READ", "letta", False), ("UNREAD", "", True), ("UNAVAILABLE", "", False), ("ALTRO", "", False)],
)
def test_la_lettura_si_dice_solo_quando_e_certa(
    premium: ServizioIO, io: Io, ora: Orologio, messaggio_per: Avvisa, lettura: str, parole: str, altre_domande: bool
) -> None:
    messaggio = messaggio_per()
    consegna()
    assert io.messaggi[0]["feature_level_type"] == "ADVANCED"
    io.esito = (200, {"status": "PROCESSED", "read_status": lettura})
    dopo(ora, DOMANDE[0])
    (testo,) = [voce.testo for voce in storia(messaggio) if str(voce.canale) == "App IO"]
    assert testo.startswith("disponibile nell'app")
    assert ("letta" in testo, "non letta" in testo) == (bool(parole), False)
    assert EsitoIO.objects.filter(stato=Stato.IN_CODA).exists() == altre_domande


def test_letta_piu_tardi_non_cambia_l_ora_dell_arrivo(
    premium: ServizioIO, io: Io, ora: Orologio, messaggio_per: Avvisa
) -> None:
    riga = consegna_di(messaggio_per(), "appio")
    consegna()
    io.esito = (200, {"status": "PROCESSED", "read_status": "UNREAD"})
    dopo(ora, DOMANDE[0])
    arrivo = adesso(riga).conclusa_il
    io.esito = (200, {"status": "PROCESSED", "read_status": "READ"})
    dopo(ora, dt.timedelta(days=1))
    assert (adesso(riga).conclusa_il, EsitoIO.objects.get().lettura) == (arrivo, "READ")
