"""Ratings without a name, and barriers that must be answered."""

import pytest
import time_machine
from django.test import Client

from portal.catalogo.models import SegnalazioneAccessibilita, Valutazione
from portal.enti.models import Ente
from portal.registro.models import Evento
from tests.pagine import Pagina, scritto_in

BUONA = {"pagina": "/servizi/", "voto": "4", "aspetto": "chiare", "commento": "Bene"}
BARRIERA = {
    "pagina": "/servizi/",
    "descrizione": "Il menu non si apre da tastiera.",
    "email": "lettrice@esempio.invalid",
}


def test_la_valutazione_si_tiene_e_si_torna_alla_pagina(client: Client, ente: Ente) -> None:
    risposta = client.post("/valuta/", BUONA)
    assert risposta["Location"] == "/servizi/#grazie"
    assert not risposta.cookies
    valutazione = Valutazione.objects.get()
    assert (valutazione.ente, valutazione.pagina, valutazione.voto) == (ente, "/servizi/", 4)
    assert (valutazione.aspetto, valutazione.commento, valutazione.lingua) == ("chiare", "Bene", "it")


@pytest.mark.parametrize(
    "cambi",
    [
        {"voto": "0"},
        {"voto": "6"},
        {"voto": ""},
        {"commento": "x" * 201},
        {"aspetto": "inventato"},
        {"pagina": "https://altrove.invalid/"},
        {"pagina": "//altrove.invalid/"},
        {"pagina": ""},
    ],
)
def test_la_valutazione_sbagliata_si_rifiuta_e_dice_come_fare(client: Client, cambi: dict[str, str]) -> None:
    risposta = client.post("/valuta/", {**BUONA, **cambi})
    assert risposta.status_code == 400
    assert "da una a cinque stelle" in risposta.content.decode()
    assert not Valutazione.objects.exists()


def test_un_altro_sito_non_valuta_le_nostre_pagine(client: Client) -> None:
    assert client.post("/valuta/", BUONA, headers={"Origin": "https://altrove.invalid"}).status_code == 400
    assert client.post("/valuta/", BUONA, headers={"Origin": "http://localhost"}).status_code == 302


def test_il_codice_di_una_pratica_non_resta_nella_valutazione(client: Client) -> None:
    client.post("/valuta/", {**BUONA, "pagina": "/pratiche/0b7e5c1e-0000-4000-8000-000000000000/inviata/"})
    assert Valutazione.objects.get().pagina == "/pratiche/…/inviata/"


def test_la_valutazione_non_si_legge(client: Client) -> None:
    assert client.get("/valuta/").status_code == 405


@time_machine.travel("2026-11-22 10:00:00+01:00")
def test_la_barriera_segnalata_ha_un_numero_un_termine_e_una_riga_nel_registro(client: Client, ente: Ente) -> None:
    risposta = client.post("/accessibilita/segnala/", BARRIERA, follow=True)
    segnalazione = SegnalazioneAccessibilita.objects.get(ente=ente)
    testo = scritto_in(Pagina(risposta).tutti("//main")[0])
    assert segnalazione.numero in testo
    assert "22 dicembre 2026" in testo
    assert BARRIERA["email"] not in risposta.content.decode()
    riga = Evento.objects.get(azione="accessibilita.segnalata")
    assert (riga.oggetto, riga.attore) == (segnalazione.codice, None)


def test_la_risposta_si_legge_allo_stesso_indirizzo(client: Client, ente: Ente) -> None:
    client.post("/accessibilita/segnala/", BARRIERA)
    segnalazione = SegnalazioneAccessibilita.objects.get()
    segnalazione.stato, segnalazione.risposta = "risolta", "Abbiamo corretto il menu."
    segnalazione.save()
    testo = client.get(f"/accessibilita/segnala/{segnalazione.codice}/").content.decode()
    assert "Risolta" in testo
    assert "Abbiamo corretto il menu." in testo


def test_la_segnalazione_di_un_comune_non_si_vede_nell_altro(client: Client, altro_ente: Ente) -> None:
    client.post("/accessibilita/segnala/", BARRIERA)
    codice = SegnalazioneAccessibilita.objects.get().codice
    assert Client(HTTP_HOST="127.0.0.1").get(f"/accessibilita/segnala/{codice}/").status_code == 404


def test_chi_sbaglia_vede_che_cosa_e_ritrova_quello_che_aveva_scritto(client: Client) -> None:
    pagina = Pagina(client.post("/accessibilita/segnala/", {**BARRIERA, "email": "non-una-mail"}))
    assert pagina.difetti() == []
    assert scritto_in(pagina.tutti("//title")[0]).startswith("Errore: ")
    assert pagina.tutti("//*[@id='errori']//a/@href") == ["#id_email"]
    campo = pagina.tutti("//input[@id='id_email']")[0]
    assert campo.get("aria-invalid") == "true"
    assert campo.get("aria-describedby") == "id_email_error"
    assert BARRIERA["descrizione"] in pagina.html
