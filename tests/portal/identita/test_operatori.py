"""The staff's own door: password, second factor, and no way in for citizens."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from lxml import html

from portal.enti.models import Ente
from portal.identita.models import Accesso, Persona
from tests.conftest import entra
from tests.portal.identita.conftest import Viaggio, chi_e_dentro

pytestmark = pytest.mark.django_db
PORTA = "/operatori/accedi/"
PASSWORD = "parola-di-prova-1"


def prova(client: Client, *, nome: str = "anna", password: str = PASSWORD, **altro: str) -> object:
    return client.post(PORTA, {"login": nome, "password": password, **altro})


def codice_di(segreto: str) -> str:
    contatore = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(segreto, contatore))


def con_app(persona: Persona) -> str:
    """Give the officer an authenticator app; return its secret."""
    segreto = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(persona, segreto)
    return segreto


def test_l_operatore_entra_e_torna_al_lavoro(client: Client, anna: Persona) -> None:
    risposta = prova(client, next="/operatori/enti/ufficio/")
    assert risposta["Location"] == "/operatori/enti/ufficio/"
    assert chi_e_dentro(client) == anna
    sessione = client.get("/operatori/sicurezza/").wsgi_request.sessione
    assert (sessione.metodo, sessione.tipo) == ("operatore", "operatore")
    assert Accesso.objects.get().persona == anna


def test_senza_meta_va_alla_pagina_degli_operatori(client: Client, anna: Persona) -> None:
    assert prova(client)["Location"] == "/operatori/"


def test_non_si_torna_su_un_altro_sito(client: Client, anna: Persona) -> None:
    assert prova(client, next="https://ladro.invalid/")["Location"] == "/operatori/"


def test_la_pagina_dell_archivio_manda_alla_nostra_porta(client: Client) -> None:
    assert client.get("/operatori/", follow=True).redirect_chain[-1][0] == f"{PORTA}?next=%2Foperatori%2F"


def test_la_password_sbagliata_e_spiegata(client: Client, anna: Persona) -> None:
    risposta = prova(client, password="sbagliata")
    assert risposta.status_code == 200
    assert chi_e_dentro(client) is None
    assert html.fromstring(risposta.content).xpath("//*[@id='errori']")


def test_i_tentativi_sono_contati(client: Client, anna: Persona) -> None:
    for _ in range(6):
        prova(client, password="sbagliata")
    prova(client)
    assert chi_e_dentro(client) is None


def test_troppe_richieste_da_un_indirizzo(client: Client, anna: Persona) -> None:
    for _ in range(31):
        risposta = prova(client, nome="nessuno", password="x")
    assert risposta.status_code == 429
    assert "Attendi" in risposta.content.decode()


def test_un_cittadino_con_una_password_non_entra(client: Client, giulia: Persona) -> None:
    giulia.set_password(PASSWORD)
    giulia.save()
    prova(client, nome=giulia.username)
    assert chi_e_dentro(client) is None


def test_chi_lavora_altrove_entra_ma_non_vede_l_archivio(anna: Persona, altro_ente: Ente) -> None:
    altrove = Client(HTTP_HOST="127.0.0.1")
    prova(altrove)
    assert altrove.get("/operatori/").status_code == 302


@pytest.mark.parametrize(
    "indirizzo", ["accedi/", "sicurezza/", "sicurezza/app/attiva/", "account/password/", "sicurezza/chiavi/"]
)
def test_un_cittadino_e_fermato_sulla_soglia(viaggio: Viaggio, indirizzo: str) -> None:
    viaggio.entra()
    risposta = viaggio.client.get(f"/operatori/{indirizzo}")
    assert risposta.status_code == 403
    assert 'type="password"' not in risposta.content.decode()
    assert "Esci" in risposta.content.decode()


def test_un_cittadino_che_cerca_l_archivio_non_gira_in_tondo(viaggio: Viaggio) -> None:
    viaggio.entra()
    fine = viaggio.client.get("/operatori/", follow=True)
    assert fine.status_code == 403
    assert len(fine.redirect_chain) <= 3


@pytest.mark.parametrize("indirizzo", ["/operatori/account/signup/", "/accounts/signup/", "/operatori/signup/"])
def test_nessuno_si_registra_da_solo(client: Client, indirizzo: str) -> None:
    assert client.get(indirizzo).status_code in {302, 404}
    assert "account_signup" not in client.get(PORTA).content.decode()


# --- second factor ------------------------------------------------------------------------------------------------------


def test_si_attiva_l_app_e_si_hanno_i_codici_di_recupero(client: Client, anna: Persona) -> None:
    prova(client)
    conferma = client.get("/operatori/sicurezza/app/attiva/")
    assert conferma["Location"].startswith("/operatori/account/conferma/")
    client.post(conferma["Location"], {"password": PASSWORD})
    pagina = client.get("/operatori/sicurezza/app/attiva/")
    segreto = html.fromstring(pagina.content).get_element_by_id("authenticator_secret").value
    fatto = client.post("/operatori/sicurezza/app/attiva/", {"code": codice_di(segreto)})
    assert fatto["Location"] == "/operatori/sicurezza/codici/"
    codici = client.get("/operatori/sicurezza/codici/").content.decode()
    assert len(re.findall(r"^\d{8}$", html.fromstring(codici).get_element_by_id("recovery_codes").text, re.M)) == 10


def test_con_l_app_attiva_la_password_non_basta(client: Client, anna: Persona) -> None:
    segreto = con_app(anna)
    passo = prova(client, next="/operatori/enti/ufficio/")
    assert passo["Location"].startswith("/operatori/sicurezza/verifica/")
    assert chi_e_dentro(client) is None
    sbagliato = client.post("/operatori/sicurezza/verifica/", {"code": "000000"})
    assert chi_e_dentro(client) is None
    assert html.fromstring(sbagliato.content).xpath("//*[@id='errori']")
    giusto = client.post("/operatori/sicurezza/verifica/", {"code": codice_di(segreto)})
    assert giusto["Location"] == "/operatori/enti/ufficio/"
    assert chi_e_dentro(client) == anna


def test_lo_stesso_codice_non_vale_due_volte(client: Client, anna: Persona, ente: Ente) -> None:
    codice = codice_di(con_app(anna))
    prova(client)
    client.post("/operatori/sicurezza/verifica/", {"code": codice})
    altro = Client(HTTP_HOST="localhost")
    prova(altro)
    altro.post("/operatori/sicurezza/verifica/", {"code": codice})
    assert chi_e_dentro(altro) is None


def test_le_pagine_della_sicurezza_si_aprono_e_non_hanno_script_in_linea(client: Client, anna: Persona) -> None:
    con_app(anna)
    entra(client, anna)
    sessione = client.session
    sessione["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    sessione["account_authentication_methods_user"] = str(anna.pk)
    sessione.save()
    sicurezza = ("", "app/disattiva/", "codici/nuovi/", "chiavi/", "chiavi/nuova/")
    for indirizzo in (*(f"sicurezza/{pagina}" for pagina in sicurezza), "account/password/"):
        risposta = client.get(f"/operatori/{indirizzo}")
        assert risposta.status_code == 200, indirizzo
        pagina = html.fromstring(risposta.content)
        assert not pagina.xpath("//script[not(@src) and not(@type='application/json')]"), indirizzo
        assert not pagina.xpath("//*[@style] | //style | //*[@onclick]"), indirizzo
        assert len(pagina.xpath("//h1")) == 1, indirizzo


def test_la_passkey_offre_la_sua_sfida(client: Client) -> None:
    sfida = client.get("/operatori/sicurezza/chiavi/accedi/", headers={"accept": "application/json"}).json()
    assert sfida["request_options"]["publicKey"]["rpId"] == "localhost"
