"""The agenda in the back-office."""

import datetime as dt

import pytest
from django.test import Client

from appuntamenti.models import Appuntamento, Chiusura, Sportello
from appuntamenti.operations import prenota
from notifiche.models import Messaggio
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.registro.models import AccessoDati
from tests import people
from tests.appuntamenti.conftest import ADESSO, alle, crea_sportello
from tests.conftest import entra

BASE = "/operatori/appuntamenti"


@pytest.fixture
def capo(ufficio: Ufficio) -> Persona:
    return people.crea_operatore("Carla", ufficio, Incarico.Ruolo.AMMINISTRATORE)


def leggi(client: Client, indirizzo: str) -> str:
    risposta = client.get(indirizzo)
    assert risposta.status_code == 200
    return risposta.content.decode()


def test_l_elenco_si_apre_su_oggi(
    client: Client, anna: Persona, giulia: Persona, marco: Persona, prenotato: Appuntamento, sportello: Sportello
) -> None:
    prenota(sportello.pk, inizio=alle(11, giorno=ADESSO.date()), persona=marco, motivo="Oggi", attore=marco)
    entra(client, anna)
    oggi, tutti = (leggi(client, f"{BASE}/appuntamento/{filtro}") for filtro in ("", "?giorno=settimana"))
    assert "Marco Verdi" in oggi
    assert "Giulia Bianchi" not in oggi
    assert "Giulia Bianchi" in tutti


def test_un_altro_ufficio_non_vede_gli_appuntamenti(client: Client, ente: Ente, prenotato: Appuntamento) -> None:
    estraneo = people.crea_operatore("Piero", people.crea_ufficio("Tributi", ente))
    entra(client, estraneo)
    assert "Giulia Bianchi" not in leggi(client, f"{BASE}/appuntamento/?giorno=tutti")
    assert client.get(f"{BASE}/appuntamento/{prenotato.pk}/change/").status_code == 302
    assert client.get(f"{BASE}/appuntamento/{prenotato.pk}/annulla/").status_code == 404


def test_l_ufficio_condiviso_vede_solo_l_ente_del_sito(
    anna: Persona, altro_ente: Ente, ufficio: Ufficio, prenotato: Appuntamento
) -> None:
    ufficio.enti.add(altro_ente)
    altrove = entra(Client(HTTP_HOST="127.0.0.1"), anna)
    assert "Giulia Bianchi" not in leggi(altrove, f"{BASE}/appuntamento/?giorno=tutti")


def test_chi_apre_un_appuntamento_lascia_una_riga(
    client: Client, anna: Persona, giulia: Persona, prenotato: Appuntamento
) -> None:
    assert "Permesso ZTL" in leggi(entra(client, anna), f"{BASE}/appuntamento/{prenotato.pk}/change/")
    riga = AccessoDati.objects.get()
    assert (riga.soggetto, riga.operatore, riga.sezione) == (giulia.codice, anna.codice, "appuntamenti")


def test_chi_e_nell_elenco_legge_una_volta_al_giorno_che_l_ufficio_lo_ha_visto(
    client: Client, anna: Persona, giulia: Persona, prenotato: Appuntamento
) -> None:
    entra(client, anna)
    for _ in range(3):
        leggi(client, f"{BASE}/appuntamento/?giorno=settimana")
    riga = AccessoDati.objects.get()
    assert (riga.soggetto, riga.motivo) == (giulia.codice, "Elenco degli appuntamenti dell'ufficio")


def test_l_ufficio_annulla_dicendo_perche(client: Client, anna: Persona, prenotato: Appuntamento) -> None:
    indirizzo = f"{BASE}/appuntamento/{prenotato.pk}/annulla/"
    entra(client, anna)
    assert "Scrivi perché" in client.post(indirizzo, {"motivazione": " "}).content.decode()
    assert client.post(indirizzo, {"motivazione": "Sportello chiuso per lavori"}).status_code == 302
    prenotato.refresh_from_db()
    assert not prenotato.prenotato
    assert "chiuso per lavori" in Messaggio.objects.get(tipo="appuntamenti.annullato").testo


def test_nessuno_cambia_a_mano_un_appuntamento(client: Client, capo: Persona, prenotato: Appuntamento) -> None:
    risposta = entra(client, capo).post(f"{BASE}/appuntamento/{prenotato.pk}/change/", {"motivo": "Altro"})
    assert risposta.status_code == 403


def _sportello(ufficio: Ufficio, **orario: str) -> dict[str, str | int]:
    dati = {"nome": "Nuovo", "ufficio": ufficio.pk, "indirizzo": "Via Nuova 1", "cap": "00100", "localita": "Roccachiara",
            "da_portare": "un documento", "preavviso_ore": 2, "giorni_avanti": 30, "attivo": "on",
            "orari-TOTAL_FORMS": 1, "orari-INITIAL_FORMS": 0, "orari-0-giorno": 0, "orari-0-dalle": "09:00",
            "orari-0-alle": "12:00", "orari-0-minuti": 30, "orari-0-posti": 1, "orari-0-valido_dal": "01/12/2026"}  # fmt: skip
    return {**dati, **{f"orari-0-{nome}": valore for nome, valore in orario.items()}}


def test_l_amministratore_apre_uno_sportello_con_i_suoi_orari(client: Client, capo: Persona, ufficio: Ufficio) -> None:
    assert entra(client, capo).post(f"{BASE}/sportello/add/", _sportello(ufficio)).status_code == 302
    sportello = Sportello.objects.get()
    assert sportello.ente.nome == "Comune di Roccachiara"
    assert sportello.orari.get().dalle == dt.time(9)


def test_un_orario_al_contrario_si_spiega(client: Client, capo: Persona, ufficio: Ufficio) -> None:
    risposta = entra(client, capo).post(f"{BASE}/sportello/add/", _sportello(ufficio, alle="08:00"))
    assert "dopo l&#x27;apertura" in risposta.content.decode()
    assert not Sportello.objects.exists()


def test_due_orari_nuovi_sovrapposti_si_rifiutano_insieme(client: Client, capo: Persona, ufficio: Ufficio) -> None:
    dati = _sportello(ufficio)
    secondo = {nome.replace("orari-0-", "orari-1-"): valore for nome, valore in dati.items() if "orari-0-" in nome}
    risposta = entra(client, capo).post(f"{BASE}/sportello/add/", {**dati, **secondo, "orari-TOTAL_FORMS": 2})
    assert "si sovrappongono" in risposta.content.decode()


def test_non_si_sceglie_l_ufficio_di_altri(client: Client, ente: Ente, capo: Persona) -> None:
    altrui = people.crea_ufficio("Tributi", ente)
    assert entra(client, capo).post(f"{BASE}/sportello/add/", _sportello(altrui)).status_code == 200
    assert not Sportello.objects.exists()


def test_si_chiude_uno_sportello_dei_propri_uffici(
    client: Client, ente: Ente, capo: Persona, sportello: Sportello
) -> None:
    altrui = crea_sportello(ente, people.crea_ufficio("Tributi", ente), "Sportello tributi")
    dati = {"motivo": "Ponte", "dal": "14/12/2026", "al": "15/12/2026"}
    entra(client, capo)
    client.post(f"{BASE}/chiusura/add/", {**dati, "sportello": altrui.pk})
    assert not Chiusura.objects.exists()
    client.post(f"{BASE}/chiusura/add/", {**dati, "sportello": sportello.pk})
    client.post(f"{BASE}/chiusura/add/", {**dati, "sportello": ""})
    assert [chiusura.sportello for chiusura in Chiusura.objects.order_by("pk")] == [sportello, None]


def test_chi_non_amministra_legge_e_non_cambia(client: Client, anna: Persona, sportello: Sportello) -> None:
    entra(client, anna)
    assert "Sportello permessi" in leggi(client, f"{BASE}/sportello/{sportello.pk}/change/")
    assert client.get(f"{BASE}/sportello/add/").status_code == 403
    assert client.get(f"{BASE}/chiusura/add/").status_code == 403
