"""App IO on the wire: who can be written to, what a message may hold, what the phones show."""

import json
import re

import pytest
import requests

CHIAVE = {"Ocp-Apim-Subscription-Key": "chiave-di-prova"}
CONFIGURAZIONE = "01SANDB0XC0NTENVT0REM0T0AA"
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
    telefoni, in_viaggio = requests.get(f"{sandbox.url}/io/").text.split('id="viaggio"')
    assert ("Permesso accolto" in telefoni, "Permesso accolto" in in_viaggio) == (False, True)


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
        messaggio(third_party_data={"id": "1", "configuration_id": CONFIGURAZIONE, "has_attachments": True}),
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


def test_un_contenuto_remoto_vuole_la_sua_configurazione(sandbox):
    avanzato = {"Ocp-Apim-Subscription-Key": "chiave-tributi"}
    terzo = {"id": "1", "has_remote_content": True, "has_attachments": True, "configuration_id": CONFIGURAZIONE}
    dati = messaggio(third_party_data=terzo) | {"feature_level_type": "ADVANCED"}
    assert chiama(sandbox, "/messages", dati, avanzato).status_code == 201
    assert (
        chiama(sandbox, "/messages", messaggio(third_party_data=terzo | {"has_attachments": False})).status_code == 201
    )
    dati["content"]["third_party_data"] = terzo | {"configuration_id": "01AAAAAAAAAAAAAAAAAAAAAAAA"}
    assert chiama(sandbox, "/messages", dati, avanzato).status_code == 404
    for rotto in ({"id": ""}, {"has_precondition": "NONE"}, {"has_remote_content": "si"}):
        dati["content"]["third_party_data"] = terzo | rotto
        assert chiama(sandbox, "/messages", dati, avanzato).status_code == 400


# --- keys and services --------------------------------------------------------------------------------------------------


def test_ogni_servizio_ha_due_chiavi_e_il_pannello_le_revoca(sandbox):
    prima, seconda = ({"Ocp-Apim-Subscription-Key": f"chiave-di-prova{fine}"} for fine in ("", "-2"))
    sandbox.revoca("generale/primaria")
    risposte = [chiama(sandbox, "/profiles", {"fiscal_code": GIULIA}, una).status_code for una in (prima, seconda)]
    assert risposte == [401, 200]
    sandbox.revoca("generale/primaria", di_nuovo_buona=True)
    assert chiama(sandbox, "/profiles", {"fiscal_code": GIULIA}, prima).status_code == 200
    assert requests.post(f"{sandbox.url}/pannello/api/appio/chiavi", data={"chiave": "altra"}).status_code == 400


def test_il_servizio_in_bozza_scrive_solo_al_destinatario_di_prova(sandbox):
    bozza = {"Ocp-Apim-Subscription-Key": "chiave-bozza"}
    for percorso, dati in (("/profiles", {"fiscal_code": GIULIA}), ("/messages", messaggio())):
        assert chiama(sandbox, percorso, dati, bozza).status_code == 403
    assert chiama(sandbox, "/messages", messaggio("AAAAAA00A00A000A"), bozza).status_code == 201


def test_l_esito_lo_sa_solo_il_servizio_che_ha_scritto(sandbox):
    numero = chiama(sandbox, "/messages", messaggio()).json()["id"]
    altro = {"Ocp-Apim-Subscription-Key": "chiave-tributi"}
    assert chiama(sandbox, f"/messages/{GIULIA}/{numero}", chiave=altro).status_code == 403


def test_ogni_persona_spegne_un_servizio_e_non_gli_altri(sandbox):
    sandbox.servizio_io(GIULIA, "generale", acceso=False)
    tributi = {"Ocp-Apim-Subscription-Key": "chiave-tributi"}
    risposte = [chiama(sandbox, "/profiles", {"fiscal_code": GIULIA}, chiave).json() for chiave in (CHIAVE, tributi)]
    assert [una["sender_allowed"] for una in risposte] == [False, True]


# --- moods --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("modo", ["401", "403", "429", "500"])
def test_il_pannello_fa_rifiutare_ogni_chiamata(sandbox, modo):
    sandbox.modo("appio", modo)
    for percorso, dati in (("/profiles", {"fiscal_code": GIULIA}), ("/messages", messaggio())):
        risposta = chiama(sandbox, percorso, dati)
        assert risposta.status_code == int(modo)
        assert ("x-rate-limit-retry-after" in risposta.headers) == (modo == "429")
    assert not sandbox.messaggi_io()


def test_risponde_502_ma_il_messaggio_resta(sandbox):
    sandbox.modo("appio", "502")
    assert chiama(sandbox, "/profiles", {"fiscal_code": GIULIA}).status_code == 200
    assert chiama(sandbox, "/messages", messaggio()).status_code == 502
    assert [uno["contenuto"]["subject"] for uno in sandbox.messaggi_io()] == ["Permesso accolto"]
    assert sandbox.quante_volte("appio", metodo="POST", esito="201") == 1


@pytest.mark.parametrize(("modo", "guasto"), [("taglia", requests.ConnectionError), ("tace", requests.ReadTimeout)])
def test_non_dice_niente_ma_il_messaggio_resta(sandbox, modo, guasto):
    sandbox.modo("appio", modo)
    assert chiama(sandbox, "/profiles", {"fiscal_code": GIULIA}).status_code == 200
    with pytest.raises(guasto):
        requests.post(f"{sandbox.url}/io/api/v1/messages", json=messaggio(), headers=CHIAVE, timeout=1)
    assert len(sandbox.messaggi_io()) == 1


def test_i_modi_di_app_io_non_sono_degli_altri(sandbox):
    assert requests.post(f"{sandbox.url}/pannello/api/pagopa", data={"modo": "taglia"}).status_code == 400


def test_chi_prova_decide_che_fine_fa_un_messaggio(sandbox):
    sandbox.modo("appio", "trattiene")
    numero = chiama(sandbox, "/messages", messaggio()).json()["id"]
    letti = [chiama(sandbox, f"/messages/{GIULIA}/{numero}").json()["status"]]
    for stato in ("THROTTLED", "PROCESSED", "REJECTED", "FAILED"):
        sandbox.stato_io(stato, numero)
        letti.append(chiama(sandbox, f"/messages/{GIULIA}/{numero}").json()["status"])
    assert letti == ["ACCEPTED", "THROTTLED", "PROCESSED", "REJECTED", "FAILED"]
    sandbox.stato_io("SPARITO")
    assert chiama(sandbox, f"/messages/{GIULIA}/{numero}").status_code == 404


# --- messages opened on the phone ---------------------------------------------------------------------------------------


def riservato(sandbox, destinatario=GIULIA, **terzo):
    """A sensitive message sent with the Premium service; gives its number."""
    terzo = {"id": "uno", "has_remote_content": True, "configuration_id": CONFIGURAZIONE} | terzo
    dati = messaggio(destinatario, third_party_data=terzo) | {"feature_level_type": "ADVANCED"}
    return chiama(sandbox, "/messages", dati, {"Ocp-Apim-Subscription-Key": "chiave-tributi"}).json()["id"]


def del_portale(portale, *, allegati=()):
    dettagli = {"subject": "Esito del contributo", "markdown": f"**Accolto.** {TESTO}"}
    voci = [{"id": nome, "url": nome, "name": nome} for nome in allegati]
    portale.contenuti["/messages/uno"] = json.dumps({"details": dettagli, "attachments": voci}).encode()
    portale.contenuti.update({f"/messages/uno/{nome}": b"%PDF-1.7" for nome in allegati})


def test_il_telefono_chiede_il_testo_all_ente_e_apre_gli_allegati(sandbox, portale):
    del_portale(portale, allegati=["esito.pdf"])
    numero = riservato(sandbox, has_attachments=True)
    assert f"/io/messaggi/{numero}/" in requests.get(f"{sandbox.url}/io/").text
    aperto = requests.get(f"{sandbox.url}/io/messaggi/{numero}/").text
    assert ("Esito del contributo" in aperto, "<strong>Accolto.</strong>" in aperto) == (True, True)
    assert requests.get(f"{sandbox.url}/io/messaggi/{numero}/esito.pdf").content == b"%PDF-1.7"
    letto = chiama(
        sandbox, f"/messages/{GIULIA}/{numero}", chiave={"Ocp-Apim-Subscription-Key": "chiave-tributi"}
    ).json()
    assert letto["read_status"] == "READ"


@pytest.mark.parametrize(("dichiarati", "dati"), [(True, []), (False, ["esito.pdf"]), (True, ["esito.doc"])])
def test_il_telefono_rifiuta_cio_che_non_era_dichiarato(sandbox, portale, dichiarati, dati):
    del_portale(portale, allegati=dati)
    risposta = requests.get(f"{sandbox.url}/io/messaggi/{riservato(sandbox, has_attachments=dichiarati)}/")
    assert (risposta.status_code, "Il messaggio non si apre" in risposta.text) == (502, True)


def test_l_ente_non_da_il_testo_di_un_altro(sandbox, portale):
    del_portale(portale)
    assert requests.get(f"{sandbox.url}/io/messaggi/{riservato(sandbox, 'VRDMRC78A10H501A')}/").status_code == 502


def test_dal_telefono_si_va_a_pagare(sandbox):
    nav = "301000000000000144"
    numero = chiama(sandbox, "/messages", messaggio(payment_data={"amount": 1600, "notice_number": nav})).json()["id"]
    assert requests.post(f"{sandbox.url}/io/messaggi/{numero}/paga").status_code == 404  # not at pagoPA
