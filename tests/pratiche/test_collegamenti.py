"""Two cases that belong together: the office says it, each reader sees of the other only what is theirs to see."""

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations
from pratiche.models import Collegamento, Pratica
from pratiche.operatori.registro import AZIONI
from pratiche.stati import Stato
from tests import people
from tests.conftest import entra
from tests.makers import una_pratica
from tests.parallelo import tutti_insieme

SEGUITO, STESSA = Collegamento.Genere.SEGUITO, Collegamento.Genere.STESSA


@pytest.fixture
def prima(ztl: Servizio, giulia: Persona) -> Pratica:
    return una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)


@pytest.fixture
def seconda(prima: Pratica, giulia: Persona) -> Pratica:
    return una_pratica(di=giulia)


def test_si_collega_per_numero_e_si_toglie(
    client: Client, prima: Pratica, seconda: Pratica, giulia: Persona, anna: Persona
) -> None:
    ufficio = entra(Client(HTTP_HOST="localhost"), anna)
    loro = f"/operatori/pratiche/{seconda.codice}/"
    assert "123/2026" in ufficio.get(f"{loro}collega/").content.decode()
    for sbagliato, perche in (("12", "Scrivi il numero e l&#x27;anno"), ("99/1999", "non c&#x27;è una pratica"), (seconda.sigla, "la stessa pratica")):  # fmt: skip
        risposta = ufficio.post(f"{loro}collega/", {"genere": "seguito", "numero": sbagliato})
        assert perche in risposta.content.decode()
    for _volta in range(2):  # the second of two clicks
        pagina = ufficio.post(f"{loro}collega/", {"genere": "seguito", "numero": prima.sigla}, follow=True)
    assert "È il seguito di" in pagina.content.decode()
    assert "Ha come seguito" in ufficio.get(f"/operatori/pratiche/{prima.codice}/").content.decode()
    entra(client, giulia)
    vista = client.get(prima.get_absolute_url()).content.decode()
    assert "Ha come seguito" in vista
    assert seconda.get_absolute_url() in vista
    collegamento = Collegamento.objects.get()
    for _volta in range(2):
        operations.scollega(collegamento.pk, attore=anna)
    assert "Pratiche collegate" not in client.get(prima.get_absolute_url()).content.decode()
    for pratica in (prima, seconda):
        azioni = Evento.objects.filter(oggetto=pratica.codice, azione__contains="colleg").order_by("pk")
        assert [uno.azione for uno in azioni] == ["pratica.collegata", "pratica.scollegata"]
        assert {uno.azione for uno in azioni} <= AZIONI.keys()


def test_si_toglie_con_un_pulsante(client: Client, prima: Pratica, seconda: Pratica, anna: Persona) -> None:
    uno = operations.collega(prima.pk, seconda.pk, genere=STESSA, attore=anna)
    indirizzo = f"/operatori/pratiche/{seconda.codice}/collega/{uno.codice}/togli/"
    entra(client, anna)
    assert "Il collegamento è tolto" in client.post(indirizzo, follow=True).content.decode()
    assert client.post(indirizzo).status_code == 404


def test_ognuno_vede_solo_cio_che_e_suo(
    client: Client, prima: Pratica, marco: Persona, giulia: Persona, anna: Persona, ente: Ente
) -> None:
    """The applicant does not learn that a neighbour's case exists; another office reads number and service only."""
    altrui = una_pratica(di=marco)
    tributi = people.crea_ufficio("Tributi", ente)
    Pratica.objects.filter(pk=altrui.pk).update(ufficio=tributi, oggetto="Verifica riservata")
    operations.collega(prima.pk, altrui.pk, genere=SEGUITO, attore=anna)
    vista = entra(client, giulia).get(prima.get_absolute_url()).content.decode()
    assert "Pratiche collegate" not in vista
    assert altrui.sigla not in vista
    ufficio = entra(client, anna).get(f"/operatori/pratiche/{prima.codice}/").content.decode()
    assert altrui.sigla in ufficio
    assert "ufficio Tributi" in ufficio
    assert str(altrui.codice) not in ufficio
    assert "Verifica riservata" not in ufficio
    rita = people.crea_operatore("Rita", tributi)
    estranea = people.crea_operatore("Ada", people.crea_ufficio("Stato civile", ente))
    with pytest.raises(DomainError, match="altro ufficio"):
        operations.scollega(Collegamento.objects.get().pk, attore=estranea)
    entra(client, estranea)
    assert client.get(f"/operatori/pratiche/{prima.codice}/collega/").status_code == 404
    operations.scollega(Collegamento.objects.get().pk, attore=rita)  # who has the other one may


def test_mai_fuori_dal_comune_e_mai_con_una_bozza(
    prima: Pratica, seconda: Pratica, marco: Persona, anna: Persona, altro_ente: Ente
) -> None:
    bozza = una_pratica(di=marco, stato=Stato.BOZZA)
    Pratica.objects.filter(pk=seconda.pk).update(ente=altro_ente)
    for altra in (bozza, seconda):
        with pytest.raises(DomainError, match="solo pratiche presentate a questo comune"):
            operations.collega(prima.pk, altra.pk, genere=STESSA, attore=anna)


def test_il_database_ne_tiene_uno_per_coppia_e_genere(prima: Pratica, seconda: Pratica, anna: Persona) -> None:
    operations.collega(prima.pk, seconda.pk, genere=STESSA, attore=anna)
    assert operations.collega(seconda.pk, prima.pk, genere=STESSA, attore=anna) == Collegamento.objects.get()
    operations.collega(seconda.pk, prima.pk, genere=SEGUITO, attore=anna)  # another kind is another link
    for chi, con in ((prima, seconda), (seconda, prima), (prima, prima)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Collegamento.objects.create(pratica=chi, altra=con, genere=STESSA, creato_da=anna)


@pytest.mark.django_db(transaction=True)
def test_due_operatori_insieme_ne_fanno_uno(ztl: Servizio, giulia: Persona, anna: Persona, tmp_path: Path) -> None:
    prima, seconda = una_pratica(di=giulia), una_pratica(di=giulia)
    bruno = people.crea_operatore("Bruno", ztl.ufficio)
    esiti: list[Any] = tutti_insieme(
        [
            lambda: operations.collega(prima.pk, seconda.pk, genere=STESSA, attore=anna),
            lambda: operations.collega(seconda.pk, prima.pk, genere=STESSA, attore=bruno),
        ],
        tmp_path,
    )
    assert not [esito for esito in esiti if isinstance(esito, Exception)]
    assert Collegamento.objects.count() == 1


def test_le_pagine_costano_lo_stesso_con_uno_e_con_tanti(
    client: Client, prima: Pratica, giulia: Persona, anna: Persona
) -> None:
    cittadina, operatrice = entra(client, giulia), entra(Client(HTTP_HOST="localhost"), anna)
    costi = []
    for quanti in (1, 12):
        for _volta in range(quanti):
            operations.collega(prima.pk, una_pratica(di=giulia).pk, genere=STESSA, attore=anna)
        costi.append([
            letture(cittadina, prima.get_absolute_url()), letture(operatrice, f"/operatori/pratiche/{prima.codice}/"),
        ])  # fmt: skip
    assert costi[0] == costi[1]
    assert costi[0][0] <= 10
    assert costi[0][1] <= 16


def letture(browser: Client, indirizzo: str) -> int:
    """The queries of a page already opened once."""
    browser.get(indirizzo)
    with CaptureQueriesContext(connection) as lette:
        browser.get(indirizzo)
    return len(lette)
