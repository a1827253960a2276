"""The citizen writes to the office on the case, the office answers: both read it there, and nobody else."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifiche import riepilogo as mattino
from notifiche.models import Messaggio
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Incarico
from portal.identita.models import Persona
from portal.identita.operations import SenzaTitolo
from portal.registro.models import Evento
from pratiche import operations
from pratiche.dialogo import DOPO_LA_CHIUSURA
from pratiche.models import MessaggioPratica, Pratica
from pratiche.models.immutabile import Immutabile
from pratiche.operations.dialogo import AL_GIORNO
from pratiche.stati import Stato
from tests import people
from tests.conftest import agisci_per, entra
from tests.makers import una_delega, una_pratica
from tests.pratiche.conftest import un_pdf

pytestmark = pytest.mark.usefixtures("ztl")


def scrive(pratica: Pratica, chi: Persona, testo: str = "Quando mi rispondete?") -> MessaggioPratica:
    return operations.scrivi_all_ufficio(pratica.pk, attore=chi, testo=testo, chiave=uuid.uuid4())


def risponde(pratica: Pratica, chi: Persona, testo: str = "Entro venerdì.") -> MessaggioPratica:
    return operations.rispondi_al_cittadino(pratica.pk, attore=chi, testo=testo, chiave=uuid.uuid4())


def test_si_scrivono_dalla_pratica(client: Client, giulia: Persona, anna: Persona) -> None:
    pratica = una_pratica(di=giulia)
    cittadina, operatrice = entra(client, giulia), entra(Client(HTTP_HOST="localhost"), anna)
    sua, loro = f"/pratiche/{pratica.codice}/", f"/operatori/pratiche/{pratica.codice}/"
    assert "non ferma il termine" in cittadina.get(f"{sua}scrivi/").content.decode()
    chiave = str(uuid.uuid4())
    vuoto = cittadina.post(f"{sua}scrivi/", {"testo": " ", "chiave": chiave})
    assert vuoto.status_code == 200
    dati = {"testo": "La targa è <b>nuova</b>.", "chiave": chiave}
    inviato = cittadina.post(f"{sua}scrivi/", {**dati, "file": un_pdf("libretto.pdf")}, follow=True).content.decode()
    cittadina.post(f"{sua}scrivi/", dati)  # the second of two clicks
    assert "&lt;b&gt;nuova" in inviato
    assert "Non ancora letto" in inviato
    assert MessaggioPratica.objects.count() == 1
    assert "messaggi da leggere" in operatrice.get("/operatori/", {"quali": "da_leggere"}).content.decode()
    pagina = operatrice.get(loro).content.decode()
    assert "libretto.pdf" in pagina
    assert "Letto dall" in cittadina.get(sua).content.decode()
    assert pratica in list(
        operatrice.get("/operatori/", {"quali": "da_leggere"}).context["elenco"].righe
    )  # not answered
    risposta = {"testo": "Va bene così.", "chiave": str(uuid.uuid4()), "documenti": un_pdf("modello.pdf")}
    assert "è stato inviato" in operatrice.post(f"{loro}scrivi/", risposta, follow=True).content.decode()
    assert list(operatrice.get("/operatori/", {"quali": "da_leggere"}).context["elenco"].righe) == []
    letta = cittadina.get(sua).content.decode()
    for parola in ("Va bene così.", "modello.pdf", "Polizia locale", "Nuovo"):
        assert parola in letta
    assert (
        "Neri" not in letta.partition('id="dialogo"')[2].partition("</section>")[0]
    )  # the office answers, not one person
    assert "Nuovo" not in cittadina.get(sua).content.decode()
    assert "Anna Neri" in operatrice.get(loro).content.decode()


def test_chi_legge_e_non_deve_rispondere_lo_dice(client: Client, giulia: Persona, anna: Persona) -> None:
    pratica = una_pratica(di=giulia)
    scrive(pratica, giulia, "Grazie!")
    operatrice = entra(client, anna)
    for _volta in range(2):
        operatrice.post(f"/operatori/pratiche/{pratica.codice}/messaggi-letti/")
    assert not Pratica.objects.con_messaggi().exists()
    assert Evento.objects.filter(azione="pratica.messaggi_visti").count() == 1


def test_il_messaggio_che_parte_non_dice_che_cosa_c_e_scritto(giulia: Persona, anna: Persona) -> None:
    pratica = una_pratica(di=giulia)
    risponde(pratica, anna, "Il certificato medico non basta.")
    avviso = Messaggio.objects.get(tipo="pratiche.dialogo")
    assert "certificato" not in avviso.testo + avviso.oggetto
    assert "Polizia locale" in avviso.testo
    assert avviso.url.endswith("#dialogo")
    assert list(Evento.objects.filter(azione="pratica.messaggio_inviato").values_list("attore", flat=True)) == [
        anna.codice
    ]


def test_il_vicino_e_un_altro_ufficio_non_leggono_e_non_scrivono(
    client: Client, giulia: Persona, marco: Persona, anna: Persona, ente: Ente
) -> None:
    pratica = una_pratica(di=giulia)
    scritto = operations.scrivi_all_ufficio(
        pratica.pk, attore=giulia, testo="Ecco.", chiave=uuid.uuid4(), file=[un_pdf("libretto.pdf")]
    )
    indirizzo = f"/pratiche/{pratica.codice}/scrivi/"
    assert entra(client, marco).get(indirizzo).status_code == 404
    assert client.post(indirizzo, {"testo": "x", "chiave": str(uuid.uuid4())}).status_code == 404
    assert client.get(scritto.file[0][1]).status_code == 404
    carla = people.crea_operatore("Carla", people.crea_ufficio("Anagrafe", ente))
    entra(client, carla)
    for coda in ("scrivi/", "messaggi-letti/"):
        assert client.post(f"/operatori/pratiche/{pratica.codice}/{coda}", {"testo": "x"}).status_code == 404
    with pytest.raises(SenzaTitolo):
        scrive(pratica, marco)
    with pytest.raises(DomainError, match="altro ufficio"):
        risponde(pratica, carla)
    assert MessaggioPratica.objects.count() == 1


def test_chi_agisce_per_un_altro_scrive_in_suo_nome(
    client: Client, giulia: Persona, luca: Persona, anna: Persona
) -> None:
    pratica = una_pratica(di=giulia)
    agisci_per(client, una_delega(da=giulia, a=luca))
    dati = {"testo": "Scrivo per lei.", "chiave": str(uuid.uuid4())}
    pagina = client.post(f"/pratiche/{pratica.codice}/scrivi/", dati, follow=True).content.decode()
    assert "Luca Ferri per Giulia Bianchi" in pagina
    assert Evento.objects.filter(azione="rappresentanza.usata").exists()
    operatrice = entra(Client(HTTP_HOST="localhost"), anna)
    assert "Luca Ferri per Giulia Bianchi" in operatrice.get(f"/operatori/pratiche/{pratica.codice}/").content.decode()


def test_chi_puo_solo_leggere_non_scrive(client: Client, giulia: Persona, luca: Persona) -> None:
    pratica = una_pratica(di=giulia)
    agisci_per(client, una_delega(da=giulia, a=luca, facolta=("leggi",)))
    assert "scrivi/" not in client.get(f"/pratiche/{pratica.codice}/").content.decode()
    assert client.get(f"/pratiche/{pratica.codice}/scrivi/").status_code == 403


@pytest.fixture
def adesso() -> Iterator[time_machine.Traveller]:
    """Noon: an hour more or less, after a change of the clocks, is still the same day."""
    with time_machine.travel(timezone.localtime().replace(hour=12)) as orologio:
        yield orologio


def test_non_cinquecento_in_un_giorno(giulia: Persona, adesso: time_machine.Traveller) -> None:
    pratica = una_pratica(di=giulia)
    for _volta in range(AL_GIORNO):
        scrive(pratica, giulia)
    with pytest.raises(DomainError, match="domani"):
        scrive(pratica, giulia)
    adesso.shift(dt.timedelta(days=1, minutes=1))
    assert scrive(pratica, giulia)


def test_dopo_la_chiusura_si_scrive_per_un_po(giulia: Persona, anna: Persona, adesso: time_machine.Traveller) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.ACCOLTA)
    adesso.shift(dt.timedelta(days=DOPO_LA_CHIUSURA))
    scrive(pratica, giulia)
    adesso.shift(dt.timedelta(days=1))
    with pytest.raises(DomainError, match="chiusa da tempo"):
        scrive(pratica, giulia)
    risponde(pratica, anna)  # who is answered may answer
    adesso.shift(dt.timedelta(days=DOPO_LA_CHIUSURA))
    assert scrive(pratica, giulia)


def test_in_una_bozza_non_si_scrive(client: Client, giulia: Persona, anna: Persona) -> None:
    bozza = una_pratica(di=giulia, stato=Stato.BOZZA)
    with pytest.raises(DomainError):
        scrive(bozza, giulia)
    with pytest.raises(DomainError, match="non è ancora stata inviata"):
        risponde(bozza, anna)


def test_un_messaggio_non_cambia_il_termine_e_non_si_cancella(giulia: Persona, anna: Persona) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    prima = (pratica.termine(), pratica.stato)
    scritto = scrive(pratica, giulia)
    risponde(pratica, anna)
    pratica = Pratica.objects.get(pk=pratica.pk)
    assert (pratica.termine(), pratica.stato) == prima
    with pytest.raises(Immutabile):
        scritto.delete()
    scritto.testo = "altro"
    with pytest.raises(Immutabile):
        scritto.save()


def test_la_chiave_di_un_altra_pratica_non_serve(giulia: Persona, marco: Persona) -> None:
    altrui = scrive(una_pratica(di=marco), marco)
    with pytest.raises(DomainError, match="Ricarica"):
        operations.scrivi_all_ufficio(una_pratica(di=giulia).pk, attore=giulia, testo="x", chiave=altrui.codice)


def test_il_riepilogo_del_mattino_conta_quelle_da_leggere(giulia: Persona, marco: Persona, ente: Ente) -> None:
    for chi in (giulia, marco):
        pratica = una_pratica(di=chi)
        scrive(pratica, chi)
        scrive(pratica, chi)
    (voce,) = mattino.voci(ente)
    assert (voce.testo, voce.quante) == ("Polizia locale: pratiche con messaggi da leggere", 2)


def test_le_pagine_costano_lo_stesso_con_uno_e_con_cinquanta(
    client: Client, giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    cittadina, operatrice = entra(client, giulia), entra(Client(HTTP_HOST="localhost"), anna)
    costi = []
    for quanti in (1, 49):
        for _volta in range(quanti):
            _scambio(pratica, giulia)
        costi.append([
            _letture(cittadina, pratica.get_absolute_url()),
            _letture(operatrice, f"/operatori/pratiche/{pratica.codice}/"),
        ])  # fmt: skip
    assert costi[0] == costi[1]
    assert costi[0][0] <= 10
    assert costi[0][1] <= 16


def _scambio(pratica: Pratica, chi: Persona) -> None:
    """A message with a file, without the limits of a day."""
    file = [{"nome": "libretto.pdf", "codice": str(uuid.uuid4())}]
    MessaggioPratica.objects.create(
        pratica=pratica, mittente="cittadino", autore=chi, ufficio=pratica.ufficio, testo="Ecco.", allegati=file
    )


def _letture(browser: Client, indirizzo: str) -> int:
    """The queries of a page that has already read what was new."""
    browser.get(indirizzo)
    with CaptureQueriesContext(connection) as letture:
        browser.get(indirizzo)
    return len(letture)


def test_chi_qui_solo_legge_ma_altrove_lavora_e_fermato_con_parole(
    giulia: Persona, anna: Persona, ente: Ente, ztl: Servizio
) -> None:
    pratica = una_pratica(di=giulia)
    scrive(pratica, giulia)
    leo = people.crea_operatore("Leo", ztl.ufficio, Incarico.Ruolo.CONSULTAZIONE)
    altrove = people.crea_ufficio("Anagrafe", ente)
    Incarico.objects.create(persona=leo, ufficio=altrove, ruolo=Incarico.Ruolo.OPERATORE)
    web = entra(Client(HTTP_HOST="localhost"), leo)
    detto = web.post(f"/operatori/pratiche/{pratica.codice}/messaggi-letti/", follow=True).content.decode()
    assert "permette solo di leggere" in detto
    assert Pratica.objects.get(pk=pratica.pk).messaggi_da_leggere_dal
