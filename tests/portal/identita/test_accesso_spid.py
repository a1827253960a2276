"""Entering with SPID: out to the provider, back into the work, once, in the same browser."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.utils.translation import override
from lxml import etree, html
from pytest_django import DjangoAssertNumQueries

from portal.enti.models import Ente
from portal.identita import operations
from portal.identita.anomalie import DEL_GESTORE, Anomalia
from portal.identita.anomalie import DELLA_CIE as DELLA_CIE_TUTTE
from portal.identita.models import Accesso, IdentityProvider, Persona, RichiestaAccesso
from tests.portal.identita.conftest import Viaggio, chi_e_dentro
from tests.portal.identita.idp import GIULIA, Domanda, IdpDiProva, credenziale, trova

pytestmark = pytest.mark.django_db


# --- the login page -----------------------------------------------------------------------------------------------------


def test_la_pagina_di_accesso_non_costa_domande_al_database(
    client: Client, idp: IdpDiProva, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/accedi/")
    with django_assert_num_queries(0):
        risposta = client.get("/accedi/?next=/area-personale/profilo/")
    assert "Gestore di prova" in risposta.content.decode()
    assert "no-store" in risposta["Cache-Control"]


def test_i_gestori_sono_in_ordine_sempre_diverso(client: Client, ente: Ente) -> None:
    operations.carica_gestori(
        [IdpDiProva(f"https://idp{n}.invalid").descrizione() for n in range(6)], solo_questi=False
    )
    ordini = {tuple(html.fromstring(client.get("/accedi/").content).xpath("//a/@href")) for _ in range(20)}
    assert len(ordini) > 1


def test_senza_gestori_la_pagina_dice_come_fare(client: Client) -> None:
    assert "recapiti" in client.get("/accedi/").content.decode()


def test_chi_e_gia_dentro_va_dove_voleva(viaggio: Viaggio) -> None:
    viaggio.entra()
    assert viaggio.client.get("/accedi/?next=/area-personale/profilo/")["Location"] == "/area-personale/profilo/"


@pytest.mark.parametrize(
    "next_",
    [
        "https://ladro.invalid/",
        "//ladro.invalid/",
        "/\\ladro.invalid",
        "javascript:alert(1)",
        "",
        "/accedi/?next=/accedi/",
        "/a\0b",
        "/a\nSet-Cookie: b",
        "/" + "a" * 3000,
    ],
)
def test_il_ritorno_non_porta_fuori_ne_in_tondo(viaggio: Viaggio, next_: str) -> None:
    assert viaggio.entra(ritorno=next_)["Location"] == settings.LOGIN_REDIRECT_URL


# --- out ----------------------------------------------------------------------------------------------------------------


def test_il_modulo_va_dal_gestore_e_solo_da_lui(viaggio: Viaggio) -> None:
    risposta = viaggio.client.get("/spid/login", {"idp": viaggio.idp.entity_id})
    politica = risposta["Content-Security-Policy"]
    assert "form-action 'self' https://idp.esempio.invalid;" in politica + ";"
    assert viaggio.parti().indirizzo == f"{viaggio.idp.entity_id}/sso"
    assert "<script src=" in risposta.content.decode()
    cookie = risposta.cookies["casa_accesso"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/spid/")
    assert "ladro" not in viaggio.client.get("/accedi/")["Content-Security-Policy"]


def test_un_gestore_che_vuole_il_redirect(client: Client, ente: Ente) -> None:
    idp = IdpDiProva().descrizione()
    operations.carica_gestori([replace(idp, sso=idp.sso[1:])], solo_questi=False)
    risposta = client.get("/spid/login", {"idp": idp.entity_id})
    assert risposta.status_code == 302
    assert risposta["Location"].startswith(f"{idp.entity_id}/sso?SAMLRequest=")


def test_un_gestore_che_non_conosciamo(client: Client) -> None:
    risposta = client.get("/spid/login", {"idp": "https://ladro.invalid"})
    assert risposta.status_code == 400
    assert "Torna alla pagina di accesso" in risposta.content.decode()


def test_da_un_altro_nome_del_portale_si_passa_al_primo(client: Client, ente: Ente, idp: IdpDiProva) -> None:
    ente.origine = "https://servizi.roccachiara.invalid"
    ente.save()
    risposta = client.get("/spid/login", {"idp": idp.entity_id, "next": "/pratiche/"})
    assert risposta["Location"].startswith("https://servizi.roccachiara.invalid/spid/login?idp=")


# --- back ---------------------------------------------------------------------------------------------------------------


def test_si_entra_e_si_torna_dove_si_era(viaggio: Viaggio) -> None:
    risposta = viaggio.entra(ritorno="/servizi/permesso-ztl/richiedi/?passo=2")
    assert (risposta.status_code, risposta["Location"]) == (302, "/servizi/permesso-ztl/richiedi/?passo=2")
    giulia = chi_e_dentro(viaggio.client)
    assert giulia is not None
    assert (giulia.codice_fiscale, giulia.nome, giulia.cognome) == ("BNCGLI85D52H501T", "Giulia", "Bianchi")
    assert str(giulia.data_nascita) == "1985-04-12"
    assert (giulia.luogo_nascita, giulia.sesso) == ("H501", "F")
    assert (giulia.email, giulia.cellulare) == ("giulia@posta.invalid", "+393331234567")
    assert not giulia.has_usable_password()
    assert "BNCGLI" not in giulia.username


def test_la_sessione_sa_come_si_e_entrati(viaggio: Viaggio) -> None:
    viaggio.entra()
    sessione = viaggio.client.get("/area-personale/profilo/").wsgi_request.sessione
    assert (sessione.metodo, sessione.livello, sessione.tipo) == ("spid", 2, "cittadino")
    assert sessione.entrata is not None
    accesso = Accesso.objects.get()
    assert (accesso.metodo, accesso.livello, accesso.gestore) == ("spid", 2, "Gestore di prova")


def test_la_seconda_volta_e_la_stessa_persona_con_i_dati_di_oggi(viaggio: Viaggio) -> None:
    viaggio.entra()
    viaggio.client.post("/esci/")
    Persona.objects.update(email="mia@scelta.invalid", cellulare="")
    viaggio.entra(name="Giulia Maria")
    giulia = Persona.objects.get()
    assert giulia.nome == "Giulia Maria"
    assert giulia.email == "mia@scelta.invalid"
    assert giulia.cellulare == "+393331234567"


def test_l_email_di_spid_si_usa_subito_e_quella_che_non_riceve_cede_il_posto(viaggio: Viaggio) -> None:
    viaggio.entra()
    giulia = Persona.objects.get()
    assert (bool(giulia.email_verificata_il), giulia.email_fonte) == (True, "spid")
    viaggio.client.post("/esci/")
    Persona.objects.update(email_respinta_il="2026-11-01T10:00:00Z")
    viaggio.entra()
    assert Persona.objects.get().email_respinta_il, "lo stesso indirizzo non riceve ancora"
    viaggio.client.post("/esci/")
    viaggio.entra(email="riparata@posta.invalid")
    giulia = Persona.objects.get()
    assert (giulia.email, giulia.email_respinta_il) == ("riparata@posta.invalid", None)


def test_chi_l_ufficio_conosce_gia_entra_nella_sua_scheda(viaggio: Viaggio, giulia: Persona) -> None:
    viaggio.entra()
    assert chi_e_dentro(viaggio.client) == giulia


def test_due_persone_con_una_sola_email(viaggio: Viaggio) -> None:
    viaggio.entra()
    viaggio.client.post("/esci/")
    viaggio.entra(fiscalNumber="TINIT-VRDMRC78A10H501A", name="Marco", familyName="Verdi")
    assert Persona.objects.filter(email="giulia@posta.invalid").count() == 2
    assert not EmailAddress.objects.exists()


def test_un_recapito_sbagliato_del_gestore_non_tiene_fuori(viaggio: Viaggio) -> None:
    viaggio.entra(email="non un indirizzo", mobilePhone="3" * 99)
    giulia = chi_e_dentro(viaggio.client)
    assert giulia is not None
    assert (giulia.email, giulia.cellulare) == ("", "")


def test_nomi_lunghi_e_accentati(viaggio: Viaggio) -> None:
    cognome = "Đặng-Šćepanović " * 12
    viaggio.entra(familyName=cognome.strip())
    assert Persona.objects.get().cognome == cognome.strip()


def test_chi_entra_prende_il_posto_di_chi_era_dentro(viaggio: Viaggio) -> None:
    viaggio.entra()
    viaggio.client.session["bozza"] = "di Giulia"
    viaggio.entra(fiscalNumber="TINIT-VRDMRC78A10H501A", name="Marco", familyName="Verdi")
    marco = chi_e_dentro(viaggio.client)
    assert marco is not None
    assert marco.nome == "Marco"
    assert "bozza" not in viaggio.client.session


def test_la_chiave_di_sessione_cambia_entrando(viaggio: Viaggio) -> None:
    sessione = viaggio.client.session
    sessione["qualcosa"] = 1
    sessione.save()
    prima = sessione.session_key
    viaggio.client.cookies[settings.SESSION_COOKIE_NAME] = prima
    viaggio.entra()
    assert viaggio.client.session.session_key != prima


def test_una_persona_sospesa_non_entra(viaggio: Viaggio, giulia: Persona) -> None:
    Persona.objects.update(is_active=False)
    risposta = viaggio.entra()
    assert risposta.status_code == 403
    assert chi_e_dentro(viaggio.client) is None


def test_due_schede_dello_stesso_browser(viaggio: Viaggio) -> None:
    prima, seconda = viaggio.parti("/uno/"), viaggio.parti("/due/")
    assert viaggio.torna(seconda)["Location"] == "/due/"
    assert viaggio.torna(prima)["Location"] == "/uno/"


# --- once, and in one browser -------------------------------------------------------------------------------------------


def test_la_risposta_non_si_puo_passare_a_un_altro_browser(viaggio: Viaggio, altro_browser: Client) -> None:
    """Login CSRF: the victim would work in the thief's account."""
    partenza = viaggio.parti()
    risposta = viaggio.consegna(partenza.relay_state, viaggio.idp.risposta(partenza.domanda), altro_browser)
    assert risposta.status_code == 403
    assert "cookie" in risposta.content.decode()
    assert chi_e_dentro(altro_browser) is None


def test_l_altro_browser_ha_il_suo_cookie_ma_non_basta(viaggio: Viaggio, altro_browser: Client) -> None:
    Viaggio(altro_browser, viaggio.idp).parti()
    partenza = viaggio.parti()
    risposta = viaggio.consegna(partenza.relay_state, viaggio.idp.risposta(partenza.domanda), altro_browser)
    assert risposta.status_code == 403


def test_il_modulo_inviato_due_volte(viaggio: Viaggio) -> None:
    partenza = viaggio.parti("/dove/")
    risposta = viaggio.idp.risposta(partenza.domanda)
    viaggio.consegna(partenza.relay_state, risposta)
    di_nuovo = viaggio.consegna(partenza.relay_state, risposta)
    assert di_nuovo["Location"] == "/dove/"
    assert Accesso.objects.count() == 1


def test_la_stessa_risposta_dopo_l_uscita(viaggio: Viaggio) -> None:
    partenza = viaggio.parti()
    risposta = viaggio.idp.risposta(partenza.domanda)
    viaggio.consegna(partenza.relay_state, risposta)
    viaggio.client.post("/esci/")
    replica = viaggio.consegna(partenza.relay_state, risposta)
    assert replica.status_code == 409
    assert chi_e_dentro(viaggio.client) is None


def test_la_stessa_asserzione_in_un_altra_risposta(viaggio: Viaggio) -> None:
    """A provider that signs twice the same assertion: the second does not open."""
    stessa = {"prima": lambda root: trova(root, "Assertion").set("ID", "_sempre-questa")}
    viaggio.torna(viaggio.parti(), **stessa)
    viaggio.client.post("/esci/")
    assert viaggio.torna(viaggio.parti(), **stessa).status_code == 403
    assert chi_e_dentro(viaggio.client) is None


def test_relay_state_scambiati(viaggio: Viaggio) -> None:
    prima, seconda = viaggio.parti(), viaggio.parti()
    assert viaggio.consegna(seconda.relay_state, viaggio.idp.risposta(prima.domanda)).status_code == 403


@pytest.mark.parametrize("relay_state", ["", "inventato", "https://ladro.invalid/", "con\0nullo", "così"])
def test_risposta_che_nessuno_ha_chiesto(viaggio: Viaggio, relay_state: str) -> None:
    domanda = Domanda("_mai", "http://localhost:8000/spid/acs", "http://localhost:8000/spid/metadata")
    risposta = viaggio.consegna(relay_state, viaggio.idp.risposta(domanda))
    assert risposta.status_code == 400
    assert "Ricomincia" in risposta.content.decode()


def test_una_richiesta_vecchia(viaggio: Viaggio, time_machine: object) -> None:
    partenza = viaggio.parti()
    risposta = viaggio.idp.risposta(partenza.domanda)
    time_machine.move_to(RichiestaAccesso.objects.get().scade_il)  # type: ignore[attr-defined]
    esito = viaggio.consegna(partenza.relay_state, risposta)
    assert esito.status_code == 400
    assert "Riprova" in esito.content.decode()


def test_la_pagina_finale_aperta_a_mano(viaggio: Viaggio) -> None:
    viaggio.parti()
    codice = RichiestaAccesso.objects.get().codice
    assert viaggio.client.get(f"/spid/fine/{codice}").status_code == 400


def test_un_gestore_spento_nel_frattempo_non_fa_piu_entrare(viaggio: Viaggio) -> None:
    partenza = viaggio.parti()
    IdentityProvider.objects.update(attivo=False)
    assert viaggio.torna(partenza).status_code == 400
    assert chi_e_dentro(viaggio.client) is None


def test_la_richiesta_di_un_altro_comune_non_esiste(viaggio: Viaggio, altro_ente: Ente) -> None:
    partenza = viaggio.parti()
    vicino = Client(HTTP_HOST="127.0.0.1")
    risposta = viaggio.consegna(partenza.relay_state, viaggio.idp.risposta(partenza.domanda), vicino)
    assert risposta.status_code == 400
    assert RichiestaAccesso.objects.get().risposta == ""


def test_la_risposta_grezza_non_resta_nel_database(viaggio: Viaggio) -> None:
    viaggio.entra()
    assert RichiestaAccesso.objects.get().risposta == ""


def test_acs_solo_per_post(client: Client) -> None:
    assert client.get("/spid/acs").status_code == 405


def test_risposta_enorme(viaggio: Viaggio) -> None:
    assert viaggio.consegna(viaggio.parti().relay_state, "A" * 200_000).status_code == 403
    assert viaggio.consegna(viaggio.parti().relay_state, "A" * 300_000).status_code == 413
    assert viaggio.consegna(viaggio.parti().relay_state, "A" * 5_000_000).status_code == 413


# --- what a person reads when it goes wrong -----------------------------------------------------------------------------

PAROLE = {
    8: "non ha capito",
    9: "versione del sistema",
    10: "non riconosce ancora questo portale",
    11: "già usata",
    12: "livello di sicurezza",
    13: "orologio",
    14: "indirizzo del gestore",
    15: "chiederti le credenziali",
    16: "rimandarti",
    17: "riconoscerti",
    18: "dati che gli abbiamo chiesto",
    19: "numero di tentativi",
    20: "livello superiore",
    21: "è finito",
    22: "consenso",
    23: "sospesa o revocata",
    24: "non ha completato",
    25: "annullato",
    26: "non ha completato",
    30: "uso professionale",
}
DELLA_CIE = {19: "PUK", 20: "PIN", 23: "scaduta o revocata", 24: "identità elettronica non ha", 22: "consenso"}


@pytest.mark.parametrize("numero", PAROLE)
def test_ogni_anomalia_ha_la_sua_pagina(viaggio: Viaggio, numero: int) -> None:
    partenza = viaggio.parti("/dove/")
    risposta = viaggio.consegna(partenza.relay_state, viaggio.idp.rifiuto(partenza.domanda, numero))
    pagina = risposta.content.decode()
    assert risposta.status_code == 403
    assert PAROLE[numero] in pagina
    assert risposta["X-Correlation-ID"] in pagina
    assert "/accedi/?next=/dove/" in pagina
    assert chi_e_dentro(viaggio.client) is None


@pytest.mark.parametrize("numero", DELLA_CIE)
def test_la_carta_ha_parole_sue(client: Client, ente: Ente, numero: int) -> None:
    idp = IdpDiProva("https://cie.invalid")
    operations.carica_gestori([idp.descrizione()], solo_questi=False, schema="cie")
    viaggio = Viaggio(client, idp, "cie")
    partenza = viaggio.parti()
    risposta = viaggio.consegna(partenza.relay_state, idp.rifiuto(partenza.domanda, numero))
    assert DELLA_CIE[numero] in risposta.content.decode()


@pytest.mark.parametrize("tabella", [DEL_GESTORE, DELLA_CIE_TUTTE], ids=["spid", "cie"])
def test_le_anomalie_si_leggono_in_tre_lingue(tabella: dict[int, Anomalia]) -> None:
    for anomalia in tabella.values():
        testi = set()
        for lingua in ("it", "en", "de"):
            with override(lingua):
                testi.add(f"{anomalia.titolo} {anomalia.testo}")
        assert len(testi) == 3


@pytest.mark.parametrize("relay_state", ["", "inventato", "https://ladro.invalid/", "a" * 500, "è", "a\0b"])
def test_un_relay_state_falso(viaggio: Viaggio, relay_state: str) -> None:
    partenza = viaggio.parti()
    risposta = viaggio.consegna(relay_state, viaggio.idp.risposta(partenza.domanda))
    assert risposta.status_code == 400
    assert "Ricomincia dalla pagina di accesso" in risposta.content.decode()
    assert chi_e_dentro(viaggio.client) is None


def test_il_relay_state_di_un_altra_richiesta(viaggio: Viaggio) -> None:
    """The answer to one request with the token of another: refused, and the other can still be concluded."""
    prima, seconda = viaggio.parti("/uno/"), viaggio.parti("/due/")
    assert viaggio.consegna(seconda.relay_state, viaggio.idp.risposta(prima.domanda)).status_code == 403
    assert viaggio.torna(prima)["Location"] == "/uno/"


def test_senza_cookie_si_legge_perche_e_si_puo_ricominciare(viaggio: Viaggio) -> None:
    partenza = viaggio.parti("/dove/")
    viaggio.client.cookies.clear()
    risposta = viaggio.torna(partenza)
    assert risposta.status_code == 403
    assert "cookie" in risposta.content.decode()
    assert "/accedi/?next=/dove/" in risposta.content.decode()


@pytest.mark.parametrize("secondi", [-60, 60])
def test_l_orologio_del_gestore_e_sbagliato(viaggio: Viaggio, secondi: int) -> None:
    adesso = datetime.now(UTC) + timedelta(seconds=secondi)
    risposta = viaggio.torna(viaggio.parti(), adesso=adesso)
    assert risposta.status_code == 403
    assert "Riprova" in risposta.content.decode()


def test_se_il_gestore_non_risponde_la_pagina_offre_un_altra_via(viaggio: Viaggio) -> None:
    pagina = viaggio.client.get("/spid/login", {"idp": viaggio.idp.entity_id}).content.decode()
    assert "scegli un altro modo di accesso" in pagina


def test_una_risposta_falsa_non_spiega_nulla_a_chi_la_manda(viaggio: Viaggio, caplog: pytest.LogCaptureFixture) -> None:
    partenza = viaggio.parti()
    ladro = IdpDiProva(credential=credenziale("ladro"))
    risposta = viaggio.consegna(partenza.relay_state, ladro.risposta(partenza.domanda))
    pagina = risposta.content.decode()
    assert risposta.status_code == 403
    assert "signature" not in pagina
    assert risposta["X-Correlation-ID"] in pagina
    assert "signature_invalid" in [getattr(riga, "anomalia", "") for riga in caplog.records]


def test_nei_log_non_ci_sono_dati_personali(viaggio: Viaggio, caplog: pytest.LogCaptureFixture) -> None:
    viaggio.entra()
    viaggio.torna(viaggio.parti(), attributi=GIULIA | {"fiscalNumber": "TINIT-SBAGLIATO"})
    scritto = " ".join(str(riga.__dict__) for riga in caplog.records)
    assert "accesso_riuscito" in scritto
    assert "fiscal_number" in scritto
    for segreto in ("BNCGLI", "SBAGLIATO", "Bianchi", "giulia@"):
        assert segreto not in scritto


def test_livello_piu_basso_di_quello_chiesto(viaggio: Viaggio) -> None:
    assert viaggio.torna(viaggio.parti(), livello=1).status_code == 403
    assert chi_e_dentro(viaggio.client) is None


def test_senza_codice_fiscale(viaggio: Viaggio) -> None:
    attributi = {nome: valore for nome, valore in GIULIA.items() if nome != "fiscalNumber"}
    assert viaggio.torna(viaggio.parti(), attributi=attributi).status_code == 403
    assert not Persona.objects.exists()


# --- what other machines read -------------------------------------------------------------------------------------------


def test_i_metadati_sono_sempre_gli_stessi_byte(client: Client, ente: Ente) -> None:
    primi = client.get("/spid/metadata")
    assert primi["Content-Type"] == "application/samlmetadata+xml"
    assert b'entityID="http://localhost:8000/spid/metadata"' in primi.content
    ente.telefono = "+39 06 999"
    ente.save()
    assert client.get("/spid/metadata").content == primi.content


def test_ogni_ente_ha_i_suoi_metadati_e_la_sua_chiave(client: Client, altro_ente: Ente) -> None:
    altri = Client(HTTP_HOST="127.0.0.1").get("/spid/metadata").content
    assert b"Comune di Valdolce" in altri
    assert b"c_x902" in altri
    nostri = client.get("/spid/metadata").content
    certificati = [trova(etree.fromstring(metadati), "X509Certificate").text for metadati in (altri, nostri)]
    assert certificati[0] != certificati[1]


def test_la_pulizia_dimentica_solo_il_passato(viaggio: Viaggio, time_machine: object) -> None:
    partenza = viaggio.parti()
    viaggio.client.post("/spid/acs", {"SAMLResponse": "abbandonata", "RelayState": partenza.relay_state})
    operations.pulisci()
    assert RichiestaAccesso.objects.get().risposta == "abbandonata"
    scade = RichiestaAccesso.objects.get().scade_il
    time_machine.move_to(scade.replace(year=scade.year + 1))  # type: ignore[attr-defined]
    operations.pulisci()
    assert not RichiestaAccesso.objects.exists()
