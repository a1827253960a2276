"""App IO on the wire: who can be written to, what a message may hold, what the phones show."""

import re

import pytest
import requests

CHIAVE = {"Ocp-Apim-Subscription-Key": "chiave-di-prova"}
GIULIA, SPENTO, ASSENTE = "BNCGLI85D52H501T", "GLLRRT68B15F839D", "LDRMNA93L57Z330D"
TESTO = "La tua richiesta di permesso per la zona a traffico limitato è stata accolta. **Puoi scaricare** il documento."


def chiama(sandbox, percorso, dati=None, chiave=CHIAVE):
    metodo = "POST" if dati is not None else "GET"
    return requests.request(metodo, f"{sandbox.url}/io/api/v1{percorso}", json=dati, headers=chiave)


def messaggio(destinatario=GIULIA, **contenuto):
    return {"fiscal_code": destinatario, "content": {"subject": "Permesso accolto", "markdown": TESTO} | contenuto}


@pytest.mark.parametrize(
    ("chi", "stato", "ammesso"),
    [(GIULIA, 200, True), (SPENTO, 200, False), (ASSENTE, 404, None), ("RSSMRA80A01H501U", 404, None),
     ("AAAAAA00A00A000A", 200, True), ("minuscolo", 400, None)],
)  # fmt: skip
def test_il_profilo_dice_se_si_puo_scrivere(sandbox, chi, stato, ammesso):
    risposta = chiama(sandbox, "/profiles", {"fiscal_code": chi})
    assert (risposta.status_code, risposta.json().get("sender_allowed")) == (stato, ammesso)


@pytest.mark.parametrize("chiave", [{}, {"Ocp-Apim-Subscription-Key": "altra"}])
def test_senza_la_chiave_giusta_401(sandbox, chiave):
    assert chiama(sandbox, "/profiles", {"fiscal_code": GIULIA}, chiave).status_code == 401
    assert chiama(sandbox, "/messages", messaggio(), chiave).status_code == 401


def test_un_messaggio_arriva_sul_telefono_con_scadenza_e_pagamento(sandbox):
    dati = messaggio(
        due_date="2027-01-12T22:59:59Z", payment_data={"amount": 1600, "notice_number": "301000000000000144"}
    )
    risposta = chiama(sandbox, "/messages", dati)
    numero = risposta.json()["id"]
    assert (risposta.status_code, bool(re.fullmatch("[0-9A-HJKMNP-TV-Z]{26}", numero))) == (201, True)
    letto = chiama(sandbox, f"/messages/{GIULIA}/{numero}").json()
    assert (letto["status"], letto["message"]["content"]["subject"]) == ("PROCESSED", "Permesso accolto")
    telefono = requests.get(f"{sandbox.url}/io/").text.split("Giulia Bianchi")[1].split("</section>")[0]
    for parole in ("Permesso accolto", "12 gennaio 2027, ore 23:59", "16,00", "301000000000000144"):
        assert parole in telefono
    assert sandbox.quante_volte("appio", metodo="POST", forma="/io/api/v1/messages", riferimento=numero) == 1


@pytest.mark.parametrize("chi", [SPENTO, ASSENTE])
def test_chi_non_si_raggiunge_si_scopre_dopo(sandbox, chi):
    risposta = chiama(sandbox, "/messages", messaggio(chi))
    assert risposta.status_code == 201
    assert chiama(sandbox, f"/messages/{chi}/{risposta.json()['id']}").json()["status"] == "REJECTED"
    assert "Permesso accolto" not in requests.get(f"{sandbox.url}/io/").text


def test_ogni_richiesta_e_un_messaggio_nuovo(sandbox):
    primo, secondo = (chiama(sandbox, "/messages", messaggio()).json()["id"] for _ in range(2))
    assert primo != secondo
    assert chiama(sandbox, f"/messages/{SPENTO}/{primo}").status_code == 404


@pytest.mark.parametrize(
    "contenuto",
    [
        {"subject": "Corto"},
        {"subject": "x" * 121},
        {"subject": "😀" * 61},
        {"markdown": "troppo breve"},
        {"markdown": "x" * 10_001},
        {"markdown": None},
        {"due_date": "2027-01-12"},
        {"due_date": "2027-01-12T23:59:59+01:00"},
        {"payment_data": {"amount": 0, "notice_number": "301000000000000144"}},
        {"payment_data": {"amount": 16.5, "notice_number": "301000000000000144"}},
        {"payment_data": {"amount": 1600, "notice_number": "901000000000000144"}},
        {"payment_data": "1600"},
    ],
)
def test_un_contenuto_fuori_regola_e_rifiutato(sandbox, contenuto):
    assert chiama(sandbox, "/messages", messaggio(**contenuto)).status_code == 400


def test_le_lunghezze_si_contano_come_fa_la_piattaforma(sandbox):
    assert chiama(sandbox, "/messages", messaggio(subject="😀" * 60)).status_code == 201


@pytest.mark.parametrize(
    "campi", [{"time_to_live": 60}, {"feature_level_type": "PREMIUM"}, {"content": None}, {"fiscal_code": 7}]
)
def test_un_messaggio_malfatto_e_rifiutato(sandbox, campi):
    assert chiama(sandbox, "/messages", messaggio() | campi).status_code == 400


def test_quello_che_il_servizio_non_puo_fare_e_403(sandbox):
    payee = {"amount": 1600, "notice_number": "301000000000000144", "payee": {"fiscal_code": "80000000901"}}
    for dati in (
        messaggio(payment_data=payee),
        messaggio(third_party_data={"id": "1"}),
        messaggio() | {"feature_level_type": "ADVANCED"},
    ):
        assert chiama(sandbox, "/messages", dati).status_code == 403


def test_il_telefono_mostra_il_markdown_e_nient_altro(sandbox):
    testo = f"# Esito\n\n{TESTO}\n\n- [Vai](http://localhost:8000/)\n- *in breve*\n\n<script>x()</script> [no](javascript:x)"
    chiama(sandbox, "/messages", messaggio(markdown=testo))
    pagina = requests.get(f"{sandbox.url}/io/").text
    for atteso in ("<h4>Esito</h4>", "<strong>Puoi scaricare</strong>", "<em>in breve</em>"):
        assert atteso in pagina
    assert '<li><a href="http://localhost:8000/">Vai</a></li>' in pagina
    assert "<script>" not in pagina
    assert 'href="javascript' not in pagina
