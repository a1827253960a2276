"""The staff's second factor: nothing is done without it, and losing it has a way back that leaves a trace."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from portal.base.errors import DomainError
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita import checks, operations
from portal.identita.models import Persona
from portal.registro.models import Evento
from tests import people
from tests.conftest import entra
from tests.portal.identita.conftest import Viaggio, chi_e_dentro
from tests.portal.identita.test_operatori import PASSWORD, codice_di, con_app, prova

pytestmark = pytest.mark.django_db
SICUREZZA = "/operatori/sicurezza/"
MOTIVO = "Telefono smarrito, richiesta prot. 12/2026"


@pytest.fixture
def obbligatorio(settings: Any) -> None:
    settings.OPERATORI_SECONDO_FATTORE = True


@pytest.fixture
def carla(ufficio: Ufficio) -> Persona:
    """The administrator."""
    return people.crea_operatore("Carla", ufficio, Incarico.Ruolo.AMMINISTRATORE)


# --- mandatory ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pagina", ["", "archivi/", "enti/ufficio/", "account/password/.."])
def test_senza_secondo_fattore_si_arriva_solo_alla_sicurezza(
    client: Client, anna: Persona, obbligatorio: None, pagina: str
) -> None:
    prova(client)
    assert client.get(f"/operatori/{pagina.removesuffix('account/password/..')}")["Location"] == SICUREZZA
    assert "attiva un secondo fattore" in client.get(SICUREZZA).content.decode()


def test_nemmeno_i_documenti_si_aprono(client: Client, anna: Persona, obbligatorio: None) -> None:
    prova(client)
    assert client.get("/documenti/00000000-0000-4000-8000-000000000000/")["Location"] == SICUREZZA


def test_attivato_il_fattore_si_lavora(client: Client, anna: Persona, obbligatorio: None) -> None:
    prova(client)
    segreto = con_app(anna)
    assert client.get("/operatori/").status_code == 200
    assert "attiva un secondo fattore" not in client.get(SICUREZZA).content.decode()
    client.post("/operatori/esci/")
    prova(client)
    client.post("/operatori/sicurezza/verifica/", {"code": codice_di(segreto)})
    assert client.get("/operatori/").status_code == 200


def test_chi_era_entrato_con_la_sola_password_esce_quando_si_attiva_il_fattore(
    client: Client, anna: Persona, obbligatorio: None, django_capture_on_commit_callbacks: Any
) -> None:
    ladro = Client(HTTP_HOST="localhost")
    for uno in (ladro, client):
        prova(uno)
    attiva = f"{SICUREZZA}app/attiva/"
    client.post(client.get(attiva)["Location"], {"password": PASSWORD})
    codice = codice_di(client.get(attiva).context["form"].secret)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(attiva, {"code": codice})
    assert client.get("/operatori/").status_code == 200
    assert chi_e_dentro(ladro) is None


def test_i_soli_codici_di_recupero_non_bastano(client: Client, anna: Persona, obbligatorio: None) -> None:
    Authenticator.objects.create(user=anna, type="recovery_codes", data={"migrated_codes": []})
    prova(client)
    assert client.get("/operatori/")["Location"] == SICUREZZA


def test_togliere_il_fattore_richiude_la_porta(client: Client, anna: Persona, obbligatorio: None) -> None:
    con_app(anna)
    entra(client, anna)
    Authenticator.objects.all().delete()
    assert client.get("/operatori/")["Location"] == SICUREZZA


def test_i_cittadini_non_ne_sanno_nulla(viaggio: Viaggio, obbligatorio: None) -> None:
    viaggio.entra()
    assert viaggio.client.get("/area-personale/profilo/").status_code == 200
    assert viaggio.client.get("/").status_code == 200


def test_nella_demo_e_offerto_e_non_imposto(client: Client, anna: Persona) -> None:
    prova(client)
    assert client.get("/operatori/").status_code == 200
    assert "attiva un secondo fattore" not in client.get(SICUREZZA).content.decode()


def test_spegnerlo_in_produzione_si_fa_notare(settings: Any) -> None:
    settings.PRODUZIONE = True
    settings.OPERATORI_SECONDO_FATTORE = False
    assert [problema.id for problema in checks.secondo_fattore(None)] == ["casa.identita.W010"]
    settings.OPERATORI_SECONDO_FATTORE = True
    assert checks.secondo_fattore(None) == []


# --- lost ---------------------------------------------------------------------------------------------------------------


def test_un_amministratore_azzera_il_fattore_di_un_altro(client: Client, carla: Persona, anna: Persona) -> None:
    con_app(anna)
    di_anna = entra(Client(HTTP_HOST="localhost"), anna)
    prova(di_anna)
    entra(client, carla)
    assert (
        "Azzera il secondo fattore" in client.get(f"/operatori/identita/operatore/{anna.pk}/change/").content.decode()
    )
    indirizzo = f"/operatori/identita/operatore/{anna.pk}/azzera/"
    assert "form" in client.get(indirizzo).content.decode()
    assert client.post(indirizzo, {"motivo": "boh"}).status_code == 200, "il motivo va scritto per esteso"
    assert operations.ha_secondo_fattore(anna)
    client.post(indirizzo, {"motivo": MOTIVO})
    assert not operations.ha_secondo_fattore(anna)
    evento = Evento.objects.get(azione="identita.secondo_fattore_azzerato")
    assert (evento.oggetto, evento.attore, evento.dati) == (anna.codice, carla.codice, {"motivo": MOTIVO})


def test_chi_perde_il_fattore_perde_anche_le_sessioni(anna: Persona, carla: Persona, ente: Ente) -> None:
    di_anna = Client(HTTP_HOST="localhost")
    prova(di_anna)
    assert di_anna.get("/operatori/").status_code == 200
    operations.azzera_secondo_fattore(anna, attore=carla, ente=ente, motivo=MOTIVO)
    assert di_anna.get("/operatori/").status_code == 302


def test_nessuno_azzera_il_proprio(client: Client, carla: Persona) -> None:
    con_app(carla)
    entra(client, carla)
    client.post(f"/operatori/identita/operatore/{carla.pk}/azzera/", {"motivo": MOTIVO})
    assert operations.ha_secondo_fattore(carla)


def test_chi_non_amministra_non_vede_gli_account(client: Client, anna: Persona, carla: Persona) -> None:
    TOTP.activate(carla, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    entra(client, anna)
    assert client.get("/operatori/identita/operatore/").status_code == 403
    client.post(f"/operatori/identita/operatore/{carla.pk}/azzera/", {"motivo": MOTIVO})
    assert operations.ha_secondo_fattore(carla)


def test_l_amministratore_di_un_altro_comune_non_esiste_qui(client: Client, carla: Persona, altro_ente: Ente) -> None:
    altrove = people.crea_operatore("Elisa", people.crea_ufficio("Anagrafe", altro_ente))
    con_app(altrove)
    entra(client, carla)
    assert client.post(f"/operatori/identita/operatore/{altrove.pk}/azzera/", {"motivo": MOTIVO}).status_code == 404
    assert "Elisa" not in client.get("/operatori/identita/operatore/").content.decode()


def test_il_sistemista_riapre_la_porta_all_unico_amministratore(carla: Persona) -> None:
    con_app(carla)
    call_command("identita_operatore", "carla", "--motivo", MOTIVO, stdout=StringIO())
    assert not operations.ha_secondo_fattore(carla)
    assert Evento.objects.get(azione="identita.secondo_fattore_azzerato").attore is None
    with pytest.raises(CommandError, match="Nessun operatore"):
        call_command("identita_operatore", "nessuno", "--motivo", MOTIVO)


# --- personal SPID ------------------------------------------------------------------------------------------------------

SCELTA, ENTRA = "/operatori/accedi/spid/", "/operatori/accedi/spid/entra/"


@pytest.fixture
def con_spid(settings: Any) -> None:
    settings.OPERATORI_SPID = True


@pytest.fixture
def abilitata(viaggio: Viaggio, anna: Persona, carla: Persona, ente: Ente, con_spid: None) -> Persona:
    """Anna works with her account; at home she is Giulia, and Carla tied the two."""
    viaggio.entra()
    viaggio.client.post("/esci/")
    operations.concedi_spid(anna, codice="bncgli85d52h501t", attore=carla, ente=ente)
    return anna


def test_se_non_e_acceso_non_si_vede(client: Client) -> None:
    assert "SPID (personale)" not in client.get("/operatori/accedi/").content.decode()
    assert client.get(SCELTA).status_code == client.get(ENTRA).status_code == 404


def test_la_porta_degli_operatori_offre_la_spid(viaggio: Viaggio, con_spid: None) -> None:
    assert SCELTA in viaggio.client.get("/operatori/accedi/").content.decode()
    assert f"next={ENTRA}" in viaggio.client.get(SCELTA).content.decode()


def test_con_la_spid_si_entra_nell_account_e_si_esce_da_cittadini(
    viaggio: Viaggio, abilitata: Persona, obbligatorio: None
) -> None:
    assert viaggio.entra(ritorno=ENTRA)["Location"] == ENTRA
    da_cittadina = viaggio.client.session.session_key
    assert "Anna Neri" in viaggio.client.get(ENTRA).content.decode()
    assert chi_e_dentro(viaggio.client) != abilitata, "guardare la pagina non basta"
    assert viaggio.client.post(ENTRA)["Location"] == "/operatori/"
    assert chi_e_dentro(viaggio.client) == abilitata
    assert viaggio.client.session.session_key != da_cittadina
    assert viaggio.client.get("/operatori/").status_code == 200, "SPID di livello 2 vale due fattori"
    assert viaggio.client.get("/area-personale/profilo/").status_code == 302
    ultimo = abilitata.accessi.get()
    assert (ultimo.metodo, ultimo.tipo, ultimo.livello) == ("spid", "operatore", 2)


def test_senza_abilitazione_si_resta_cittadini_e_si_sa_perche(viaggio: Viaggio, anna: Persona, con_spid: None) -> None:
    viaggio.entra(ritorno=ENTRA)
    for risposta in (viaggio.client.get(ENTRA), viaggio.client.post(ENTRA)):
        assert risposta.status_code == 403
        assert "Nessun amministratore" in risposta.content.decode()
    assert viaggio.client.get("/operatori/").status_code == 302


def test_una_sessione_vecchia_non_diventa_di_lavoro(viaggio: Viaggio, abilitata: Persona, time_machine: Any) -> None:

    viaggio.entra()
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=6))
    assert viaggio.client.post(ENTRA)["Location"] == SCELTA
    assert chi_e_dentro(viaggio.client) != abilitata


def test_un_account_sospeso_non_si_apre(viaggio: Viaggio, abilitata: Persona) -> None:
    Persona.objects.filter(pk=abilitata.pk).update(is_active=False)
    viaggio.entra(ritorno=ENTRA)
    assert viaggio.client.post(ENTRA).status_code == 403


def test_l_amministratore_concede_e_toglie(client: Client, viaggio: Viaggio, carla: Persona, anna: Persona) -> None:
    Viaggio(Client(HTTP_HOST="localhost"), viaggio.idp).entra()
    entra(client, carla)
    base = f"/operatori/identita/operatore/{anna.pk}"
    rifiuto = client.post(f"{base}/concedi-spid/", {"codice": "VRDMRC78A10H501A"}, follow=True).content.decode()
    assert "una volta con SPID" in rifiuto
    assert "non è valido" in client.post(f"{base}/concedi-spid/", {"codice": "ABC"}).content.decode()
    client.post(f"{base}/concedi-spid/", {"codice": "BNCGLI85D52H501T"})
    giulia = Persona.objects.get(codice_fiscale="BNCGLI85D52H501T")
    assert operations.operatore_di(giulia) == anna
    evento = Evento.objects.get(azione="identita.spid_operatore_concesso")
    assert evento.dati == {"persona": str(giulia.codice)}
    assert "BNCGLI" not in client.get(f"{base}/change/").content.decode()
    client.post(f"{base}/revoca-spid/")
    assert operations.operatore_di(giulia) is None
    assert Evento.objects.filter(azione="identita.spid_operatore_revocato").count() == 1


def test_una_spid_apre_un_solo_account(abilitata: Persona, carla: Persona, ente: Ente) -> None:

    with pytest.raises(DomainError, match="altro account"):
        operations.concedi_spid(carla, codice="BNCGLI85D52H501T", attore=carla, ente=ente)
