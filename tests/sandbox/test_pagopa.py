"""pagoPA on the wire: positions, carts, the hosted page, receipts that arrive, late receipts, double payments."""

import base64
import copy
import re
import time
from datetime import UTC, datetime, timedelta

import pytest
import requests
from lxml import etree

from tests.contratti import cartella_contratti
from tests.sandbox.portale_finto import DUPLICATA, PA, SOAP
from tests.sandbox_processo import SandboxProcesso

ENTE = "80000000901"
CHIAVE = {"Ocp-Apim-Subscription-Key": "chiave-di-prova"}
IUV = "01000000000000144"
NAV = f"3{IUV}"
RITORNI = {
    "returnOkUrl": "http://localhost:18190/ok",
    "returnCancelUrl": "http://localhost:18190/annullato",
    "returnErrorUrl": "http://localhost:18190/errore",
}


def posizione(**campi):
    scadenza = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    versamento = {
        "idTransfer": "1",
        "amount": 1600,
        "organizationFiscalCode": ENTE,
        "remittanceInformation": "Permesso ZTL",
        "category": "9/0101100IM/",
        "iban": "IT60X0542811101000000123456",
    }
    opzione = {
        "iuv": IUV,
        "amount": 1600,
        "description": "Permesso ZTL",
        "isPartialPayment": False,
        "dueDate": scadenza,
        "transfer": [versamento],
    }
    return {
        "iupd": "80000000901-aaaa",
        "type": "F",
        "fiscalCode": "BNCGLI85D52H501T",
        "fullName": "Giulia Bianchi",
        "companyName": "Comune di Roccachiara",
        "switchToExpired": False,
        "paymentOption": [opzione],
    } | campi


class Gpd:
    """The client of an ente."""

    def __init__(self, url):
        self.base = f"{url}/pagopa/gpd/debt-positions-service/v1/organizations/{ENTE}/debtpositions"

    def crea(self, dati=None, pubblica=True):
        parametri = {"toPublish": "true"} if pubblica else {}
        return requests.post(self.base, json=dati or posizione(), params=parametri, headers=CHIAVE)

    def __call__(self, metodo, coda="/80000000901-aaaa", **argomenti):
        return requests.request(metodo, self.base + coda, headers=CHIAVE, **argomenti)

    def stato(self):
        return self("GET").json()["status"]


@pytest.fixture
def gpd(sandbox):
    return Gpd(sandbox.url)


def carrello(**campi):
    avviso = {
        "noticeNumber": NAV,
        "fiscalCode": ENTE,
        "amount": 1600,
        "companyName": "Comune di Roccachiara",
        "description": "Permesso ZTL",
    }
    return {"paymentNotices": [avviso], "returnUrls": RITORNI, "idCart": "c1"} | campi


def manda_carrello(sandbox, dati=None, **opzioni):
    return requests.post(
        f"{sandbox.url}/pagopa/checkout/ec/v1/carts",
        json=dati or carrello(),
        headers=opzioni.pop("headers", CHIAVE),
        allow_redirects=False,
    )


def premi(sandbox, azione, dati=None):
    """Open a cart and press a button of its page."""
    pagina = manda_carrello(sandbox, dati).headers["Location"]
    return requests.post(pagina, data={"azione": azione}, allow_redirects=False)


def aspetta(condizione, secondi=8):
    fine = time.monotonic() + secondi
    while not condizione():
        assert time.monotonic() < fine, "tempo scaduto"
        time.sleep(0.1)


# --- GPD ---------------------------------------------------------------------------------------------------------------


def test_una_posizione_pubblicata_e_pagabile_subito(gpd):
    assert gpd.crea().status_code == 201
    letta = gpd("GET").json()
    assert (letta["status"], letta["paymentOption"][0]["nav"], letta["paymentOption"][0]["status"]) == (
        "VALID",
        NAV,
        "PO_UNPAID",
    )


def test_senza_pubblicare_resta_in_bozza(gpd):
    gpd.crea(pubblica=False)
    assert gpd.stato() == "DRAFT"
    assert gpd("POST", "/80000000901-aaaa/publish").json()["status"] == "VALID"
    assert gpd("POST", "/80000000901-aaaa/publish").status_code == 409


def test_con_una_data_di_validita_aspetta(gpd):
    gpd.crea(posizione(validityDate=(datetime.now(UTC) + timedelta(days=1)).isoformat()))
    assert gpd.stato() == "PUBLISHED"


def test_i_doppioni_sono_rifiutati(gpd):
    gpd.crea()
    assert gpd.crea().status_code == 409
    assert gpd.crea(posizione(iupd="altra")).status_code == 409  # same IUV


def test_senza_chiave_o_con_una_chiave_sbagliata_401(gpd, sandbox):
    for chiave in ({}, {"Ocp-Apim-Subscription-Key": "altra"}):
        assert requests.get(f"{gpd.base}/x", headers=chiave).status_code == 401
        assert manda_carrello(sandbox, headers=chiave).status_code == 401


def _opzione(**campi):
    def cambia(dati):
        dati["paymentOption"][0].update(campi)

    return cambia


def _versamento(**campi):
    def cambia(dati):
        dati["paymentOption"][0]["transfer"][0].update(campi)

    return cambia


def _due_versamenti_uguali(dati):
    dati["paymentOption"][0]["transfer"] *= 2
    dati["paymentOption"][0]["amount"] = 3200


SBAGLIATE = {
    "senza debitore": lambda d: d.pop("fullName"),
    "tipo": lambda d: d.update(type="X"),
    "codice fiscale": lambda d: d.update(fiscalCode="bncgli"),
    "causale lunga": _opzione(description="x" * 141),
    "iuv corto": _opzione(iuv="123"),
    "nav diverso dallo iuv": _opzione(nav="3" * 18),
    "importo zero": _opzione(amount=0),
    "importo con decimali": _opzione(amount=16.0),
    "scadenza passata": _opzione(dueDate="2020-01-01T00:00:00Z"),
    "scadenza non data": _opzione(dueDate="domani"),
    "somma diversa": _versamento(amount=1500),
    "iban e bollo": _versamento(stamp={"hashDocument": "x", "stampType": "01", "provincialResidence": "RM"}),
    "né iban né bollo": _versamento(iban=None),
    "tassonomia": _versamento(category="tributi"),
    "versamenti ripetuti": _due_versamenti_uguali,
    "senza opzioni": lambda d: d.update(paymentOption=[]),
    "opzione non oggetto": lambda d: d.update(paymentOption=["x"]),
    "metadati ripetuti": _opzione(paymentOptionMetadata=[{"key": "a", "value": "1"}] * 2),
    "notifica a carico nostro": _opzione(notificationFee=200),
}


@pytest.mark.parametrize("rompi", SBAGLIATE.values(), ids=SBAGLIATE.keys())
def test_le_regole_di_gpd(gpd, rompi):
    dati = posizione()
    rompi(dati)
    risposta = gpd.crea(dati)
    assert (risposta.status_code, risposta.headers["Content-Type"]) == (400, "application/problem+json")


def test_si_aggiorna_finche_non_e_pagata(gpd, sandbox):
    gpd.crea()
    nuova = posizione()
    nuova["paymentOption"][0]["amount"] = nuova["paymentOption"][0]["transfer"][0]["amount"] = 2000
    for _ in range(2):
        assert gpd("PUT", json=nuova, params={"toPublish": "true"}).status_code == 200
    assert gpd("GET").json()["paymentOption"][0]["amount"] == 2000
    assert gpd("PUT", json=posizione(iupd="altra")).status_code == 400
    premi(sandbox, "paga", carrello(paymentNotices=[carrello()["paymentNotices"][0] | {"amount": 2000}]))
    assert gpd.stato() == "PAID"
    for metodo, coda in (("PUT", ""), ("DELETE", ""), ("POST", "/invalidate"), ("POST", "/publish")):
        assert gpd(metodo, f"/80000000901-aaaa{coda}", json=nuova).status_code == 409


def test_una_posizione_annullata_non_si_paga(gpd, sandbox):
    gpd.crea()
    assert gpd("POST", "/80000000901-aaaa/invalidate").json()["status"] == "INVALID"
    assert gpd("POST", "/80000000901-aaaa/invalidate").status_code == 409
    assert "annullato" in requests.get(manda_carrello(sandbox).headers["Location"]).text
    assert premi(sandbox, "paga").headers["Location"] == RITORNI["returnErrorUrl"]


def test_una_posizione_cancellata_non_c_e_piu(gpd):
    gpd.crea()
    assert gpd("DELETE").status_code == 200
    for metodo, coda in (("GET", ""), ("DELETE", ""), ("POST", "/publish")):
        assert gpd(metodo, f"/80000000901-aaaa{coda}").status_code == 404


# --- Checkout ------------------------------------------------------------------------------------------------------------


def test_il_carrello_e_una_redirezione_alla_pagina(gpd, sandbox):
    gpd.crea()
    risposta = manda_carrello(sandbox)
    assert risposta.status_code == 302
    assert re.fullmatch(f"{sandbox.url}/pagopa/checkout/c/[0-9a-f-]{{36}}", risposta.headers["Location"])
    pagina = requests.get(risposta.headers["Location"])
    assert "16,00" in pagina.text
    assert NAV in pagina.text
    assert "form-action 'self' http://localhost:18190" in pagina.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "campi",
    [
        {"paymentNotices": []},
        {"paymentNotices": carrello()["paymentNotices"] * 6},
        {"paymentNotices": [carrello()["paymentNotices"][0] | {"noticeNumber": "12"}]},
        {"paymentNotices": [carrello()["paymentNotices"][0] | {"amount": 0}]},
        {"returnUrls": RITORNI | {"returnOkUrl": "www.comune.it/ok"}},
        {"returnUrls": {}},
        {"allCCP": "false"},
    ],
)
def test_un_carrello_sbagliato_e_rifiutato(sandbox, campi):
    risposta = manda_carrello(sandbox, carrello(**campi))
    assert (risposta.status_code, risposta.json()["status"]) == (400, 400)


@pytest.mark.parametrize(("azione", "ritorno"), [("annulla", "returnCancelUrl"), ("errore", "returnErrorUrl")])
def test_chi_rinuncia_torna_senza_pagare(gpd, sandbox, portale, azione, ritorno):
    gpd.crea()
    assert premi(sandbox, azione).headers["Location"] == RITORNI[ritorno]
    assert (gpd.stato(), portale.ricevute) == ("VALID", [])


def test_chi_paga_torna_quando_la_ricevuta_e_arrivata(gpd, sandbox, portale):
    gpd.crea()
    risposta = premi(sandbox, "paga")
    assert (risposta.status_code, risposta.headers["Location"]) == (302, RITORNI["returnOkUrl"])
    assert len(portale.ricevute) == 1
    assert gpd.stato() == "PAID"
    assert sandbox.quante_volte("pagopa", metodo="paSendRTV2", esito="OK", riferimento=NAV) == 1
    assert manda_carrello(sandbox).status_code == 422


def test_un_avviso_sconosciuto_o_con_altro_importo_torna_in_errore(gpd, sandbox, portale):
    assert premi(sandbox, "paga").headers["Location"] == RITORNI["returnErrorUrl"]
    gpd.crea()
    altro = carrello(paymentNotices=[carrello()["paymentNotices"][0] | {"amount": 100}])
    assert premi(sandbox, "paga", altro).headers["Location"] == RITORNI["returnErrorUrl"]
    assert portale.ricevute == []


def test_si_paga_senza_tornare_al_sito(gpd, sandbox, portale):
    gpd.crea()
    risposta = premi(sandbox, "paga-senza-tornare")
    assert (risposta.status_code, "Location" in risposta.headers) == (200, False)
    assert len(portale.ricevute) == 1


def test_la_stessa_ricevuta_puo_arrivare_due_volte(gpd, sandbox, portale):
    gpd.crea()
    portale.esiti[:] = ["<outcome>OK</outcome>", DUPLICATA]
    premi(sandbox, "paga-due-ricevute")
    assert portale.ricevute[0] == portale.ricevute[1]
    contatori = sandbox.fatti()["contatori"]["pagopa"]
    assert contatori["paSendRTV2 stazione dell'ente KO PAA_RECEIPT_DUPLICATA"] == 1


def test_una_ricevuta_non_accolta_torna_finche_la_stazione_risponde_200(gpd, sandbox, portale):
    gpd.crea()
    portale.esiti[:] = [500, 503]
    assert premi(sandbox, "paga").headers["Location"] == RITORNI["returnOkUrl"]
    aspetta(lambda: len(portale.ricevute) == 3)
    assert len(set(portale.ricevute)) == 1
    aspetta(lambda: sandbox.quante_volte("pagopa", metodo="paSendRTV2", esito="OK") == 1)


def test_con_pagopa_giu_la_ricevuta_parte_dopo(gpd, sandbox, portale):
    gpd.crea()
    pagina = manda_carrello(sandbox).headers["Location"]
    sandbox.modo("pagopa", "giu")
    ritorno = requests.post(pagina, data={"azione": "paga"}, allow_redirects=False)
    assert ritorno.headers["Location"] == RITORNI["returnOkUrl"]
    assert portale.ricevute == []
    sandbox.modo("pagopa", "ok")
    aspetta(lambda: len(portale.ricevute) == 1)


def test_un_carrello_pagato_non_si_paga_due_volte(gpd, sandbox, portale):
    gpd.crea()
    pagina = manda_carrello(sandbox).headers["Location"]
    for _ in range(2):
        requests.post(pagina, data={"azione": "paga"}, allow_redirects=False)
    assert len(portale.ricevute) == 1
    assert "già stato pagato" in requests.get(pagina).text


# --- receipts ------------------------------------------------------------------------------------------------------------


def _schema():
    return etree.XMLSchema(file=str(cartella_contratti() / "pagopa/wsdl/xsd/paForNode.xsd"))


def test_la_ricevuta_rispetta_lo_schema_ufficiale(gpd, sandbox, portale):
    dati = posizione(
        fullName="Maria " * 20, streetName="Via Roma", civicNumber="1", country="IT", email="g@posta.example"
    )
    dati["paymentOption"][0]["paymentOptionMetadata"] = [{"key": "pratica", "value": "1"}]
    gpd.crea(dati)
    premi(sandbox, "paga")
    busta = etree.fromstring(portale.ricevute[0])
    assert busta.tag == f"{{{SOAP}}}Envelope"
    richiesta = busta.find(f"{{{SOAP}}}Body")[0]
    _schema().assertValid(richiesta)
    assert richiesta.tag == f"{{{PA}}}paSendRTV2Request"
    assert [richiesta.findtext(nome) for nome in ("idPA", "idBrokerPA", "idStation")] == [
        ENTE,
        "80000000001",
        "80000000001_01",
    ]
    ricevuta = richiesta.find("receipt")
    assert ricevuta.findtext("paymentAmount") == "16.00"
    assert re.fullmatch("[0-9a-f]{32}", ricevuta.findtext("receiptId"))
    assert ricevuta.findtext("paymentNote") == "c1"


def test_il_bollo_torna_come_marca_firmata(gpd, sandbox, portale):
    impronta = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    dati = posizione()
    versamento = dati["paymentOption"][0]["transfer"][0]
    del versamento["iban"]
    versamento["stamp"] = {"hashDocument": impronta, "stampType": "01", "provincialResidence": "RM"}
    gpd.crea(dati)
    premi(sandbox, "paga")
    richiesta = etree.fromstring(portale.ricevute[0]).find(f"{{{SOAP}}}Body")[0]
    _schema().assertValid(richiesta)
    marca = etree.fromstring(base64.b64decode(richiesta.findtext(".//MBDAttachment")))
    etree.XMLSchema(file=str(cartella_contratti() / "pagopa/xsd-common/MarcaDaBollo.xsd")).assertValid(marca)
    assert marca.findtext(".//{*}ImprontaDocumento/{*}DigestValue") == impronta


def test_le_ricevute_si_possono_anche_chiedere(gpd, sandbox, portale):
    base = f"{sandbox.url}/pagopa/ricevute/payments-receipts-service/v1/payments/{ENTE}/receipts"
    assert requests.get(f"{base}/{IUV}", headers=CHIAVE).status_code == 404
    gpd.crea()
    premi(sandbox, "paga")
    elenco = requests.get(base, headers=CHIAVE).json()
    assert [riga["iuv"] for riga in elenco["results"]] == [IUV]
    chiesta = requests.get(f"{base}/{IUV}", headers=CHIAVE)
    assert chiesta.headers["Content-Type"].startswith("application/xml")
    arrivata = etree.fromstring(portale.ricevute[0]).find(f"{{{SOAP}}}Body")[0]
    assert etree.fromstring(chiesta.content).findtext("receipt/receiptId") == arrivata.findtext("receipt/receiptId")


# --- instalments and the counter -------------------------------------------------------------------------------------------


def _sportello(sandbox, **campi):
    return requests.post(f"{sandbox.url}/pagopa/sportello/", data={"nav": NAV, "ente": ENTE} | campi)


def test_allo_sportello_si_paga_con_codice_avviso_o_con_qr(gpd, sandbox, portale):
    assert "non risulta" in _sportello(sandbox).text
    gpd.crea()
    assert "Da pagare." in _sportello(sandbox, nav=f"PAGOPA|002|{NAV}|{ENTE}|1600", ente="").text
    assert "Pagamento riuscito" in _sportello(sandbox, azione="paga").text
    assert (gpd.stato(), len(portale.ricevute)) == ("PAID", 1)


def test_un_doppio_pagamento_e_un_altra_ricevuta(gpd, sandbox, portale):
    gpd.crea()
    assert "non è ancora stato pagato" in _sportello(sandbox, azione="paga-ancora").text
    for azione in ("paga", "paga-ancora"):
        _sportello(sandbox, azione=azione)
    numeri = {etree.fromstring(r).findtext(".//receiptId") for r in portale.ricevute}
    assert len(numeri) == 2


def test_le_rate_si_pagano_una_alla_volta(gpd, sandbox):
    dati = posizione()
    prima = dati["paymentOption"][0] | {"isPartialPayment": True}
    seconda = copy.deepcopy(prima) | {"iuv": "01000000000000245"}
    dati["paymentOption"] = [prima, seconda]
    gpd.crea(dati)
    _sportello(sandbox, azione="paga")
    assert gpd.stato() == "PARTIALLY_PAID"
    _sportello(sandbox, azione="paga", nav="301000000000000245")
    assert gpd.stato() == "PAID"


def test_un_avviso_scaduto_non_si_paga_se_l_ente_lo_ha_chiesto(gpd, sandbox):
    dati = posizione(switchToExpired=True)
    dati["paymentOption"][0]["dueDate"] = (datetime.now(UTC) + timedelta(seconds=0.5)).isoformat()
    gpd.crea(dati)
    time.sleep(0.6)
    assert gpd.stato() == "EXPIRED"
    assert "scaduto" in _sportello(sandbox, azione="paga").text


def test_la_ricevuta_in_attesa_sopravvive_al_riavvio(tmp_path, portale):
    sandbox = SandboxProcesso(tmp_path, stazione_url=f"{portale.url}/pagopa/paForNode").avvia()
    Gpd(sandbox.url).crea()
    pagina = manda_carrello(sandbox).headers["Location"]
    sandbox.modo("pagopa", "giu")
    requests.post(pagina, data={"azione": "paga"}, allow_redirects=False)
    sandbox.ferma()
    with sandbox:
        sandbox.modo("pagopa", "ok")
        aspetta(lambda: len(portale.ricevute) == 1)
