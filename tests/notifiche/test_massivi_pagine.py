"""The officer's road: words, people, a look, the confirmation, the outcome; and who may not take it."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from notifiche.massivi.tasks import invii
from notifiche.models import Fase, Genere, Invio, Messaggio, RigaInvio
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.registro.models import AccessoDati
from tests import people
from tests.conftest import entra
from tests.makers import un_avviso, una_pratica
from tests.pagine import Pagina
from tests.people import CODICI_FISCALI

PAROLE = {
    "oggetto": "Costo della mensa",
    "testo": "Ciao {nome}, da settembre la mensa costa **{importo}** euro.",
    "genere": "informazioni",
    "classe": "almeno_una_volta",
    "giorni_utili": "3",
    "url": "/area-personale/pagamenti/",
    "azione": "Vai ai pagamenti",
    "servizio": "",
}
GIULIA, MARCO = CODICI_FISCALI["giulia"], CODICI_FISCALI["marco"]
ELENCO = f"codice_fiscale;nome;importo\n{GIULIA};Giulia;50\n{MARCO};Marco;60\nSBAGLIATO;X;1\n"


@pytest.fixture
def anna_scrive(client: Client, anna: Persona) -> Client:
    return entra(client, anna)


def componi(client: Client, ufficio: Ufficio, **altro: str) -> Invio:
    risposta = client.post("/operatori/invii/nuovo/", {**PAROLE, "ufficio": ufficio.pk, **altro})
    assert risposta.status_code == 302, risposta.context["form"].errors
    return Invio.objects.latest("pk")


def carica(client: Client, invio: Invio, grezzo: str = ELENCO) -> None:
    file = SimpleUploadedFile("mensa.csv", grezzo.encode())
    assert client.post(f"{invio.get_absolute_url()}destinatari/", {"file": file}).status_code == 302
    invii()
    invio.refresh_from_db()


def test_dal_testo_alla_conferma(
    anna_scrive: Client, ufficio: Ufficio, giulia: Persona, esegui_lavori: Callable[[], None]
) -> None:
    invio = componi(anna_scrive, ufficio)
    carica(anna_scrive, invio)
    pagina = anna_scrive.get(invio.get_absolute_url()).content.decode()
    assert "Ciao Giulia, da settembre la mensa costa <strong>50</strong> euro." in pagina
    assert "il codice fiscale «SBAGLIATO» non è corretto" in pagina
    assert AccessoDati.objects.filter(soggetto=giulia.codice, sezione="messaggi").count() == 1
    conferma = f"{invio.get_absolute_url()}conferma/"
    assert "Stai per scrivere a 2 persone" in anna_scrive.get(conferma).content.decode()
    assert "controlla e scrivi di nuovo" in anna_scrive.post(conferma, {"quanti": 3}).content.decode()
    assert not Messaggio.objects.exists()
    anna_scrive.post(conferma, {"quanti": 2})
    invii()
    messaggio = Messaggio.objects.get(destinatario=giulia)
    assert (messaggio.url, messaggio.azione) == ("/area-personale/pagamenti/", "Vai ai pagamenti")
    pagina = anna_scrive.get(invio.get_absolute_url()).content.decode()
    assert "Concluso" in pagina
    assert "in coda" in pagina
    esiti = b"".join(anna_scrive.get(f"{invio.get_absolute_url()}esiti.csv").streaming_content).decode("utf-8-sig")
    assert esiti.splitlines()[1].split(";")[0] == "2"
    scartate = b"".join(anna_scrive.get(f"{invio.get_absolute_url()}scartate.csv").streaming_content)
    assert "SBAGLIATO" in scartate.decode("utf-8-sig")


def test_guardare_non_fa_partire_nulla(anna_scrive: Client, ufficio: Ufficio) -> None:
    invio = componi(anna_scrive, ufficio)
    carica(anna_scrive, invio)
    for atto in ("conferma", "ferma", "pausa", "riprendi"):
        anna_scrive.get(f"{invio.get_absolute_url()}{atto}/")
    invio.refresh_from_db()
    assert invio.fase == Fase.PRONTO


def test_pausa_ripresa_e_fine(anna_scrive: Client, ufficio: Ufficio) -> None:
    invio = componi(anna_scrive, ufficio)
    carica(anna_scrive, invio)
    anna_scrive.post(f"{invio.get_absolute_url()}conferma/", {"quanti": 2})
    for atto, fase in (("pausa", Fase.PAUSA), ("riprendi", Fase.INVIO), ("ferma", Fase.FERMATO)):
        anna_scrive.post(f"{invio.get_absolute_url()}{atto}/")
        invio.refresh_from_db()
        assert invio.fase == fase
        assert not Pagina(anna_scrive.get(invio.get_absolute_url())).difetti()
    assert anna_scrive.get(f"{invio.get_absolute_url()}testo/").status_code == 404


@pytest.mark.parametrize(
    ("campo", "valore"),
    [
        ("oggetto", "Corto"),
        ("oggetto", "Ciao {nome}, leggi qui"),
        ("testo", "Breve"),
        ("url", "https://altrove.invalid/"),
        ("url", "//altrove.invalid/"),
        ("url", "/non-esiste/"),
        ("azione", ""),
    ],
)
def test_le_parole_che_non_vanno(anna_scrive: Client, ufficio: Ufficio, campo: str, valore: str) -> None:
    risposta = anna_scrive.post("/operatori/invii/nuovo/", {**PAROLE, "ufficio": ufficio.pk, campo: valore})
    assert campo in risposta.context["form"].errors
    assert PAROLE["testo"] in risposta.context["form"]["testo"].value() or campo == "testo"
    assert not Invio.objects.exists()


def test_il_file_inservibile_e_quello_senza_le_colonne(anna_scrive: Client, ufficio: Ufficio) -> None:
    invio = componi(anna_scrive, ufficio)
    foglio = SimpleUploadedFile("mensa.xlsx", b"PK\x03\x04")
    risposta = anna_scrive.post(f"{invio.get_absolute_url()}destinatari/", {"file": foglio})
    assert "foglio di calcolo" in risposta.content.decode()
    carica(anna_scrive, invio, f"cf;nome\n{GIULIA};Giulia\n")
    pagina = anna_scrive.get(invio.get_absolute_url()).content.decode()
    assert "Il testo usa importo" in pagina
    anna_scrive.post(
        f"{invio.get_absolute_url()}testo/",
        {**PAROLE, "ufficio": ufficio.pk, "testo": "Ciao {nome}, la mensa apre lunedì."},
    )
    invii()
    invio.refresh_from_db()
    assert (invio.fase, invio.pronti) == (Fase.PRONTO, 1)


def test_chi_non_risponde_dell_ufficio_non_scrive_a_molti(client: Client, ufficio: Ufficio) -> None:
    entra(client, people.crea_operatore("Piero", ufficio, Incarico.Ruolo.OPERATORE))
    assert client.get("/operatori/invii/").status_code == 403
    assert client.post("/operatori/invii/nuovo/", PAROLE).status_code == 403


def test_l_altro_ufficio_e_l_altro_comune_non_vedono(
    anna_scrive: Client, ufficio: Ufficio, ente: Ente, altro_ente: Ente
) -> None:
    invio = componi(anna_scrive, ufficio)
    carica(anna_scrive, invio)
    vicino = people.crea_operatore("Vera", people.crea_ufficio("Tributi", ente))
    lontano = people.crea_operatore("Dino", people.crea_ufficio("Anagrafe", altro_ente))
    for persona, host in ((vicino, "localhost"), (lontano, "127.0.0.1")):
        client = entra(Client(HTTP_HOST=host), persona)
        assert str(invio.codice) not in client.get("/operatori/invii/").content.decode()
        for coda in ("", "testo/", "destinatari/", "conferma/", "ferma/", "scartate.csv", "esiti.csv"):
            assert client.get(f"{invio.get_absolute_url()}{coda}").status_code == 404
        for atto in ("conferma", "pausa", "riprendi", "ferma"):
            assert client.post(f"{invio.get_absolute_url()}{atto}/", {"quanti": 2}).status_code == 404


def test_i_richiedenti_di_un_servizio(anna_scrive: Client, ufficio: Ufficio, giulia: Persona, marco: Persona) -> None:
    una_pratica(di=giulia)
    una_pratica(di=giulia)
    una_pratica(di=marco, stato="ritirata")
    invio = componi(anna_scrive, ufficio, testo="Ciao {nome}, hai {quante_pratiche} richieste aperte con noi.")
    indirizzo = f"{invio.get_absolute_url()}destinatari/richiedenti/"
    assert not Pagina(anna_scrive.get(indirizzo)).difetti()
    assert "stati" in anna_scrive.post(indirizzo, {"servizio": "permesso-accesso-ztl"}).context["form"].errors
    anna_scrive.post(indirizzo, {"servizio": "permesso-accesso-ztl", "stati": ["presentata"]})
    invii()
    riga = RigaInvio.objects.get(invio=invio)
    assert (riga.persona, riga.valori["quante_pratiche"]) == (giulia, "2")


def test_chi_non_ha_pagato(
    anna_scrive: Client, ufficio: Ufficio, ente: Ente, giulia: Persona, marco: Persona, luca: Persona
) -> None:
    un_avviso(di=giulia, ente=ente)
    un_avviso(di=giulia, ente=ente, importo=1000)
    un_avviso(di=marco, ente=ente, stato="pagato")
    un_avviso(di=luca, ente=ente, stato="annullato")
    invio = componi(anna_scrive, ufficio, testo="Ciao {nome}, ti restano da pagare {totale} entro il {prima_scadenza}.")
    anna_scrive.post(f"{invio.get_absolute_url()}destinatari/debitori/", {"causale": "diritti DI segreteria"})
    invii()
    riga = RigaInvio.objects.get(invio=invio)
    assert (riga.persona, riga.valori["totale"]) == (giulia, "35,00\xa0€")
    invio.refresh_from_db()
    assert "Chi non ha ancora pagato" in anna_scrive.get(invio.get_absolute_url()).content.decode()


def test_ogni_pagina_e_fatta_bene(anna_scrive: Client, ufficio: Ufficio) -> None:
    assert not Pagina(anna_scrive.get("/operatori/invii/")).difetti()
    assert not Pagina(anna_scrive.get("/operatori/invii/nuovo/")).difetti()
    assert not Pagina(anna_scrive.post("/operatori/invii/nuovo/", {})).difetti()
    invio = componi(anna_scrive, ufficio)
    assert not Pagina(anna_scrive.get(invio.get_absolute_url())).difetti()
    carica(anna_scrive, invio)
    for coda in ("", "testo/", "destinatari/", "destinatari/debitori/", "conferma/"):
        assert not Pagina(anna_scrive.get(f"{invio.get_absolute_url()}{coda}")).difetti()
    assert not Pagina(anna_scrive.get("/operatori/invii/")).difetti()


def test_la_pagina_costa_lo_stesso_con_pochi_e_con_molti(anna_scrive: Client, ufficio: Ufficio) -> None:
    costi = []
    for quante in (1, 30):
        invio = componi(anna_scrive, ufficio, testo="Ciao, da settembre la mensa costa di più.")
        carica(anna_scrive, invio, "cf\n" + "\n".join(["SBAGLIATO"] * quante) + f"\n{GIULIA}\n{MARCO}\n")
        anna_scrive.get(invio.get_absolute_url())
        with CaptureQueriesContext(connection) as domande:
            pagina = anna_scrive.get(invio.get_absolute_url()).content.decode()
        costi.append(len(domande))
    assert costi[0] == costi[1]
    assert len(re.findall("SBAGLIATO", pagina)) == 20


def test_il_genere_e_quello_scelto(anna_scrive: Client, ufficio: Ufficio, giulia: Persona) -> None:
    invio = componi(anna_scrive, ufficio, genere=Genere.PAGAMENTI)
    carica(anna_scrive, invio)
    anna_scrive.post(f"{invio.get_absolute_url()}conferma/", {"quanti": 2})
    invii()
    assert Messaggio.objects.get(destinatario=giulia).genere == Genere.PAGAMENTI
