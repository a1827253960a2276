"""The person's own page."""

import pytest
from django.test import Client

from portal.identita.models import Persona
from tests.conftest import entra
from tests.portal.identita.conftest import Viaggio

pytestmark = pytest.mark.django_db
PROFILO = "/area-personale/profilo/"


def test_si_vede_l_identita_con_la_sua_fonte(viaggio: Viaggio) -> None:
    viaggio.entra()
    pagina = viaggio.client.get(PROFILO).content.decode()
    for atteso in ("Giulia", "Bianchi", "BNCGLI85D52H501T", "12 aprile 1985", "Fonte: SPID", "Gestore di prova"):
        assert atteso in pagina


def test_l_identita_non_si_cambia(viaggio: Viaggio) -> None:
    viaggio.entra()
    viaggio.client.post(PROFILO, {"email": "", "cellulare": "", "lingua": "it", "nome": "Altra", "codice_fiscale": ""})
    assert Persona.objects.get().nome == "Giulia"


def test_i_recapiti_si_cambiano(client: Client, giulia: Persona) -> None:
    entra(client, giulia)
    risposta = client.post(PROFILO, {"email": "altra@posta.invalid", "cellulare": "+39 333 123-4567", "lingua": "de"})
    assert risposta["Location"] == PROFILO
    giulia.refresh_from_db()
    assert (giulia.cellulare, giulia.lingua) == ("+393331234567", "de")
    assert giulia.email == "giulia@esempio.invalid"  # it has a page of its own, and a code
    assert risposta.cookies["lingua"].value == "de"


def test_un_recapito_sbagliato_e_spiegato_e_resta_scritto(client: Client, giulia: Persona) -> None:
    entra(client, giulia)
    risposta = client.post(PROFILO, {"cellulare": "pippo", "lingua": "it"})
    pagina = risposta.content.decode()
    assert risposta.status_code == 200
    assert "solo cifre" in pagina
    assert 'value="pippo"' in pagina


def test_si_vedono_gli_ultimi_dieci_accessi_e_non_quelli_del_vicino(viaggio: Viaggio) -> None:
    viaggio.entra(fiscalNumber="TINIT-VRDMRC78A10H501A", name="Marco", familyName="Verdi")
    viaggio.client.post("/esci/")
    for _ in range(12):
        viaggio.entra()
    risposta = viaggio.client.get(PROFILO)
    assert len(risposta.context["accessi"]) == 10
    assert {accesso.persona.nome for accesso in risposta.context["accessi"]} == {"Giulia"}


def test_poche_domande_al_database(client: Client, giulia: Persona, django_assert_max_num_queries: object) -> None:
    entra(client, giulia)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get(PROFILO)


def test_un_operatore_non_ha_profilo_da_cittadino(client: Client, anna: Persona) -> None:
    entra(client, anna)
    assert client.get(PROFILO).status_code == 302
