"""The office reads the accounts of its ente, changes none of them, and leaves a trace when it looks at a person's."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pagamenti.models import Avviso, ContoIncasso, Pubblicazione, Ricevuta
from portal.base.coda import Stato
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.registro.models import AccessoDati
from tests import people
from tests.conftest import entra
from tests.makers import un_avviso, una_ricevuta

ELENCHI = {
    nome: reverse(f"admin:pagamenti_{nome}_changelist")
    for nome in ("avviso", "ricevuta", "pubblicazione", "stampa", "verifica")
}


@pytest.fixture
def sportello(client: Client, anna: Persona) -> Client:
    return entra(client, anna)


@pytest.fixture
def altrove(altro_ente: Ente) -> Client:
    """An officer of the other comune, on its site."""
    operatrice = people.crea_operatore("Carla", people.crea_ufficio("Anagrafe", altro_ente))
    return entra(Client(HTTP_HOST="127.0.0.1"), operatrice)


def pagina_di(avviso: Avviso) -> str:
    return reverse("admin:pagamenti_avviso_change", args=[avviso.pk])


def test_gli_elenchi_non_nominano_nessuno(sportello: Client, avviso: Avviso, giulia: Persona) -> None:
    una_ricevuta(avviso)
    for indirizzo in ELENCHI.values():
        pagina = sportello.get(indirizzo).content.decode()
        assert giulia.cognome not in pagina
        assert str(giulia.codice_fiscale) not in pagina
    assert avviso.nav_leggibile in sportello.get(ELENCHI["avviso"]).content.decode()


def test_chi_apre_un_avviso_legge_la_storia_e_lascia_traccia(
    sportello: Client, avviso: Avviso, giulia: Persona, anna: Persona
) -> None:
    ricevuta = una_ricevuta(avviso)
    pagina = sportello.get(pagina_di(avviso)).content.decode()
    for testo in ("Giulia Bianchi", "avviso.emesso", "avviso.pagato", ricevuta.receipt_id):
        assert testo in pagina
    traccia = AccessoDati.objects.get(soggetto=giulia.codice)
    assert (traccia.operatore, traccia.sezione) == (anna.codice, "pagamenti")


def test_nulla_si_cambia_e_nulla_si_cancella(sportello: Client, avviso: Avviso) -> None:
    ricevuta = una_ricevuta(avviso)
    for nome, riga in (("avviso", avviso), ("ricevuta", ricevuta)):
        cambio = reverse(f"admin:pagamenti_{nome}_change", args=[riga.pk])
        assert sportello.post(cambio, {"importo": "1"}).status_code == 403
        assert sportello.post(reverse(f"admin:pagamenti_{nome}_delete", args=[riga.pk])).status_code == 403
        assert sportello.get(reverse(f"admin:pagamenti_{nome}_add")).status_code == 403
    assert Ricevuta.objects.get().importo == 2500


def test_un_altro_ente_non_vede_nulla(altrove: Client, avviso: Avviso, giulia: Persona) -> None:
    una_ricevuta(avviso)
    for indirizzo in ELENCHI.values():
        assert avviso.nav not in altrove.get(indirizzo).content.decode().replace(" ", "")
    assert altrove.get(pagina_di(avviso)).status_code == 302  # back to the index: it does not exist here
    assert not AccessoDati.objects.filter(soggetto=giulia.codice).exists()


def test_la_pubblicazione_ferma_si_riprova(sportello: Client, avviso: Avviso) -> None:
    (riga,) = Pubblicazione.objects.prendi(1)
    riga.fallisce("gpd_risponde_400")
    for indirizzo in (ELENCHI["pubblicazione"], pagina_di(avviso)):
        pagina = sportello.get(indirizzo).content.decode()
        assert "pagoPA rifiuta questa richiesta. Il portale non riprova da sé." in pagina
        assert f"(gpd_risponde_400, pagamenti.Pubblicazione {riga.pk})" in pagina
    fatto = sportello.post(ELENCHI["pubblicazione"], {"action": "riprova", "_selected_action": [riga.pk]}, follow=True)
    assert "1 lavoro rimesso in coda." in fatto.content.decode()
    assert Pubblicazione.objects.get().stato == Stato.IN_CODA


def test_gli_elenchi_dei_lavori_costano_lo_stesso_con_tanti(sportello: Client, ente: Ente, giulia: Persona) -> None:
    for nome in ("stampa", "verifica"):
        assert "Non c'è nulla di fermo." in sportello.get(ELENCHI[nome]).content.decode()
    conti = []
    for altri in (1, 5):
        for _uno in range(altri):
            un_avviso(di=giulia, ente=ente)
        Pubblicazione.objects.update(stato=Stato.FALLITO, errore="gpd_conflitto")
        with CaptureQueriesContext(connection) as letture:
            pagina = sportello.get(ELENCHI["pubblicazione"]).content.decode()
        conti.append((pagina.count("gpd_conflitto"), len(letture)))
    assert [quante for quante, _letture in conti] == [1, 6]
    assert conti[0][1] == conti[1][1]


def test_solo_l_amministratore_scrive_il_conto_di_incasso(client: Client, ente: Ente, ufficio: Ufficio) -> None:
    conto = ContoIncasso.objects.get(ente=ente)
    indirizzo = reverse("admin:pagamenti_contoincasso_change", args=[conto.pk])
    dati = {"iban": "IT02A0300203280000400162854", "categoria": conto.categoria, "cbill": "A0EDT"}
    attese = {Incarico.Ruolo.OPERATORE: 403, Incarico.Ruolo.AMMINISTRATORE: 302}
    for ruolo, atteso in attese.items():
        entra(client, people.crea_operatore(str(ruolo), ufficio, ruolo))
        assert client.post(indirizzo, dati).status_code == atteso
    conto.refresh_from_db()
    assert (conto.iban, conto.cbill, conto.ente) == ("IT02A0300203280000400162854", "A0EDT", ente)
