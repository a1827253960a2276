"""The back-office opens by post and by host; the ente of a page is the ente of its address."""

from django.test import Client

from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from tests import people
from tests.conftest import entra


def test_chi_lavora_qui_entra(client: Client, anna: Persona) -> None:
    assert entra(client, anna).get("/operatori/enti/ufficio/").status_code == 200


def test_chi_lavora_altrove_non_entra(anna: Persona, altro_ente: Ente) -> None:
    altrove = entra(Client(HTTP_HOST="127.0.0.1"), anna)
    assert altrove.get("/operatori/enti/ufficio/").status_code == 302


def test_il_cittadino_non_entra(client: Client, giulia: Persona) -> None:
    assert entra(client, giulia).get("/operatori/enti/ufficio/").status_code == 302


def test_un_ufficio_condiviso_mostra_solo_l_ente_del_sito(client: Client, ente: Ente, altro_ente: Ente) -> None:
    condiviso = people.crea_ufficio("Ufficio associato", ente, altro_ente)
    people.crea_ufficio("Anagrafe di Valdolce", altro_ente)
    operatrice = people.crea_operatore("Carla", condiviso)
    pagina = entra(client, operatrice).get("/operatori/enti/ufficio/").content.decode()
    assert "Ufficio associato" in pagina
    assert "Anagrafe di Valdolce" not in pagina


def test_solo_l_amministratore_cambia_l_ufficio(client: Client, ufficio: Ufficio, anna: Persona) -> None:
    indirizzo = f"/operatori/enti/ufficio/{ufficio.pk}/change/"
    assert entra(client, anna).post(indirizzo, {"nome": "Altro"}).status_code == 403


def test_un_host_sconosciuto_riceve_404(ente: Ente) -> None:
    assert Client(HTTP_HOST="testserver").get("/operatori/").status_code == 404
