"""How long a session lasts, what survives its end, and what must not survive it."""

import datetime as dt
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as impostazioni
from django.contrib.sessions.models import Session
from django.test import Client
from lxml import html
from pytest_django import DjangoAssertNumQueries

from portal.enti.models import Ente
from portal.identita import custodia, operations
from portal.identita.custodia import PASSO
from portal.identita.models import Accesso, ModuloInterrotto, Persona, Rappresentanza
from portal.identita.tasks import spazza
from portal.identita.titolare import IN_USO
from tests.conftest import entra
from tests.makers import una_delega
from tests.portal.identita.conftest import Viaggio, chi_e_dentro
from tests.portal.identita.idp import IdpDiProva

pytestmark = pytest.mark.django_db
PROFILO = "/area-personale/profilo/"
MARCO = {"fiscalNumber": "TINIT-VRDMRC78A10H501A", "name": "Marco", "familyName": "Verdi"}
SCRITTO = {"cellulare": "333 1234567", "lingua": "it"}
ORA = dt.timedelta(hours=1)


@pytest.fixture
def orologio(time_machine: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A clock that stands still until moved: `orologio(minuti)`. Here it counts how often a session is written down."""
    monkeypatch.setattr(custodia, "PASSO", PASSO)
    adesso = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
    time_machine.move_to(adesso, tick=False)

    def avanti(minuti: float) -> None:
        nonlocal adesso
        adesso += dt.timedelta(minutes=minuti)
        time_machine.move_to(adesso, tick=False)

    return avanti


def tardi(viaggio: Viaggio, dati: dict[str, str] | None = None) -> Any:
    """Who was writing in the profile sends it when the session is over."""
    return viaggio.client.post(PROFILO, dati or SCRITTO)


def ripresa(risposta: Any) -> str:
    """The address of what was kept, out of the way to the login."""
    return parse_qs(urlsplit(risposta["Location"]).query)["next"][0]


# --- how long -----------------------------------------------------------------------------------------------------------


def test_chi_usa_il_portale_resta_dentro(viaggio: Viaggio, orologio: Any) -> None:
    viaggio.entra()
    for _ in range(4):
        orologio(50)
        assert viaggio.client.get(PROFILO).status_code == 200


def test_chi_non_lo_usa_e_fuori(viaggio: Viaggio, orologio: Any) -> None:
    viaggio.entra()
    orologio(61)
    assert viaggio.client.get(PROFILO).status_code == 302


def test_dopo_una_giornata_si_rientra_comunque(viaggio: Viaggio, orologio: Any) -> None:
    viaggio.entra()
    for _ in range(10):
        orologio(45)
        viaggio.client.get(PROFILO)
    orologio(40)
    assert viaggio.client.get(PROFILO).status_code == 302
    assert Accesso.objects.get().uscita_il is not None


def test_la_pagina_dice_quando_finisce_e_come_restare(viaggio: Viaggio, orologio: Any) -> None:
    viaggio.entra()
    pagina = html.fromstring(viaggio.client.get(PROFILO).content)
    riga = pagina.xpath("//section[@data-sessione]")[0]
    assert "finisce alle 10:00" in riga.text_content()
    assert riga.get("data-secondi") == "3600"
    modulo = riga.xpath(".//form")[0]
    assert (modulo.get("action"), modulo.get("target")) == ("/sessione/resta/", "_blank")


def test_chi_non_e_entrato_non_legge_nulla_della_sessione(client: Client) -> None:
    assert b"data-sessione" not in client.get("/").content


def test_restare_collegati_senza_script(viaggio: Viaggio, orologio: Any) -> None:
    viaggio.entra()
    orologio(50)
    risposta = viaggio.client.post("/sessione/resta/", follow=True, headers={"accept": "text/html"})
    assert "10:50" in risposta.content.decode()
    orologio(55)
    assert viaggio.client.get(PROFILO).status_code == 200


def test_lo_script_chiede_quanto_manca_senza_allungare(viaggio: Viaggio, orologio: Any) -> None:
    viaggio.entra()
    orologio(56)
    stato = {"accept": "application/json"}
    assert viaggio.client.get("/sessione/stato/", headers=stato).json() == {"secondi": 240, "prolungabile": True}
    assert viaggio.client.get("/sessione/stato/", headers=stato).json()["secondi"] == 240
    assert viaggio.client.post("/sessione/resta/", headers=stato).json()["secondi"] == 3600


def test_verso_la_fine_della_giornata_non_si_puo_allungare(viaggio: Viaggio, orologio: Any, settings: Any) -> None:
    settings.SESSIONE_MASSIMA_SECONDI = 1800
    viaggio.entra()
    orologio(28)
    assert viaggio.client.get("/sessione/stato/").json() == {"secondi": 120, "prolungabile": False}
    pagina = viaggio.client.get(PROFILO).content.decode()
    assert "poi dovrai rientrare" in pagina


def test_la_sessione_in_uso_si_scrive_al_piu_una_volta_al_minuto(
    viaggio: Viaggio, orologio: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    viaggio.entra()
    viaggio.client.get(PROFILO)
    with django_assert_num_queries(2):
        viaggio.client.get("/sessione/stato/")
    with django_assert_num_queries(7) as prima:
        viaggio.client.get(PROFILO)
    assert not [q for q in prima.captured_queries if q["sql"].startswith("UPDATE")]
    orologio(2)
    viaggio.client.get(PROFILO)
    assert Accesso.objects.get().ultimo_uso == dt.datetime(2026, 11, 23, 8, 2, tzinfo=dt.UTC)


# --- what was being written ---------------------------------------------------------------------------------------------


def test_cio_che_si_scriveva_si_ritrova_dopo_il_rientro(viaggio: Viaggio, orologio: Any) -> None:
    viaggio.entra()
    orologio(61)
    porta = tardi(viaggio)
    assert porta["Location"].startswith("/accedi/?next=%2Fsessione%2Fripresa%2F")
    arrivo = viaggio.entra(ritorno=ripresa(porta))
    pagina = html.fromstring(viaggio.client.get(arrivo["Location"]).content)
    campi = dict(pagina.xpath("//main//form")[0].form_values())
    assert {nome: campi[nome] for nome in SCRITTO} == SCRITTO
    invio = viaggio.client.post(arrivo["Location"], campi)
    assert (invio.status_code, invio["Location"]) == (307, PROFILO)
    viaggio.client.post(invio["Location"], campi)
    assert Persona.objects.get().cellulare == "3331234567"
    assert viaggio.client.get(arrivo["Location"]).status_code == 302, "una volta sola"
    assert not ModuloInterrotto.objects.exists()


def test_anche_alla_fine_della_giornata(viaggio: Viaggio, orologio: Any, settings: Any) -> None:
    settings.SESSIONE_MASSIMA_SECONDI = 1800
    viaggio.entra()
    orologio(31)
    assert "ripresa" in tardi(viaggio)["Location"]


def test_si_puo_buttare_via(viaggio: Viaggio, orologio: Any) -> None:
    viaggio.entra()
    orologio(61)
    indirizzo = ripresa(tardi(viaggio))
    viaggio.entra()
    assert viaggio.client.post(f"{indirizzo}?butta")["Location"] == PROFILO
    assert not ModuloInterrotto.objects.exists()


@pytest.mark.parametrize(("massima", "minuti"), [(8 * 3600, 61), (1800, 31)], ids=["ferma", "intera"])
def test_chi_agiva_per_un_altro_riprende_ad_agire_per_lui(
    viaggio: Viaggio, orologio: Any, settings: Any, ente: Ente, luca: Persona, massima: int, minuti: int
) -> None:
    settings.SESSIONE_MASSIMA_SECONDI = massima
    indirizzo = _interrotto_per_delega(viaggio, orologio, luca, minuti)
    assert "agendo per un" in viaggio.client.get(indirizzo).content.decode()
    assert viaggio.client.post(indirizzo, SCRITTO).status_code == 307
    assert viaggio.client.get(PROFILO).wsgi_request.titolare == luca


def test_se_la_delega_e_finita_non_si_invia_a_nome_proprio(
    viaggio: Viaggio, orologio: Any, ente: Ente, luca: Persona
) -> None:
    indirizzo = _interrotto_per_delega(viaggio, orologio, luca)
    mandato = Rappresentanza.objects.get()
    operations.revoca(mandato.pk, attore=luca)
    risposta = viaggio.client.post(indirizzo, SCRITTO)
    assert (risposta.status_code, risposta["Location"]) == (302, "/area-personale/")
    assert not ModuloInterrotto.objects.exists()


def _interrotto_per_delega(viaggio: Viaggio, orologio: Any, luca: Persona, minuti: int = 61) -> str:
    """Giulia was writing for Luca when her session ended; she has come back."""
    viaggio.entra()
    giulia = chi_e_dentro(viaggio.client)
    assert giulia is not None
    mandato = una_delega(da=luca, a=giulia)
    sessione = viaggio.client.session
    sessione[IN_USO] = str(mandato.codice)
    sessione.save()
    orologio(minuti)
    indirizzo = ripresa(viaggio.client.post("/area-personale/appuntamenti/", {"note": "per Luca"}))
    viaggio.entra(ritorno=indirizzo)
    return indirizzo


def test_di_una_sessione_finita_non_resta_nulla(viaggio: Viaggio, orologio: Any) -> None:
    viaggio.entra()
    orologio(24 * 60)
    spazza()
    assert Session.objects.exists(), "per un giorno dice ancora per chi si agiva"
    orologio(2 * 60)
    spazza()
    assert not Session.objects.exists()


def test_se_non_si_sa_piu_per_chi_si_scriveva_non_si_conserva(
    viaggio: Viaggio, orologio: Any, ente: Ente, giulia: Persona, luca: Persona
) -> None:
    """Closed from another device while acting for Luca: given back, it would be sent in Giulia's own name."""
    viaggio.entra()
    mandato = una_delega(da=luca, a=giulia)
    viaggio.client.post("/area-personale/agisci-per/", {"per": str(mandato.codice)})
    operations.chiudi_sessione(Accesso.objects.get(), attore=giulia, ente=ente)
    assert tardi(viaggio).status_code == 302
    assert not ModuloInterrotto.objects.exists()


def test_un_altra_persona_sullo_stesso_browser_non_lo_vede(viaggio: Viaggio, orologio: Any) -> None:
    viaggio.entra()
    orologio(61)
    indirizzo = ripresa(tardi(viaggio))
    viaggio.entra(ritorno=indirizzo, **MARCO)
    risposta = viaggio.client.get(indirizzo)
    assert (risposta.status_code, risposta["Location"]) == (302, "/area-personale/")
    assert not ModuloInterrotto.objects.exists(), "entrato Marco, di Giulia non resta nulla"


def test_la_stessa_persona_da_un_altro_browser_non_lo_vede(
    viaggio: Viaggio, altro_browser: Client, orologio: Any
) -> None:
    viaggio.entra()
    orologio(61)
    indirizzo = ripresa(tardi(viaggio))
    Viaggio(altro_browser, viaggio.idp).entra()
    assert altro_browser.get(indirizzo).status_code == 302
    assert ModuloInterrotto.objects.exists()


def test_il_database_da_solo_non_lo_apre(viaggio: Viaggio, orologio: Any) -> None:
    viaggio.entra()
    orologio(61)
    tardi(viaggio)
    riga = ModuloInterrotto.objects.get()
    assert b"scritta" not in bytes(riga.contenuto)
    assert viaggio.client.cookies["casa_ripresa"].value not in riga.impronta_browser


def test_dopo_mezz_ora_non_c_e_piu(viaggio: Viaggio, orologio: Any) -> None:
    viaggio.entra()
    orologio(61)
    indirizzo = ripresa(tardi(viaggio))
    orologio(31)
    viaggio.entra()
    assert viaggio.client.get(indirizzo).status_code == 302
    operations.dimentica_scaduti()
    assert not ModuloInterrotto.objects.exists()


@pytest.mark.parametrize("caso", ["mai entrato", "vuoto", "enorme", "chiave inventata"])
def test_non_si_conserva_cio_che_non_e_di_nessuno(viaggio: Viaggio, orologio: Any, caso: str) -> None:
    if caso != "mai entrato":
        viaggio.entra()
    orologio(61)
    if caso == "chiave inventata":
        viaggio.client.cookies[impostazioni.SESSION_COOKIE_NAME] = "a" * 32
    dati = {"vuoto": {"csrfmiddlewaretoken": "x"}, "enorme": {"note": "a" * 300_000}}.get(caso, SCRITTO)
    assert tardi(viaggio, dati)["Location"] == "/accedi/?next=%2Farea-personale%2Fprofilo%2F"
    assert not ModuloInterrotto.objects.exists()


def test_chi_e_uscito_non_lascia_moduli(viaggio: Viaggio) -> None:
    viaggio.entra()
    viaggio.client.post("/esci/")
    tardi(viaggio)
    assert not ModuloInterrotto.objects.exists()


def test_anche_l_operatore_ritrova_cio_che_scriveva(client: Client, anna: Persona, orologio: Any) -> None:
    accesso = {"login": "anna", "password": "parola-di-prova-1"}
    client.post("/operatori/accedi/", accesso)
    orologio(61)
    porta = client.post("/operatori/enti/ufficio/", {"motivazione": "Mancava la firma."}, follow=False)
    while "ripresa" not in porta["Location"]:
        porta = client.get(porta["Location"])
    client.post("/operatori/accedi/", {**accesso, "next": ripresa(porta)})
    assert "Mancava la firma." in client.get(ripresa(porta)).content.decode()


def test_una_password_non_si_conserva_mai(client: Client, anna: Persona, orologio: Any) -> None:
    client.post("/operatori/accedi/", {"login": "anna", "password": "parola-di-prova-1"})
    orologio(61)
    client.post("/operatori/account/password/", {"oldpassword": "parola-di-prova-1", "password1": "un-altra-parola"})
    assert not ModuloInterrotto.objects.exists()


# --- two people, one computer -------------------------------------------------------------------------------------------


def test_di_chi_esce_non_resta_nulla_a_chi_entra(viaggio: Viaggio, idp: IdpDiProva) -> None:
    client = viaggio.client
    client.get("/?lingua=de")
    viaggio.entra()
    client.post(PROFILO, SCRITTO | {"lingua": "de"})  # leaves a message to be read, and a language
    giulia, chiave = chi_e_dentro(client), client.session.session_key
    uscita = client.post("/esci/")
    assert uscita["Clear-Site-Data"] == '"cache", "storage"'
    rimasti = {nome for nome, cookie in client.cookies.items() if cookie.value}
    assert rimasti <= {"casa_accesso"}, "solo il segreto di un accesso in corso, che non dice chi"
    assert client.get(PROFILO).status_code == 302, "il tasto indietro porta alla porta"
    viaggio.entra(**MARCO)
    marco = chi_e_dentro(client)
    assert marco not in (None, giulia)
    assert client.session.session_key != chiave
    pagina = client.get(PROFILO).content.decode()
    for resto in ("Giulia", "Bianchi", "333 1234567", "Abbiamo salvato", "gespeichert", 'lang="de"'):
        assert resto not in pagina.split("<main")[1], resto
    assert '<html lang="it">' in pagina


def test_un_messaggio_per_chi_non_c_e_piu_non_lo_legge_nessuno(viaggio: Viaggio, orologio: Any) -> None:
    viaggio.entra()
    viaggio.client.post(PROFILO, SCRITTO)
    orologio(61)
    viaggio.entra(**MARCO)
    assert "Abbiamo salvato" not in viaggio.client.get(PROFILO).content.decode()


def test_le_pagine_di_chi_e_dentro_non_restano_nel_browser(viaggio: Viaggio) -> None:
    viaggio.entra()
    for indirizzo in (PROFILO, "/", "/servizi/", "/sessione/resta/"):
        assert "no-store" in viaggio.client.get(indirizzo)["Cache-Control"], indirizzo


def test_le_pagine_pubbliche_restano_di_tutti(client: Client) -> None:
    assert client.get("/servizi/")["Cache-Control"] == "no-cache"


def test_entrare_di_nuovo_cambia_la_chiave(viaggio: Viaggio) -> None:
    viaggio.entra()
    prima = viaggio.client.session.session_key
    viaggio.client.post("/esci/")
    viaggio.client.cookies[impostazioni.SESSION_COOKIE_NAME] = prima
    viaggio.entra()
    assert viaggio.client.session.session_key != prima


def test_gli_operatori_vedono_l_avviso_e_lo_prolungano(client: Client, anna: Persona, orologio: Any) -> None:
    entra(client, anna)
    assert b"data-sessione" in client.get("/operatori/sicurezza/").content
    assert client.post("/sessione/resta/", headers={"accept": "application/json"}).json()["prolungabile"]
