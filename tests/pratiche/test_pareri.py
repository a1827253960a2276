"""Another office is asked before deciding: it sees the question and what was sent with it, answers, and the case goes on."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifiche import riepilogo as mattino
from notifiche.models import Messaggio
from portal.base.coda import Stato as StatoLavoro
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.documenti.models import Documento
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from portal.registro.models import AccessoDati, Evento
from pratiche import operations
from pratiche.models import Parere, Pratica, Stampa
from pratiche.stati import Stato
from tests import people
from tests.conftest import entra
from tests.makers import con_regole, una_pratica
from tests.pratiche.conftest import un_pdf


@pytest.fixture
def urbanistica(ente: Ente) -> Ufficio:
    return people.crea_ufficio("Urbanistica", ente)


@pytest.fixture
def carla(urbanistica: Ufficio) -> Persona:
    return people.crea_operatore("Carla", urbanistica)


@pytest.fixture
def pratica(ztl: Servizio, giulia: Persona, carla: Persona) -> Pratica:
    con_regole(ztl, diritti=None)
    return una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)


def chiede(pratica: Pratica, anna: Persona, ufficio: Ufficio, **altro: Any) -> Parere:
    valori = {"ufficio": ufficio.codice, "genere": Parere.Genere.PARERE, "quesito": "Il passo carraio è regolare?"}
    return operations.chiedi_parere(pratica.pk, attore=anna, **(valori | altro))


def test_dalla_domanda_alla_risposta(
    client: Client, pratica: Pratica, giulia: Persona, anna: Persona, carla: Persona, urbanistica: Ufficio, ente: Ente
) -> None:
    anna_web, carla_web = entra(Client(HTTP_HOST="localhost"), anna), entra(Client(HTTP_HOST="localhost"), carla)
    sua, loro = f"/pratiche/{pratica.codice}/", f"/operatori/pratiche/{pratica.codice}/"
    carta = Documento.objects.filter(aggregazione=str(pratica.codice)).get()
    termine = pratica.termine()
    assert "non ferma il termine" in anna_web.get(f"{loro}chiedi-parere/").content.decode()
    dati = {
        "ufficio": str(urbanistica.codice),
        "genere": "parere",
        "quesito": "È regolare?",
        "documenti": str(carta.codice),
    }
    assert "è stato chiesto" in anna_web.post(f"{loro}chiedi-parere/", dati, follow=True).content.decode()
    assert (
        "hai già chiesto" in anna_web.post(f"{loro}chiedi-parere/", dati).content.decode()
    )  # the second of two clicks
    parere = Parere.objects.get()
    assert [voce.testo for voce in mattino.voci(ente)] == ["Urbanistica: pareri da dare ad altri uffici"]
    assert pratica.sigla in carla_web.get("/operatori/pareri/").content.decode()
    indirizzo = f"/operatori/pareri/{parere.codice}/"
    vista = carla_web.get(indirizzo).content.decode()
    assert "È regolare?" in vista
    for dato in ("Bianchi", "BNCGLI85D52H501T", "AB123CD"):  # of the case no more than this
        assert dato not in vista
    assert "Perché devi vederla" in carla_web.get(loro).content.decode()
    assert carla_web.get(f"{indirizzo}documenti/{carta.codice}/").status_code == 200
    assert AccessoDati.objects.filter(soggetto=giulia.codice, operatore=carla.codice).exists()
    entra(client, giulia)
    assert "In attesa del parere di un altro ufficio" in client.get(sua).content.decode()
    assert "Non è ancora arrivato il parere" in anna_web.get(f"{loro}accogli/").content.decode()
    risposta = {
        "esito": "condizioni",
        "testo": "Sì, se resta libero il marciapiede.",
        "file": un_pdf("planimetria.pdf"),
    }
    assert "è stato dato" in carla_web.post(indirizzo, risposta, follow=True).content.decode()
    carla_web.post(indirizzo, {**risposta, "testo": "Altro."})
    for pagina in (anna_web.get(loro).content.decode(), client.get(sua).content.decode()):
        assert "resta libero il marciapiede" in pagina
        assert "planimetria.pdf" in pagina
    assert "In attesa del parere" not in client.get(sua).content.decode()
    assert carla_web.get(f"{indirizzo}documenti/{carta.codice}/").status_code == 404  # the question is closed
    assert Pratica.objects.get(pk=pratica.pk).termine() == termine
    azioni = Evento.objects.filter(azione__startswith="pratica.parere").order_by("pk").values_list("azione", flat=True)
    assert list(azioni) == ["pratica.parere_chiesto", "pratica.parere_dato"]


def test_passati_venti_giorni_si_decide_senza(pratica: Pratica, anna: Persona, urbanistica: Ufficio) -> None:
    parere = chiede(pratica, anna, urbanistica)
    assert parere.scadenza >= timezone.localdate() + dt.timedelta(days=20)
    with time_machine.travel(timezone.now() + dt.timedelta(days=25)):
        assert parere.scaduto
        assert operations.accogli(pratica.pk, attore=anna).conclusa
        with pytest.raises(DomainError, match="non serve più"):
            operations.dai_parere(parere.pk, attore=_di(urbanistica), esito="favorevole", testo="Sì.")


def test_decisa_la_pratica_nessuno_aspetta_piu_il_parere_ne_ne_legge_le_carte(
    client: Client, pratica: Pratica, anna: Persona, carla: Persona, urbanistica: Ufficio, ente: Ente
) -> None:
    carta = Documento.objects.filter(aggregazione=str(pratica.codice)).get()
    parere = chiede(pratica, anna, urbanistica, documenti=[carta])
    indirizzo = parere.get_absolute_url()
    assert entra(client, carla).get(f"{indirizzo}documenti/{carta.codice}/").status_code == 200
    operations.accogli(pratica.pk, attore=anna)
    assert mattino.voci(ente) == []
    assert pratica.sigla not in client.get("/operatori/pareri/").content.decode()
    assert client.get(f"{indirizzo}documenti/{carta.codice}/").status_code == 404
    pagina = client.get(indirizzo).content.decode()
    assert "un parere non serve più" in pagina
    assert '<form method="post" enctype' not in pagina
    assert (
        "non arrivato prima della decisione"
        in entra(client, anna).get(f"/operatori/pratiche/{pratica.codice}/").content.decode()
    )
    Stampa.objects.update(stato=StatoLavoro.RIUSCITO)
    operations.riapri(pratica.pk, attore=anna, titolo="errore", estremi="N. 1", motivazione="Serve il parere.")
    assert Parere.objects.aperti().get() == parere


def test_senza_la_valutazione_tecnica_non_si_decide(pratica: Pratica, anna: Persona, urbanistica: Ufficio) -> None:
    parere = chiede(pratica, anna, urbanistica, genere=Parere.Genere.VALUTAZIONE)
    assert parere.scadenza >= timezone.localdate() + dt.timedelta(days=90)
    with pytest.raises(DomainError, match="valutazione tecnica"):
        operations.accogli(pratica.pk, attore=anna)
    for _volta in range(2):
        operations.ritira_parere(parere.pk, attore=anna, motivo="L'abbiamo già agli atti.")
    with pytest.raises(DomainError, match="non serve più"):
        operations.dai_parere(parere.pk, attore=_di(urbanistica), esito="favorevole", testo="Sì.")
    assert operations.accogli(pratica.pk, attore=anna).conclusa


def test_chi_chiede_ritira_dalla_pratica(client: Client, pratica: Pratica, anna: Persona, urbanistica: Ufficio) -> None:
    parere = chiede(pratica, anna, urbanistica)
    fatto = entra(client, anna).post(f"/operatori/pareri/{parere.codice}/ritira/", {"motivo": "Trovato."}, follow=True)
    assert "Trovato." in fatto.content.decode()
    assert chiede(pratica, anna, urbanistica)  # and may ask again


def test_nessun_altro_chiede_legge_o_risponde(
    client: Client, pratica: Pratica, anna: Persona, carla: Persona, urbanistica: Ufficio, ente: Ente, altro_ente: Ente
) -> None:
    parere = chiede(pratica, anna, urbanistica)
    estranea = people.crea_operatore("Rita", people.crea_ufficio("Tributi", ente))
    entra(client, estranea)
    carta = Documento.objects.filter(aggregazione=str(pratica.codice)).get()
    for coda in ("", "ritira/", f"documenti/{carta.codice}/"):
        assert client.get(f"/operatori/pareri/{parere.codice}/{coda}").status_code == 404
    assert (
        entra(client, carla).get(f"/operatori/pareri/{parere.codice}/documenti/{carta.codice}/").status_code == 404
    )  # not sent
    assert client.get(f"/operatori/pratiche/{pratica.codice}/chiedi-parere/").status_code == 404
    with pytest.raises(DomainError, match="chi lavora nell'ufficio"):
        operations.dai_parere(parere.pk, attore=estranea, esito="favorevole", testo="Sì.")
    with pytest.raises(DomainError, match="altro ufficio"):
        operations.ritira_parere(parere.pk, attore=carla, motivo="x")
    di_altri = people.crea_ufficio("Polizia", altro_ente)
    people.crea_operatore("Dario", di_altri)
    for dove in (di_altri.codice, pratica.ufficio.codice, uuid.uuid4()):
        with pytest.raises(DomainError, match="Scegli un altro ufficio"):
            operations.chiedi_parere(pratica.pk, attore=anna, ufficio=dove, genere="parere", quesito="x")


def test_la_pagina_costa_lo_stesso_con_uno_e_con_tanti(
    client: Client, pratica: Pratica, anna: Persona, urbanistica: Ufficio
) -> None:
    entra(client, anna)
    costi = []
    for quanti in (1, 30):
        for _volta in range(quanti):
            operations.ritira_parere(chiede(pratica, anna, urbanistica).pk, attore=anna, motivo="x")
        client.get(f"/operatori/pratiche/{pratica.codice}/")
        with CaptureQueriesContext(connection) as letture:
            client.get(f"/operatori/pratiche/{pratica.codice}/")
        costi.append(len(letture))
    assert costi[0] == costi[1]
    assert costi[0] <= 16


def _di(ufficio: Ufficio) -> Persona:
    return Persona.objects.get(incarichi__ufficio=ufficio)


def test_il_cittadino_sa_solo_di_cio_che_trattiene_la_risposta(
    pratica: Pratica, giulia: Persona, anna: Persona, carla: Persona, urbanistica: Ufficio
) -> None:
    operations.ritira_parere(chiede(pratica, anna, urbanistica).pk, attore=anna, motivo="x")
    assert not Messaggio.objects.filter(tipo__startswith="pratiche.parere").exists()
    parere = chiede(pratica, anna, urbanistica, genere=Parere.Genere.VALUTAZIONE, quesito="Il muro regge?")
    for _volta in range(2):
        operations.dai_parere(parere.pk, attore=carla, esito="favorevole", testo="Regge.")
    chiesto, dato = Messaggio.objects.filter(tipo__startswith="pratiche.parere").order_by("pk")
    assert "non permette di decidere prima" in chiesto.testo
    assert "È arrivata" in dato.testo
    for messaggio in (chiesto, dato):
        assert (messaggio.destinatario, messaggio.riferimento) == (giulia, pratica.sigla)
        for segreto in ("muro", "Regge", "Urbanistica"):
            assert segreto not in messaggio.testo
