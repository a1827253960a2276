"""The Node of pagoPA as a test needs it: writes its messages by hand and reads our answers."""

from dataclasses import dataclass
from typing import Any

from django.test import Client
from lxml import etree

from pagamenti.models import Avviso

STAZIONE = "/pagopa/paForNode"
PA = "http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
BUSTA = f"""<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="{SOAP}" xmlns:pafn="{PA}">
<soapenv:Header/><soapenv:Body>{{}}</soapenv:Body></soapenv:Envelope>"""


@dataclass(frozen=True)
class Risposta:
    """What came back: HTTP status, outcome, fault code and, for SOAP faults, who is to blame."""

    http: int
    esito: str
    guasto: str
    fault: str
    messaggio: etree._Element

    def __str__(self) -> str:
        return f"{self.esito} {self.guasto}".strip()


def richiesta(nome: str, contenuto: str, **mittente: str) -> str:
    """An envelope with the request `nome`; the sender's three codes can be changed."""
    codici = {"idPA": "80000000901", "idBrokerPA": "80000000001", "idStation": "80000000001_01", **mittente}
    testa = "".join(f"<{campo}>{valore}</{campo}>" for campo, valore in codici.items())
    return BUSTA.format(f"<pafn:{nome}>{testa}{contenuto}</pafn:{nome}>")


def ricevuta(avviso: Avviso, receipt_id: str = "a" * 32, **cambi: Any) -> str:
    """The `receipt` of a payment of this notice, as sent by V2; `cambi` replaces (None: removes) single elements."""
    campi: dict[str, Any] = {
        "receiptId": receipt_id,
        "noticeNumber": avviso.nav,
        "fiscalCode": "80000000901",
        "outcome": "OK",
        "creditorReferenceId": avviso.iuv,
        "paymentAmount": f"{avviso.importo // 100}.{avviso.importo % 100:02}",
        "description": avviso.causale,
        "companyName": "Comune di Roccachiara",
        "debtor": _soggetto(),
        "transferList": _versamenti(avviso),
        "idPSP": "PSPPROVA",
        "PSPCompanyName": "Banca di prova",
        "idChannel": "00000000001_01",
        "channelDescription": "WISP",
        "payer": _soggetto(),
        "paymentMethod": "CP",
        "fee": "1.50",
        "paymentDateTime": "2026-11-20T10:02:11",
        "applicationDate": "2026-11-20",
        "transferDate": "2026-11-21",
        **cambi,
    }
    corpo = "".join(f"<{nome}>{valore}</{nome}>" for nome, valore in campi.items() if valore is not None)
    return f"<receipt>{corpo}</receipt>"


def invia_rt(client: Client, avviso: Avviso, receipt_id: str = "a" * 32, **cambi: Any) -> Risposta:
    """Send the receipt of this notice, as paSendRTV2."""
    return invia(client, richiesta("paSendRTV2Request", ricevuta(avviso, receipt_id, **cambi)))


def domanda(avviso: Avviso, nome: str = "paVerifyPaymentNoticeReq", **mittente: str) -> str:
    """A question on this notice: how much is it, or what is to be collected."""
    qr = f"<qrCode><fiscalCode>80000000901</fiscalCode><noticeNumber>{avviso.nav}</noticeNumber></qrCode>"
    return richiesta(nome, qr, **mittente)


def invia(client: Client, corpo: str | bytes, **intestazioni: str) -> Risposta:
    """POST to the station and read the answer."""
    tipo = intestazioni.pop("content_type", "text/xml; charset=utf-8")
    risposta = client.post(STAZIONE, corpo, content_type=tipo, headers=intestazioni)
    radice = etree.fromstring(risposta.content)
    messaggio = radice.find(f"{{{SOAP}}}Body")[0]
    return Risposta(
        http=risposta.status_code,
        esito=messaggio.findtext("outcome") or "",
        guasto=messaggio.findtext("fault/faultCode") or "",
        fault=messaggio.findtext("faultcode") or "",
        messaggio=messaggio,
    )


def _soggetto() -> str:
    return (
        "<uniqueIdentifier><entityUniqueIdentifierType>F</entityUniqueIdentifierType>"
        "<entityUniqueIdentifierValue>BNCGLI85D52H501T</entityUniqueIdentifierValue></uniqueIdentifier>"
        "<fullName>Giulia Bianchi</fullName>"
    )


def _versamenti(avviso: Avviso) -> str:
    return (
        f"<transfer><idTransfer>1</idTransfer><transferAmount>{avviso.importo / 100:.2f}</transferAmount>"
        "<fiscalCodePA>80000000901</fiscalCodePA><companyName>Comune di Roccachiara</companyName>"
        "<IBAN>IT60X0542811101000000123456</IBAN><remittanceInformation>Diritti</remittanceInformation>"
        "<transferCategory>9/0101100IM/</transferCategory></transfer>"
    )
