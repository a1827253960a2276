"""The sessions of a person on every device: seen in the profile, closed from there, really dead."""

import pytest
from django.test import Client
from lxml import html
from pytest_django import DjangoAssertNumQueries

from portal.enti.models import Ente
from portal.identita.dispositivi import Dispositivo, riconosci_dispositivo
from portal.identita.models import Accesso
from portal.registro.models import Evento
from tests.portal.identita.conftest import Viaggio

pytestmark = pytest.mark.django_db
PROFILO = "/area-personale/profilo/"
TELEFONO = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
COMPUTER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"
MARCO = {"fiscalNumber": "TINIT-VRDMRC78A10H501A", "name": "Marco", "familyName": "Verdi"}


@pytest.fixture
def telefono(ente: Ente, viaggio: Viaggio) -> Client:
    """Giulia's phone, where she came in first."""
    client = Client(HTTP_HOST="localhost", HTTP_USER_AGENT=TELEFONO)
    Viaggio(client, viaggio.idp).entra()
    return client


@pytest.fixture
def computer(ente: Ente, viaggio: Viaggio, telefono: Client) -> Client:
    """The computer she is at now."""
    client = Client(HTTP_HOST="localhost", HTTP_USER_AGENT=COMPUTER)
    Viaggio(client, viaggio.idp).entra()
    return client


def del_telefono() -> Accesso:
    return Accesso.objects.get(dispositivo=Dispositivo.TELEFONO_ANDROID)


def aperte(client: Client) -> list[str]:
    pagina = html.fromstring(client.get(PROFILO).content)
    return [" ".join(riga.text_content().split()) for riga in pagina.xpath("//ul[@class='sessioni-aperte']/li")]


def test_si_vede_dove_si_e_collegati_in_parole_semplici(computer: Client) -> None:
    righe = aperte(computer)
    assert len(righe) == 2
    assert righe[0].startswith("Computer con Windows Questa sessione Entrata con SPID")
    assert "Telefono Android" in righe[1]
    assert "Gestore di prova" in righe[1]
    assert "Usata l'ultima volta" in righe[1]
    assert righe[1].endswith(":" + righe[1][-2:])
    assert "Mozilla" not in str(Accesso.objects.values())


def test_chiusa_da_qui_e_morta_la(computer: Client, telefono: Client) -> None:
    indirizzo = f"{PROFILO}sessioni/{del_telefono().codice}/chiudi/"
    assert "<form" in computer.get(indirizzo).content.decode()
    assert telefono.get(PROFILO).status_code == 200, "chiedere non chiude"
    assert computer.post(indirizzo)["Location"] == PROFILO
    assert telefono.get(PROFILO).status_code == 302
    assert len(aperte(computer)) == 1
    assert Evento.objects.get(azione="identita.sessione_chiusa").oggetto == del_telefono().codice
    assert computer.post(indirizzo).status_code == 404, "gia chiusa"


def test_si_chiudono_tutte_le_altre(computer: Client, telefono: Client) -> None:
    assert "<form" in computer.get(f"{PROFILO}sessioni/chiudi-altre/").content.decode()
    computer.post(f"{PROFILO}sessioni/chiudi-altre/")
    assert telefono.get(PROFILO).status_code == 302
    assert computer.get(PROFILO).status_code == 200


def test_il_vicino_non_chiude_la_mia(viaggio: Viaggio, telefono: Client) -> None:
    viaggio.entra(**MARCO)
    assert viaggio.client.post(f"{PROFILO}sessioni/{del_telefono().codice}/chiudi/").status_code == 404
    viaggio.client.post(f"{PROFILO}sessioni/chiudi-altre/")
    assert telefono.get(PROFILO).status_code == 200
    assert len(aperte(viaggio.client)) == 1


def test_la_sessione_in_uso_si_chiude_con_esci(computer: Client) -> None:
    questa = Accesso.objects.get(dispositivo=Dispositivo.WINDOWS)
    assert computer.post(f"{PROFILO}sessioni/{questa.codice}/chiudi/").status_code == 404


def test_una_sessione_morta_non_risorge(computer: Client, telefono: Client) -> None:
    """What the phone was doing when it was closed cannot write the session again."""
    sessione = telefono.session
    computer.post(f"{PROFILO}sessioni/{del_telefono().codice}/chiudi/")
    telefono.post("/sessione/resta/")
    assert not sessione.exists(sessione.session_key)


def test_l_elenco_costa_lo_stesso_con_molte_sessioni(
    viaggio: Viaggio, computer: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(7):
        computer.get(PROFILO)
    for _ in range(8):
        Viaggio(Client(HTTP_HOST="localhost"), viaggio.idp).entra()
    with django_assert_num_queries(7):
        computer.get(PROFILO)


@pytest.mark.parametrize(
    ("user_agent", "parole"),
    [
        (TELEFONO, "Telefono Android"),
        (COMPUTER, "Computer con Windows"),
        ("Mozilla/5.0 (Linux; Android 13; SM-X200) Chrome/130.0 Safari/537.36", "Tablet Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15", "Computer Mac"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Computer con Linux"),
        ("", "Dispositivo non riconosciuto"),
        ("<script>alert(1)</script>", "Dispositivo non riconosciuto"),
    ],
)
def test_il_dispositivo_in_parole(user_agent: str, parole: str) -> None:
    assert riconosci_dispositivo(user_agent).label == parole
