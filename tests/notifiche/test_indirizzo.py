"""The e-mail of a person: changed only when the code comes back, and the banner when it sends our mails back."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from notifiche.models import Consegna, IndirizzoRespinto, Messaggio, VerificaIndirizzo
from notifiche.operations import indirizzi
from notifiche.tasks import codici, consegna
from portal.base.coda import Stato
from portal.enti.models import Ente
from portal.identita.models import FonteEmail, Persona
from portal.identita.operations import SenzaTitolo
from portal.registro.models import Evento
from tests.conftest import entra
from tests.makers import una_rappresentanza
from tests.notifiche.conftest import Posta, consegna_di

pytestmark = pytest.mark.usefixtures("io")
Avvisa = Callable[..., Messaggio]
PROFILO, EMAIL, CODICE = (f"/area-personale/profilo/{fine}" for fine in ("", "email/", "email/codice/"))
NUOVA = "nuova@posta.example"


@pytest.fixture
def giulia_dentro(client: Client, giulia: Persona) -> Client:
    return entra(client, giulia)


def codice_arrivato(posta: Posta) -> str:
    trovato = re.search(r"\b\d{6}\b", posta.arrivate[-1].get_body(("plain",)).get_content())
    assert trovato
    return trovato[0]


def altro(codice: str) -> str:
    return f"{(int(codice) + 1) % 10**6:06}"


def test_si_cambia_quando_torna_il_codice(posta: Posta, giulia_dentro: Client, giulia: Persona) -> None:
    risposta = giulia_dentro.post(EMAIL, {"email": NUOVA})
    assert risposta["Location"] == CODICE
    assert f"Stiamo mandando un codice a {NUOVA}" in giulia_dentro.get(CODICE).content.decode()
    codici()
    assert posta.arrivate[0]["To"] == NUOVA
    giulia.refresh_from_db()
    assert giulia.email == "giulia@esempio.invalid"  # still in use
    assert f"Stai confermando {NUOVA}" in giulia_dentro.get(PROFILO).content.decode()
    codice = codice_arrivato(posta)
    pagina = giulia_dentro.post(CODICE, {"codice": f" {codice[:3]} {codice[3:]} "}, follow=True).content.decode()
    giulia.refresh_from_db()
    assert (giulia.email, giulia.email_fonte) == (NUOVA, FonteEmail.CODICE)
    assert giulia.email_verificata_il
    assert "da adesso ti scriviamo al nuovo indirizzo" in pagina
    assert giulia_dentro.get(CODICE)["Location"] == EMAIL  # once


def test_il_codice_non_resta_scritto_da_nessuna_parte(posta: Posta, giulia_dentro: Client) -> None:
    giulia_dentro.post(EMAIL, {"email": NUOVA})
    codici()
    riga = VerificaIndirizzo.objects.get()
    assert codice_arrivato(posta) not in repr(VerificaIndirizzo.objects.filter(pk=riga.pk).values())
    assert codice_arrivato(posta) not in posta.arrivate[0]["Subject"]


def test_cio_che_si_scrive_resta_scritto(giulia_dentro: Client) -> None:
    pagina = giulia_dentro.post(EMAIL, {"email": "manca la chiocciola"}).content.decode()
    assert "nome@esempio.it" in pagina
    assert "manca la chiocciola" in pagina
    assert not VerificaIndirizzo.objects.exists()


def test_un_codice_sbagliato_conta_e_poi_non_vale_piu(posta: Posta, giulia_dentro: Client, giulia: Persona) -> None:
    giulia_dentro.post(EMAIL, {"email": NUOVA})
    codici()
    codice = codice_arrivato(posta)
    detto = [giulia_dentro.post(CODICE, {"codice": altro(codice)}).content.decode() for _ in range(5)]
    assert "Prove che ti restano: 4." in detto[0]
    assert "Prove che ti restano: 1." in detto[3]
    assert "troppe volte" in detto[4]
    assert "Il codice non vale più" in giulia_dentro.post(CODICE, {"codice": codice}).content.decode()
    giulia.refresh_from_db()
    assert giulia.email == "giulia@esempio.invalid"


def test_dopo_un_quarto_d_ora_non_vale_piu(posta: Posta, giulia_dentro: Client, giulia: Persona) -> None:
    giulia_dentro.post(EMAIL, {"email": NUOVA})
    codici()
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=16)):
        pagina = giulia_dentro.post(CODICE, {"codice": codice_arrivato(posta)}).content.decode()
    assert "Il codice non vale più" in pagina


def test_un_altro_codice_spegne_quello_di_prima(posta: Posta, giulia_dentro: Client, giulia: Persona) -> None:
    giulia_dentro.post(EMAIL, {"email": NUOVA})
    codici()
    primo = codice_arrivato(posta)
    giulia_dentro.post(CODICE, {"azione": "rimanda"})
    assert "non vale più" in giulia_dentro.post(CODICE, {"codice": primo}).content.decode()
    codici()
    giulia_dentro.post(CODICE, {"codice": codice_arrivato(posta)})
    giulia.refresh_from_db()
    assert giulia.email == NUOVA


def test_cinque_codici_all_ora(giulia_dentro: Client) -> None:
    for _ in range(5):
        assert giulia_dentro.post(EMAIL, {"email": NUOVA}).status_code == 302
    pagina = giulia_dentro.post(EMAIL, {"email": "vittima@posta.example"}).content.decode()
    assert "troppi codici" in pagina
    assert "vittima@posta.example" in pagina
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=61)):
        assert giulia_dentro.post(EMAIL, {"email": NUOVA}).status_code in {302}


def test_chi_ci_ripensa_tiene_l_indirizzo_di_prima(posta: Posta, giulia_dentro: Client, giulia: Persona) -> None:
    giulia_dentro.post(EMAIL, {"email": NUOVA})
    giulia_dentro.post(CODICE, {"azione": "annulla"})
    codici()
    assert not posta.arrivate
    assert giulia_dentro.get(CODICE)["Location"] == EMAIL


def test_l_indirizzo_gia_confermato_non_si_conferma_due_volte(giulia_dentro: Client) -> None:
    pagina = giulia_dentro.post(EMAIL, {"email": "Giulia@Esempio.invalid"}).content.decode()
    assert "È già l&#x27;indirizzo che usiamo" in pagina


def test_il_codice_di_uno_non_conferma_l_altro(posta: Posta, client: Client, giulia: Persona, marco: Persona) -> None:
    entra(client, giulia).post(EMAIL, {"email": NUOVA})
    codici()
    vicino = entra(Client(HTTP_HOST="localhost"), marco)
    vicino.post(EMAIL, {"email": NUOVA})
    vicino.post(CODICE, {"codice": codice_arrivato(posta)})
    marco.refresh_from_db()
    assert marco.email == "marco@esempio.invalid"


def test_un_indirizzo_che_il_server_rifiuta_si_dice(posta: Posta, giulia_dentro: Client) -> None:
    posta.al_destinatario = "550 5.1.1 no such user"
    giulia_dentro.post(EMAIL, {"email": NUOVA})
    codici()
    assert VerificaIndirizzo.objects.get().stato == Stato.FALLITO
    pagina = giulia_dentro.get(CODICE).content.decode()
    assert "Il codice non è partito" in pagina
    assert NUOVA in pagina


def test_il_lavoratore_morto_manda_un_altro_codice(posta: Posta, giulia_dentro: Client, giulia: Persona) -> None:
    giulia_dentro.post(EMAIL, {"email": NUOVA})
    VerificaIndirizzo.objects.prendi(1)  # and dies
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=5)):
        codici()
        giulia_dentro.post(CODICE, {"codice": codice_arrivato(posta)})
    giulia.refresh_from_db()
    assert giulia.email == NUOVA


def test_l_indirizzo_di_un_impresa_lo_conferma_chi_la_rappresenta(
    posta: Posta, ente: Ente, giulia: Persona, luca: Persona
) -> None:
    impresa = una_rappresentanza(giulia).rappresentato
    with pytest.raises(SenzaTitolo):
        indirizzi.chiedi_codice(impresa, NUOVA, attore=luca, ente=ente)
    indirizzi.chiedi_codice(impresa, NUOVA, attore=giulia, ente=ente)
    codici()
    indirizzi.conferma(impresa, codice_arrivato(posta), attore=giulia, ente=ente)
    impresa.refresh_from_db()
    assert impresa.email == NUOVA
    assert Evento.objects.get(azione="persona.email_confermata").attore == giulia.codice


# --- the banner -------------------------------------------------------------------------------------------------------


@pytest.fixture
def respinta(posta: Posta, giulia: Persona, messaggio_per: Avvisa) -> Messaggio:
    """Giulia's address was refused for good."""
    posta.al_destinatario = "550 5.1.1 no such user"
    messaggio = messaggio_per()
    consegna()
    posta.al_destinatario = ""
    return messaggio


def test_l_avviso_c_e_finche_l_indirizzo_non_si_conferma(
    posta: Posta, respinta: Messaggio, giulia_dentro: Client, giulia: Persona, messaggio_per: Avvisa
) -> None:
    for pagina in ("/area-personale/", PROFILO, "/area-personale/messaggi/"):
        assert "La tua e-mail non riceve" in giulia_dentro.get(pagina).content.decode()
    assert 'value="giulia@esempio.invalid"' in giulia_dentro.get(EMAIL).content.decode()
    giulia_dentro.post(EMAIL, {"email": "giulia@esempio.invalid"})  # mended there: the same address, with a code
    codici()
    giulia_dentro.post(CODICE, {"codice": codice_arrivato(posta)})
    assert "La tua e-mail non riceve" not in giulia_dentro.get(PROFILO).content.decode()
    assert not IndirizzoRespinto.objects.exists()
    seguente = messaggio_per()
    consegna()
    assert consegna_di(seguente, "email").esito == Consegna.Esito.INVIATA


def test_l_avviso_non_costa_domande(
    respinta: Messaggio, giulia_dentro: Client, giulia: Persona, django_assert_num_queries: Callable[..., object]
) -> None:
    pagina = "/area-personale/profilo/avvisi/"
    giulia_dentro.get(pagina)
    with django_assert_num_queries(3):
        assert "La tua e-mail non riceve" in giulia_dentro.get(pagina).content.decode()


def test_l_avviso_di_uno_non_lo_vede_un_altro(respinta: Messaggio, client: Client, marco: Persona) -> None:
    assert "non riceve" not in entra(client, marco).get("/area-personale/").content.decode()


def test_il_profilo_dice_chi_ha_confermato(giulia_dentro: Client, giulia: Persona) -> None:
    Persona.objects.filter(pk=giulia.pk).update(email_verificata_il="2026-03-02T10:00:00Z")
    assert "SPID, 2 marzo 2026" in giulia_dentro.get(PROFILO).content.decode()
    Persona.objects.filter(pk=giulia.pk).update(email_verificata_il=None, email_fonte="")
    assert "Da confermare" in giulia_dentro.get(PROFILO).content.decode()
