"""The receipt of a payment, as paSendRTV2Request (paForNode.xsd) and inside its SOAP 1.1 envelope."""

import base64
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from lxml import etree

from portal.base.importi import decimale
from portal.sandbox.models import Avviso
from portal.sandbox.pagopa.marca import marca_da_bollo

PA = "http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
COMMISSIONE = 150
PSP = {
    "idPSP": "SANDBOX",
    "pspFiscalCode": "09876540106",
    "PSPCompanyName": "Banca di prova della sandbox",
    "idChannel": "SANDBOX_01",
    "channelDescription": "WISP",
}


def richiesta_rt(
    avviso: Avviso, token: str, *, intermediario: str, stazione: str, metodo: str, nota: str
) -> etree._Element:
    """The request element. Only it has a namespace: paForNode.xsd declares its children unqualified."""
    radice = etree.Element(f"{{{PA}}}paSendRTV2Request", nsmap={"paf": PA})
    _scrivi(radice, {"idPA": avviso.ente, "idBrokerPA": intermediario, "idStation": stazione})
    ricevuta = etree.SubElement(radice, "receipt")
    _debito(ricevuta, avviso, token)
    _incasso(ricevuta, avviso, metodo, nota)
    _metadati(ricevuta, avviso.dati.get("paymentOptionMetadata", []))
    return radice


def _debito(ricevuta: etree._Element, avviso: Avviso, token: str) -> None:
    """What was owed, by whom, to whom."""
    dati = avviso.posizione.dati
    _scrivi(ricevuta, {
        "receiptId": token,
        "noticeNumber": avviso.nav,
        "fiscalCode": avviso.ente,
        "outcome": "OK",
        "creditorReferenceId": avviso.iuv,
        "paymentAmount": decimale(avviso.dati["amount"]),
        "description": avviso.dati["description"],
        "companyName": dati["companyName"],
        "officeName": dati.get("officeName"),
    })  # fmt: skip
    _soggetto(ricevuta, "debtor", dati)
    versamenti = etree.SubElement(ricevuta, "transferList")
    for versamento in avviso.dati["transfer"]:
        _versamento(versamenti, versamento, avviso.ente)


def _incasso(ricevuta: etree._Element, avviso: Avviso, metodo: str, nota: str) -> None:
    """Who collected it, how and when."""
    _scrivi(ricevuta, PSP)
    _soggetto(ricevuta, "payer", avviso.posizione.dati)
    adesso = timezone.localtime()
    _scrivi(ricevuta, {
        "paymentMethod": metodo,
        "paymentNote": nota[:210],
        "fee": decimale(COMMISSIONE),
        "paymentDateTime": adesso.replace(tzinfo=None).isoformat(timespec="seconds"),
        "applicationDate": adesso.date().isoformat(),
        "transferDate": (adesso.date() + timedelta(days=1)).isoformat(),
    })  # fmt: skip


def busta(richiesta: str) -> bytes:
    """The SOAP 1.1 envelope around a request element."""
    radice = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soapenv": SOAP})
    etree.SubElement(radice, f"{{{SOAP}}}Header")
    corpo = etree.SubElement(radice, f"{{{SOAP}}}Body")
    corpo.append(etree.fromstring(richiesta))
    return etree.tostring(radice, xml_declaration=True, encoding="UTF-8")


def leggi_esito(contenuto: bytes) -> str:
    """`OK`, or `KO` with the fault code; `illeggibile` when the answer is not a paSendRTV2Response."""
    try:
        radice = etree.fromstring(contenuto, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return "illeggibile"
    esito = radice.findtext(f".//{{{PA}}}paSendRTV2Response/outcome")
    codice = radice.findtext(f".//{{{PA}}}paSendRTV2Response/fault/faultCode")
    if esito not in ("OK", "KO"):
        return "illeggibile"
    return f"{esito} {codice}" if codice else esito


def _scrivi(padre: etree._Element, valori: Mapping[str, str | None]) -> None:
    """Append the elements that have a value, in the order given (the schema is a sequence)."""
    for nome, valore in valori.items():
        if valore:
            etree.SubElement(padre, nome).text = valore


def _soggetto(padre: etree._Element, nome: str, dati: dict[str, Any]) -> None:
    soggetto = etree.SubElement(padre, nome)
    identificativo = etree.SubElement(soggetto, "uniqueIdentifier")
    _scrivi(identificativo, {
        "entityUniqueIdentifierType": dati["type"],
        "entityUniqueIdentifierValue": dati["fiscalCode"],
    })  # fmt: skip
    _scrivi(soggetto, {
        "fullName": dati["fullName"][:70],
        "streetName": (dati.get("streetName") or "")[:70],
        "civicNumber": (dati.get("civicNumber") or "")[:16],
        "postalCode": (dati.get("postalCode") or "")[:16],
        "city": (dati.get("city") or "")[:35],
        "stateProvinceRegion": (dati.get("province") or "")[:35],
        "country": dati.get("country"),
        "e-mail": dati.get("email"),
    })  # fmt: skip


def _versamento(padre: etree._Element, versamento: dict[str, Any], ente: str) -> None:
    elemento = etree.SubElement(padre, "transfer")
    _scrivi(elemento, {
        "idTransfer": versamento["idTransfer"],
        "transferAmount": decimale(versamento["amount"]),
        "fiscalCodePA": versamento.get("organizationFiscalCode", ente),
        "companyName": versamento.get("companyName"),
        "IBAN": versamento.get("iban"),
        "MBDAttachment": _marca(versamento),
        "remittanceInformation": versamento["remittanceInformation"],
        "transferCategory": versamento["category"],
    })  # fmt: skip
    _metadati(elemento, versamento.get("transferMetadata", []))


def _marca(versamento: dict[str, Any]) -> str | None:
    bollo = versamento.get("stamp")
    if bollo is None:
        return None
    return base64.b64encode(marca_da_bollo(bollo["hashDocument"], versamento["amount"])).decode()


def _metadati(padre: etree._Element, voci: list[dict[str, str]]) -> None:
    if not voci:
        return
    elemento = etree.SubElement(padre, "metadata")
    for voce in voci:
        _scrivi(etree.SubElement(elemento, "mapEntry"), {"key": voce["key"], "value": voce["value"]})
