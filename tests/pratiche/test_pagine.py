"""The citizen's list and case pages: whose turn it is, by when and why, answering, withdrawing; the neighbour sees nothing."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from notifiche.models import Messaggio
from portal.catalogo.models import Servizio
from portal.enti.models import Ente
from portal.identita.models import Persona
from pratiche.models import Pratica
from pratiche.stati import Stato
from tests.conftest import entra
from tests.makers import paga_diritti, una_pratica
from tests.pratiche.conftest import un_pdf

ELENCO = "/area-personale/pratiche/"


@pytest.fixture
def cittadina(client: Client, giulia: Persona, anna: Persona, ztl: Servizio) -> Client:
    return entra(client, giulia)


def pagina(cittadina: Client, pratica: Pratica) -> str:
    return cittadina.get(f"/pratiche/{pratica.codice}/").content.decode()


@pytest.mark.parametrize(
    ("stato", "tocca", "parole"),
    [
        (Stato.PRESENTATA, "Tocca a te", "Vai al pagamento"),
        (Stato.IN_LAVORAZIONE, "Tocca a te", "dopo il pagamento"),
        (Stato.IN_ATTESA_DEL_CITTADINO, "Tocca a te", "Rispondi all&#x27;ufficio"),
        (Stato.ACCOLTA, "Pratica conclusa", "è stata accolta"),
        (Stato.RESPINTA, "Pratica conclusa", "non è stata accolta"),
        (Stato.RITIRATA, "Pratica conclusa", "Hai ritirato"),
    ],
)
def test_la_pagina_dice_a_chi_tocca(cittadina: Client, giulia: Persona, stato: str, tocca: str, parole: str) -> None:
    testo = pagina(cittadina, una_pratica(di=giulia, stato=stato))
    assert tocca in testo
    assert parole in testo


def test_pagato_il_dovuto_tocca_al_comune(cittadina: Client, giulia: Persona) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    paga_diritti(pratica)
    testo = pagina(cittadina, pratica)
    assert "Tocca al Comune" in testo
    assert "Pagamento ricevuto" in testo
    assert "sta esaminando" in testo


def test_la_pagina_dice_entro_quando_chi_e_perche_il_termine_si_e_mosso(cittadina: Client, giulia: Persona) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)):
        pratica = una_pratica(di=giulia, stato=Stato.IN_ATTESA_DEL_CITTADINO)
        entra(cittadina, giulia)
        testo = pagina(cittadina, pratica)
    assert "Il termine si è fermato lunedì 2 marzo 2026" in testo
    assert "All'inizio il termine era mercoledì 1 aprile 2026" in testo
    for parola in (
        "Polizia locale",
        "responsabile del procedimento: Anna Neri",
        "in corso di protocollazione",
        "potere sostitutivo",
    ):
        assert parola in testo


def test_la_strada_fatta_e_quella_da_fare(cittadina: Client, giulia: Persona) -> None:
    testo = pagina(cittadina, una_pratica(di=giulia))
    assert testo.index("Richiesta presentata") < testo.index("Presa in carico") < testo.index("Decisione dell")


def test_si_risponde_nel_posto_esatto(cittadina: Client, giulia: Persona) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_ATTESA_DEL_CITTADINO)
    indirizzo = f"/pratiche/{pratica.codice}/rispondi/"
    messaggio = Messaggio.objects.get(tipo="pratiche.integrazione_richiesta")
    assert messaggio.url == indirizzo
    testo = cittadina.get(indirizzo).content.decode()
    assert "La foto della carta non si legge." in testo
    assert "Carta di circolazione" in testo
    assert "Targa del veicolo" not in testo  # only what the office reopened
    vuota = cittadina.post(indirizzo, {"messaggio": "Eccola & grazie"}).content.decode()
    assert "Questa risposta è obbligatoria" in vuota
    assert "Eccola &amp; grazie" in vuota
    dati = {"messaggio": "Eccola", "carta_circolazione": un_pdf("nuova.pdf"), "targa": "ZZ999ZZ"}
    inviata = cittadina.post(indirizzo, dati, follow=True)
    assert "La risposta è stata inviata" in inviata.content.decode()
    pratica.refresh_from_db()
    assert pratica.stato == Stato.IN_LAVORAZIONE
    assert pratica.dati_correnti["targa"] == "AB123CD"  # a field that was not reopened does not change
    seconda = cittadina.post(indirizzo, {"messaggio": "Ancora"}, follow=True)
    assert "nessuna richiesta a cui rispondere" in seconda.content.decode()


def test_una_risposta_si_salva_e_si_riprende(cittadina: Client, giulia: Persona) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_ATTESA_DEL_CITTADINO)
    indirizzo = f"/pratiche/{pratica.codice}/rispondi/"
    dati = {"messaggio": "A metà", "altri_documenti": un_pdf("foto.pdf"), "salva": "1"}
    assert "non ancora inviata" in cittadina.post(indirizzo, dati, follow=True).content.decode()
    testo = cittadina.get(indirizzo).content.decode()
    assert "A metà" in testo
    assert "foto.pdf" in testo
    codice = pratica.allegati.get(nome="foto.pdf").codice
    cittadina.post(indirizzo, {"messaggio": "A metà", "rimuovi": str(codice)})
    assert not pratica.allegati.filter(nome="foto.pdf").exists()


def test_si_ritira_dopo_una_domanda(cittadina: Client, giulia: Persona) -> None:
    pratica = una_pratica(di=giulia)
    indirizzo = f"/pratiche/{pratica.codice}/ritira/"
    assert "viene annullato" in cittadina.get(indirizzo).content.decode()
    assert Pratica.objects.get().stato == Stato.PRESENTATA
    testo = cittadina.post(indirizzo, {"motivo": "Ho venduto l'auto"}, follow=True).content.decode()
    assert "Hai ritirato la richiesta." in testo
    assert "Ho venduto l&#x27;auto" in testo
    assert cittadina.get(indirizzo)["Location"] == f"/pratiche/{pratica.codice}/"


def test_un_atto_non_piu_possibile_si_dice_in_parole(cittadina: Client, giulia: Persona) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.ACCOLTA)
    testo = cittadina.post(f"/pratiche/{pratica.codice}/ritira/", follow=True).content.decode()
    assert "Ora non si può" in testo


def test_l_elenco_si_filtra_per_stato(cittadina: Client, giulia: Persona, ztl: Servizio) -> None:
    una_pratica(di=giulia, stato=Stato.RITIRATA)
    una_pratica(di=giulia, stato=Stato.ACCOLTA)
    aperta = una_pratica(di=giulia)
    bozza = una_pratica(di=giulia, stato=Stato.BOZZA)
    tutte = cittadina.get(ELENCO).context["elenco"].righe
    assert tutte[0] == bozza
    assert len(tutte) == 4
    assert cittadina.get(f"{ELENCO}?stato=aperte").context["elenco"].righe == [aperta]
    assert cittadina.get(f"{ELENCO}?stato=bozze").context["elenco"].righe == [bozza]
    assert len(cittadina.get(f"{ELENCO}?stato=concluse").context["elenco"].righe) == 2
    assert len(cittadina.get(f"{ELENCO}?stato=inventato").context["elenco"].righe) == 4


def test_un_elenco_vuoto_dice_da_dove_cominciare(cittadina: Client) -> None:
    assert "Non hai ancora pratiche" in cittadina.get(ELENCO).content.decode()
    assert "Nessuna tua pratica" in cittadina.get(f"{ELENCO}?stato=bozze").content.decode()


VICINO = ["", "compila/", "compila/dati-generali/", "riepilogo/", "inviata/", "elimina/", "ritira/", "rispondi/"]


@pytest.mark.parametrize("pagina", VICINO)
@pytest.mark.parametrize("stato", [Stato.BOZZA, Stato.IN_ATTESA_DEL_CITTADINO])
def test_il_vicino_non_trova_nulla(
    client: Client, giulia: Persona, marco: Persona, anna: Persona, ztl: Servizio, stato: str, pagina: str
) -> None:
    pratica = una_pratica(di=giulia, stato=stato)
    indirizzo = f"/pratiche/{pratica.codice}/{pagina}"
    entra(client, marco)
    assert client.get(indirizzo).status_code == 404
    assert client.post(indirizzo, {"salva": "1"}).status_code in (404, 405)
    assert str(pratica.codice) not in client.get(ELENCO).content.decode()


def test_sul_sito_di_un_altro_comune_la_pratica_non_esiste(giulia: Persona, ztl: Servizio, altro_ente: Ente) -> None:
    pratica = una_pratica(di=giulia)
    altrove = entra(Client(HTTP_HOST="127.0.0.1"), giulia)
    assert altrove.get(f"/pratiche/{pratica.codice}/").status_code == 404
    assert altrove.get(ELENCO).context["elenco"].righe == []


def test_chi_e_uscito_passa_dall_accesso_e_torna(client: Client, giulia: Persona, ztl: Servizio) -> None:
    pratica = una_pratica(di=giulia)
    for indirizzo in (f"/pratiche/{pratica.codice}/", ELENCO, "/servizi/permesso-accesso-ztl/richiedi/"):
        assert client.get(indirizzo)["Location"] == f"/accedi/?next={indirizzo.replace('/', '%2F')}"


def test_le_pagine_non_restano_nelle_cache(cittadina: Client, giulia: Persona) -> None:
    pratica = una_pratica(di=giulia)
    assert cittadina.get(f"/pratiche/{pratica.codice}/")["Cache-Control"] == "private, no-store"


def _molte(pratica: Pratica, quante: int) -> None:
    """Copies of a case, each with its number: enough rows to see whether a page counts them."""
    modello = Pratica.objects.get(pk=pratica.pk)
    copie = []
    for numero in range(quante):
        campi = {f.attname: getattr(modello, f.attname) for f in Pratica._meta.fields if f.name not in ("id", "codice")}
        copie.append(Pratica(**campi | {"numero": numero + 1000, "avviso_id": modello.avviso_id}))
    Pratica.objects.bulk_create(copie)


@pytest.mark.parametrize("quante", [25, 500])
def test_elenco_e_pratica_costano_lo_stesso_con_tante_righe(cittadina: Client, giulia: Persona, quante: int) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_ATTESA_DEL_CITTADINO)
    _molte(pratica, quante)
    for indirizzo in (ELENCO, f"/pratiche/{pratica.codice}/", f"/pratiche/{pratica.codice}/inviata/"):
        with CaptureQueriesContext(connection) as letture:
            assert cittadina.get(indirizzo).status_code == 200
        assert len(letture) <= 10, [lettura["sql"] for lettura in letture]


def test_l_elenco_va_avanti_senza_perdere_righe(cittadina: Client, giulia: Persona) -> None:
    _molte(una_pratica(di=giulia), 60)
    visti, indirizzo = [], ELENCO
    while indirizzo:
        elenco = cittadina.get(indirizzo).context["elenco"]
        visti += [riga.pk for riga in elenco.righe]
        indirizzo = ELENCO + elenco.successiva if elenco.successiva else ""
    assert len(visti) == len(set(visti)) == 61
