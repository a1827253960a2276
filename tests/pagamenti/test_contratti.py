"""What we say to pagoPA and what we answer, judged by the official contracts and by an independent client."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from jsonschema import Draft7Validator
from pytest_django.live_server_helper import LiveServer
from zeep import Client as Soap
from zeep.exceptions import Fault
from zeep.transports import Transport

from pagamenti.models import Avviso, Carrello
from pagamenti.operations import apri_carrello
from pagamenti.pagopa import checkout, gpd
from pagamenti.qr import qr
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests.contratti import cartella_contratti
from tests.makers import un_avviso

MITTENTE = {"idPA": "80000000901", "idBrokerPA": "80000000001", "idStation": "80000000001_01"}


def schema_di(file: str, nome: str) -> Draft7Validator:
    """The JSON schema of a component; `\\h` is of Java only."""
    testo = (cartella_contratti() / "pagopa/openapi" / file).read_text(encoding="utf-8").replace("\\\\h", "\\\\s")
    contratto = json.loads(testo)
    return Draft7Validator({"$ref": f"#/components/schemas/{nome}", "components": contratto["components"]})


@pytest.fixture
def inviate(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The bodies that leave, instead of leaving."""
    corpi: list[dict[str, Any]] = []

    def trattieni(metodo: str, url: str, **argomenti: Any) -> requests.Response:
        corpi.append(argomenti["json"])
        risposta = requests.Response()
        risposta.status_code = 302 if url.endswith("/carts") else 201
        risposta.headers["Location"] = "https://checkout.pagopa.it/c/1"
        return risposta

    monkeypatch.setattr(requests, "request", trattieni)
    return corpi


@pytest.fixture
def sessione_http() -> Iterator[requests.Session]:
    """Closed at the end: an open connection would outlive the live server."""
    with requests.Session() as sessione:
        yield sessione


def test_la_posizione_rispetta_il_contratto(avviso: Avviso, inviate: list[dict[str, Any]]) -> None:
    gpd.pubblica(avviso)
    schema_di("gpd.json", "PaymentPositionModel").validate(inviate[0])
    opzione = inviate[0]["paymentOption"][0]
    assert sum(versamento["amount"] for versamento in opzione["transfer"]) == opzione["amount"] == avviso.importo


def test_il_carrello_rispetta_il_contratto_e_non_dice_chi_sei(
    avviso: Avviso, giulia: Persona, inviate: list[dict[str, Any]], settings: Any
) -> None:
    settings.PAGOPA_CHECKOUT_HOST = ["checkout.pagopa.it"]
    carrello = apri_carrello(avviso, persona=giulia)
    assert checkout.crea(carrello, [avviso]) == "https://checkout.pagopa.it/c/1"
    schema_di("checkout_v1.json", "CartRequest").validate(inviate[0])
    detto = json.dumps(inviate[0])
    assert Carrello.objects.get().gettone in detto
    for privato in (giulia.cognome, str(giulia.codice_fiscale), giulia.email, str(giulia.codice)):
        assert privato not in detto


def test_il_codice_qr_e_un_immagine_che_sta_nella_pagina(avviso: Avviso) -> None:
    assert qr(avviso).startswith("data:image/svg+xml")


@pytest.mark.django_db(transaction=True)
def test_un_client_soap_indipendente_paga_un_avviso(
    ente: Ente, giulia: Persona, live_server: LiveServer, sessione_http: requests.Session
) -> None:
    """zeep reads the official WSDL: it writes the request and reads our answer by itself."""
    avviso = un_avviso(di=giulia, ente=ente)
    soap = Soap(str(cartella_contratti() / "pagopa/wsdl/paForNode.wsdl"), transport=Transport(session=sessione_http))
    nodo = soap.create_service(
        next(iter(soap.wsdl.bindings)), f"{live_server.url}/pagopa/paForNode".replace("127.0.0.1", "localhost")
    )
    qr_code = {"fiscalCode": "80000000901", "noticeNumber": avviso.nav}
    verificato = nodo.paVerifyPaymentNotice(**MITTENTE, qrCode=qr_code)
    assert str(verificato.paymentList.paymentOptionDescription.amount) == "25.00"
    attivato = nodo.paGetPaymentV2(**MITTENTE, qrCode=qr_code)
    ricevuta = {
        "receiptId": "c" * 32,
        "noticeNumber": avviso.nav,
        "fiscalCode": "80000000901",
        "outcome": "OK",
        "creditorReferenceId": attivato.data.creditorReferenceId,
        "paymentAmount": "25.00",
        "description": attivato.data.description,
        "companyName": attivato.data.companyName,
        "debtor": attivato.data.debtor,
        "transferList": {
            "transfer": [
                {
                    "idTransfer": 1,
                    "transferAmount": "25.00",
                    "fiscalCodePA": "80000000901",
                    "IBAN": attivato.data.transferList.transfer[0].IBAN,
                    "remittanceInformation": "Diritti",
                    "transferCategory": "9/0101100IM/",
                }
            ]
        },
        "idPSP": "PSP",
        "PSPCompanyName": "Banca",
        "idChannel": "1",
        "channelDescription": "WISP",
    }
    assert nodo.paSendRTV2(**MITTENTE, receipt=ricevuta).outcome == "OK"
    doppione = nodo.paSendRTV2(**MITTENTE, receipt=ricevuta)
    assert (doppione.outcome, doppione.fault.faultCode) == ("KO", "PAA_RECEIPT_DUPLICATA")
    avviso.refresh_from_db()
    assert avviso.pagato
    with pytest.raises(Fault):
        nodo.paDemandPaymentNotice(
            **MITTENTE, idServizio="00001", idSoggettoServizio="00001", datiSpecificiServizioRequest=b"x"
        )
