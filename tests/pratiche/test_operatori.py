"""The office works the cases in the browser: the list, one case, the acts; nobody sees beyond office and ente."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from portal.base.coda import Stato as StatoLavoro
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.registro.models import AccessoDati
from pratiche.models import Pratica, Stampa, VersioneServizio
from pratiche.stati import Stato
from tests import people
from tests.conftest import entra
from tests.makers import paga_diritti, presenta_bozza, un_servizio, una_bozza, una_pratica
from tests.pratiche.conftest import un_pdf
from tests.pratiche.test_pagine import _molte

LAVORO = "/operatori/"


@pytest.fixture
def operatrice(client: Client, anna: Persona, ztl: Servizio) -> Client:
    return entra(client, anna)


def righe(client: Client, **filtri: str) -> list[Pratica]:
    return client.get(LAVORO, filtri).context["elenco"].righe


def test_la_prima_pagina_e_il_lavoro_da_fare(operatrice: Client, giulia: Persona, marco: Persona) -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(days=10)):
        vecchia = una_pratica(di=giulia)
    nuova = una_pratica(di=marco)
    una_pratica(di=giulia, stato=Stato.BOZZA)
    assert righe(operatrice) == [vecchia, nuova]  # the first to expire on top, and no draft
    testo = operatrice.get(LAVORO).content.decode()
    assert "Bianchi Giulia" in testo
    assert re.search(r"mancano \d+ giorni", testo)


def test_i_filtri_del_lavoro(operatrice: Client, giulia: Persona, marco: Persona, luca: Persona, anna: Persona) -> None:
    da_prendere = una_pratica(di=giulia)
    mia = una_pratica(di=marco, stato=Stato.IN_LAVORAZIONE)
    in_attesa = una_pratica(di=luca, stato=Stato.IN_ATTESA_DEL_CITTADINO)
    with time_machine.travel(timezone.now() - dt.timedelta(days=28)):
        urgente = una_pratica(di=marco)
    conclusa = una_pratica(di=giulia, stato=Stato.ACCOLTA)
    assert set(righe(operatrice, quali="da_prendere")) == {da_prendere, urgente}
    assert set(righe(operatrice, quali="mie")) == {mia, in_attesa}
    assert righe(operatrice, quali="in_attesa") == [in_attesa]
    assert righe(operatrice, quali="in_scadenza") == [urgente]
    assert righe(operatrice, quali="concluse") == [conclusa]
    assert righe(operatrice, numero=da_prendere.sigla) == [da_prendere]
    assert righe(operatrice, numero=str(conclusa.numero)) == [conclusa]
    assert "Nessuna pratica" in operatrice.get(LAVORO, {"numero": "Bianchi"}).content.decode()


def test_una_pratica_si_lavora_tutta_nel_browser(operatrice: Client, giulia: Persona, anna: Persona) -> None:
    pratica = una_pratica(di=giulia)
    indirizzo = f"/operatori/pratiche/{pratica.codice}/"
    testo = operatrice.get(indirizzo).content.decode()
    for parola in ("BNCGLI85D52H501T", "AB123CD", "Prendi in carico", "registro", "diritti"):
        assert parola.lower() in testo.lower()
    assert "Accogli" not in testo  # only the acts allowed now
    assert operatrice.get(f"{indirizzo}prendi/").status_code == 200
    assert "Hai preso in carico" in operatrice.post(f"{indirizzo}prendi/", follow=True).content.decode()
    vuota = operatrice.post(f"{indirizzo}integrazione/", {"testo": ""}).content.decode()
    assert "Correggi prima di continuare" in vuota
    chiesta = {"testo": "La targa non corrisponde.", "campo-targa": "errato"}
    assert "è stata inviata" in operatrice.post(f"{indirizzo}integrazione/", chiesta, follow=True).content.decode()
    assert "Accogli" not in operatrice.get(indirizzo).content.decode()  # the citizen may still answer
    presto = operatrice.post(f"{indirizzo}accogli/", {"motivazione": "Fuori zona."}).content.decode()
    assert "può ancora rispondere" in presto
    assert "Fuori zona." in presto
    cittadina = entra(Client(HTTP_HOST="localhost"), giulia)
    cittadina.post(f"/pratiche/{pratica.codice}/rispondi/", {"targa": "EF456GH", "messaggio": "Errore mio"})
    assert "EF456GH" in operatrice.get(indirizzo).content.decode()
    accogli = operatrice.get(f"{indirizzo}accogli/").content.decode()
    assert "targato EF456GH" in accogli  # what the document will say
    assert "non risultano ancora pagati" in operatrice.post(f"{indirizzo}accogli/", {}).content.decode()
    paga_diritti(pratica)
    accolta = operatrice.post(f"{indirizzo}accogli/", {"motivazione": "Valido nei festivi."}, follow=True)
    assert "La richiesta è stata accolta" in accolta.content.decode()
    pratica.refresh_from_db()
    assert (pratica.stato, pratica.assegnatario, pratica.esito) == (Stato.ACCOLTA, anna, "Valido nei festivi.")
    tardi = operatrice.post(f"{indirizzo}respingi/", {"motivazione": "x"}, follow=True).content.decode()
    assert "Nel frattempo la pratica è cambiata" in tardi


def test_dal_preavviso_al_rigetto_nel_browser(operatrice: Client, giulia: Persona) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    indirizzo = f"/operatori/pratiche/{pratica.codice}/"
    assert "respingi/" not in operatrice.get(indirizzo).content.decode()  # first the notice
    motivi = {"motivi": "1. Fuori zona.", "documenti": un_pdf("regolamento.pdf")}
    assert "è stato inviato" in operatrice.post(f"{indirizzo}preavviso/", motivi, follow=True).content.decode()
    cittadina = entra(Client(HTTP_HOST="localhost"), giulia)
    cittadina.post(f"/pratiche/{pratica.codice}/osservazioni/", {"osservazioni": "Ci abito da ieri."})
    pagina = operatrice.get(indirizzo).content.decode()
    assert "Ci abito da ieri." in pagina
    assert "regolamento.pdf" in pagina
    for vuoto in ({"motivazione": " ", "valutazione": "x"}, {"motivazione": "x", "valutazione": " "}):
        rifiutata = operatrice.post(f"{indirizzo}respingi/", vuoto).content.decode()
        assert "Correggi prima di continuare" in rifiutata
    dati = {"motivazione": "Fuori zona.", "valutazione": "La residenza non risulta."}
    assert "è stata respinta" in operatrice.post(f"{indirizzo}respingi/", dati, follow=True).content.decode()
    assert "La residenza non risulta." in cittadina.get(f"/pratiche/{pratica.codice}/").content.decode()


def test_chi_apre_una_pratica_lascia_una_riga_che_il_cittadino_legge(
    operatrice: Client, giulia: Persona, anna: Persona
) -> None:
    pratica = una_pratica(di=giulia)
    operatrice.get(f"/operatori/pratiche/{pratica.codice}/")
    riga = AccessoDati.objects.get()
    assert (riga.soggetto, riga.operatore, riga.motivo) == (giulia.codice, anna.codice, f"Pratica {pratica.sigla}")


def test_un_altro_ufficio_non_la_lavora(client: Client, giulia: Persona, ente: Ente, ztl: Servizio) -> None:
    pratica = una_pratica(di=giulia)
    estranea = people.crea_operatore("Carla", people.crea_ufficio("Anagrafe", ente))
    entra(client, estranea)
    assert righe(client) == []
    for coda in ("prendi/", "accogli/", "registro/", "inventato/"):
        assert client.get(f"/operatori/pratiche/{pratica.codice}/{coda}").status_code == 404
    assert client.post(f"/operatori/pratiche/{pratica.codice}/prendi/").status_code == 404
    assert not AccessoDati.objects.exists()


def test_un_altro_ufficio_la_legge_solo_scrivendo_perche(
    client: Client, giulia: Persona, ente: Ente, ztl: Servizio
) -> None:
    pratica = una_pratica(di=giulia)
    indirizzo = f"/operatori/pratiche/{pratica.codice}/"
    entra(client, people.crea_operatore("Carla", people.crea_ufficio("Anagrafe", ente)))
    cercata = client.get(LAVORO, {"numero": pratica.sigla}).content.decode()
    assert indirizzo in cercata
    chiusa = client.get(indirizzo).content.decode()
    assert "scrivendo il motivo" in chiusa
    assert "Bianchi" not in cercata + chiusa
    assert client.post(indirizzo, {"motivo": "Mi serve"}).status_code == 200
    assert not AccessoDati.objects.exists()
    motivo = "Verifica della residenza chiesta dal protocollo 12"
    assert client.post(indirizzo, {"motivo": motivo}).status_code == 302
    aperta = client.get(indirizzo).content.decode()
    assert "la puoi solo leggere" in aperta
    assert "Bianchi" in aperta
    assert "/prendi/" not in aperta
    assert "/documenti/" not in aperta
    riga = AccessoDati.objects.get()
    assert (riga.soggetto, riga.ufficio) == (giulia.codice, "Anagrafe")
    assert riga.motivo == f"Pratica {pratica.sigla}: {motivo}"
    assert motivo in entra(client, giulia).get("/area-personale/fascicolo/accessi/").content.decode()


def test_il_varco_si_richiude_dopo_mezz_ora(client: Client, giulia: Persona, ente: Ente, ztl: Servizio) -> None:
    indirizzo = f"/operatori/pratiche/{una_pratica(di=giulia).codice}/"
    entra(client, people.crea_operatore("Carla", people.crea_ufficio("Anagrafe", ente)))
    client.post(indirizzo, {"motivo": "Verifica della residenza chiesta dal protocollo 12"})
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=31), tick=False):
        assert "scrivendo il motivo" in client.get(indirizzo).content.decode()


def test_chi_e_nell_elenco_legge_una_volta_al_giorno_che_l_ufficio_lo_ha_visto(
    operatrice: Client, giulia: Persona, marco: Persona
) -> None:
    una_pratica(di=giulia)
    una_pratica(di=marco)
    for _ in range(3):
        operatrice.get(LAVORO)
    righe_scritte = AccessoDati.objects.filter(motivo__startswith="Elenco")
    assert {riga.soggetto for riga in righe_scritte} == {giulia.codice, marco.codice}
    assert righe_scritte.count() == 2


def test_un_ufficio_condiviso_vede_un_comune_alla_volta(
    giulia: Persona, ente: Ente, altro_ente: Ente, client: Client
) -> None:
    condiviso = people.crea_ufficio("Ufficio associato", ente, altro_ente)
    operatrice = people.crea_operatore("Carla", condiviso)
    qui = presenta_bozza(una_bozza(giulia, un_servizio(ente, condiviso)))
    la = presenta_bozza(una_bozza(giulia, un_servizio(altro_ente, condiviso)))
    altrove = Client(HTTP_HOST="127.0.0.1")
    assert righe(entra(client, operatrice)) == [qui]
    assert righe(entra(altrove, operatrice)) == [la]
    assert client.get(f"/operatori/pratiche/{la.codice}/").status_code == 404


def test_il_cittadino_e_chi_e_fuori_non_entrano(client: Client, giulia: Persona, ztl: Servizio) -> None:
    pratica = una_pratica(di=giulia)
    for indirizzo in (
        LAVORO,
        f"/operatori/pratiche/{pratica.codice}/",
        f"/operatori/pratiche/{pratica.codice}/prendi/",
    ):
        assert client.get(indirizzo)["Location"].startswith("/operatori/login/")
        assert entra(Client(HTTP_HOST="localhost"), giulia).get(indirizzo).status_code == 302
        assert client.post(indirizzo).status_code == 302
    pratica.refresh_from_db()
    assert pratica.stato == Stato.PRESENTATA


def test_un_incarico_finito_chiude_la_porta(operatrice: Client, giulia: Persona) -> None:
    pratica = una_pratica(di=giulia)
    Incarico.objects.update(attivo=False)
    assert operatrice.get(f"/operatori/pratiche/{pratica.codice}/").status_code == 302


@pytest.mark.parametrize("quante", [25, 500])
def test_la_lista_costa_lo_stesso_con_tante_righe(operatrice: Client, giulia: Persona, quante: int) -> None:
    _molte(una_pratica(di=giulia, stato=Stato.IN_ATTESA_DEL_CITTADINO), quante)
    operatrice.get(LAVORO)  # the hosts are read once per process
    for filtro in ("aperte", "mie", "in_scadenza", "concluse"):
        with CaptureQueriesContext(connection) as letture:
            assert operatrice.get(LAVORO, {"quali": filtro}).status_code == 200
        assert len(letture) <= 15, [lettura["sql"] for lettura in letture]


@pytest.mark.parametrize("quante", [25, 500])
def test_la_pagina_di_una_pratica_costa_lo_stesso_con_tante_righe(
    operatrice: Client, giulia: Persona, quante: int
) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_ATTESA_DEL_CITTADINO)
    _molte(pratica, quante)
    operatrice.get(LAVORO)  # the hosts are read once per process
    with CaptureQueriesContext(connection) as letture:
        assert operatrice.get(f"/operatori/pratiche/{pratica.codice}/").status_code == 200
    lette = [
        lettura["sql"]
        for lettura in letture
        if lettura["sql"].startswith("SELECT") and "registro_" not in lettura["sql"].partition("WHERE")[0]
    ]
    assert len(lette) <= 16, lette  # beside the line of the register of accesses


def test_la_lista_va_avanti_senza_perdere_righe(operatrice: Client, giulia: Persona) -> None:
    _molte(una_pratica(di=giulia), 60)
    visti, query = [], "?quali=aperte"
    while query:
        elenco = operatrice.get(LAVORO + query).context["elenco"]
        visti += [riga.pk for riga in elenco.righe]
        query = elenco.successiva
    assert len(visti) == len(set(visti)) == 61
    assert operatrice.get(f"{LAVORO}?dopo=rotto").status_code == 200


def test_un_lavoro_fermo_si_riprova_dagli_archivi(operatrice: Client, giulia: Persona) -> None:
    pratica = una_pratica(di=giulia)
    Stampa.objects.filter(pratica=pratica).update(stato=StatoLavoro.FALLITO, errore="ValueError")
    elenco = "/operatori/pratiche/stampa/"
    pagina = operatrice.get(elenco).content.decode()
    assert pratica.sigla in pagina
    assert "quello non riuscito aspetta te" in pagina
    riga = Stampa.objects.filter(pratica=pratica).first()
    fatto = operatrice.post(elenco, {"action": "riprova", "_selected_action": [riga.pk]}, follow=True)
    assert "1 lavoro rimesso in coda" in fatto.content.decode()
    riga.refresh_from_db()
    assert riga.stato == StatoLavoro.IN_CODA


@pytest.mark.parametrize(
    "indirizzo", ["", "archivi/", "pratiche/versioneservizio/", "pratiche/registrazioneprotocollo/"]
)
def test_nulla_in_linea_nelle_pagine_dell_ufficio(operatrice: Client, giulia: Persona, indirizzo: str) -> None:
    una_pratica(di=giulia)
    risposta = operatrice.get(LAVORO + indirizzo)
    assert risposta.status_code == 200
    assert not re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=\"", risposta.content.decode())


def test_il_comando_controlla_e_pubblica(ente: Ente, ufficio: Ufficio, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("servizi", "controlla")
    assert "permesso-accesso-ztl: va bene" in capsys.readouterr().out
    with pytest.raises(CommandError, match="non ha un ufficio che si chiama"):
        call_command("servizi", "installa", "permesso-accesso-ztl", ente="roccachiara")
    un_servizio(ente, ufficio)
    call_command("servizi", "installa", ente="roccachiara")
    assert VersioneServizio.objects.count() == 1
    with pytest.raises(CommandError, match="non c'è"):
        call_command("servizi", "controlla", "tassa-sulle-finestre")
    with pytest.raises(CommandError, match="Nessun comune"):
        call_command("servizi", "installa", ente="atlantide")


def test_il_registro_dice_ogni_atto_e_chi_lo_ha_fatto(operatrice: Client, giulia: Persona) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    pagina = html.fromstring(operatrice.get(f"/operatori/pratiche/{pratica.codice}/registro/").content)
    righe = [[cella.text_content() for cella in riga.findall("td")] for riga in pagina.xpath("//tbody/tr")]
    assert [riga[1] for riga in righe] == ["Bozza aperta", "Richiesta presentata", "Presa in carico"]
    assert righe[1][2] == giulia.nome_completo
    assert righe[2][2] == pratica.assegnatario.nome_completo
