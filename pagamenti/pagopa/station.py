"""The station: the SOAP service that pagoPA calls (paForNode.wsdl). It answers from the database alone, never calls out.

Order of the checks: size and XML, schema, ente, broker, station, notice, state. What cannot be stored is answered with HTTP
500, so that the platform sends it again; a KO would count as an answer.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from lxml import etree

from pagamenti.models import Avviso, Ricevuta
from pagamenti.operations import registra_ricevuta
from pagamenti.pagopa import guasti, messaggi
from pagamenti.pagopa.busta import Contenuto, apri, chiudi, chiudi_fault
from pagamenti.pagopa.guasti import Guasto, SoapFault
from pagamenti.pagopa.lettore import ContenutoRifiutato
from portal.base.importi import decimale
from portal.enti.models import Ente

log = logging.getLogger("casa.pagopa")

MASSIMO = 1024 * 1024  # bytes: a receipt with five stamps is far below

Campi = dict[str, Any]


@csrf_exempt
@require_POST
def pa_for_node(request: HttpRequest) -> HttpResponse:
    """Answer one call of the Node."""
    if not _rete_ammessa(request):
        return HttpResponse(status=403)
    try:
        messaggio, operazione = _riconosci(request)
        stato, corpo = 200, _svolgi(operazione, messaggio, request.body)
    except SoapFault as fault:
        log.warning("chiamata_rifiutata", extra={"esito": fault.testo})
        stato, corpo = 500, chiudi_fault(fault)
    except Exception:
        log.exception("stazione_in_errore")
        stato, corpo = 500, chiudi_fault(SoapFault("Server", "Errore interno: riprovare"))
    return HttpResponse(corpo, status=stato, content_type="text/xml; charset=utf-8")


@dataclass(frozen=True)
class Operazione:
    """How a request is named in SOAPAction, what answers it and who does it."""

    azione: str
    risposta: str
    svolgi: Callable[[Ente, Campi, bytes], Contenuto]


def _riconosci(request: HttpRequest) -> tuple[etree._Element, Operazione]:
    if int(request.headers.get("Content-Length") or 0) > MASSIMO:
        raise SoapFault("Client", "Messaggio troppo grande")
    if request.content_type != "text/xml":
        raise SoapFault("Client", "Content-Type text/xml atteso")
    messaggio = apri(request.body)
    nome = etree.QName(messaggio)
    operazione = OPERAZIONI.get(nome.localname) if nome.namespace == messaggi.SPAZIO else None
    if operazione is None:
        raise SoapFault("Client", "Operazione sconosciuta")
    if request.headers.get("SOAPAction", "").strip().strip('"') not in {"", operazione.azione}:
        raise SoapFault("Client", "SOAPAction diversa dal messaggio")
    return messaggio, operazione


def _svolgi(operazione: Operazione, messaggio: etree._Element, grezzo: bytes) -> bytes:
    """Read, do, answer; a refusal is an answer too."""
    inizio, esito = time.monotonic(), "OK"
    try:
        campi = messaggi.RICHIESTE[etree.QName(messaggio).localname](messaggio)
        contenuto = [("outcome", "OK"), *operazione.svolgi(_mittente(campi), campi, grezzo)]
    except ContenutoRifiutato as rifiuto:
        esito, contenuto = f"PAA_SINTASSI_XSD {rifiuto.dove}", _ko(guasti.sintassi())
    except Guasto as guasto:
        esito, contenuto = guasto.codice, _ko(guasto)
    durata = round((time.monotonic() - inizio) * 1000)
    log.info("chiamata_del_nodo", extra={"servizio": operazione.azione, "esito": esito, "ms": durata})
    return chiudi(operazione.risposta, contenuto)


def _ko(guasto: Guasto) -> Contenuto:
    fault = [("faultCode", guasto.codice), ("faultString", guasto.testo), ("id", settings.PAGOPA_INTERMEDIARIO)]
    return [("outcome", "KO"), ("fault", fault)]


def _mittente(campi: Campi) -> Ente:
    """The ente that the message is for, after the three checks on who speaks to whom."""
    ente = Ente.objects.filter(codice_fiscale=campi["idPA"]).first()
    if ente is None:
        raise guasti.dominio_errato()
    if campi["idBrokerPA"] != settings.PAGOPA_INTERMEDIARIO:
        raise guasti.intermediario_errato()
    if campi["idStation"] != settings.PAGOPA_STAZIONE:
        raise guasti.stazione_errata()
    return ente


def _verifica(ente: Ente, campi: Campi, grezzo: bytes) -> Contenuto:
    """paVerifyPaymentNotice: how much is due. A reading: it may be repeated and may be followed by nothing."""
    avviso = _pagabile(ente, campi)
    opzione = [
        ("amount", decimale(avviso.importo)),
        ("options", "EQ"),
        ("dueDate", avviso.scadenza.isoformat()),
        ("detailDescription", avviso.causale),
        ("allCCP", "false"),
    ]
    return [
        ("paymentList", [("paymentOptionDescription", opzione)]),
        ("paymentDescription", avviso.causale),
        ("fiscalCodePA", ente.codice_fiscale),
        ("companyName", ente.nome[:140]),
    ]


def _attiva(ente: Ente, campi: Campi, grezzo: bytes) -> Contenuto:
    """paGetPayment, V1 and V2: what the payer's provider must collect. The Node holds the lock, so nothing changes here."""
    avviso = _pagabile(ente, campi)
    dati = [
        ("creditorReferenceId", avviso.iuv),
        ("paymentAmount", decimale(avviso.importo)),
        ("dueDate", avviso.scadenza.isoformat()),
        ("lastPayment", "true"),
        ("description", avviso.causale),
        ("companyName", ente.nome[:140]),
        ("debtor", _debitore(avviso)),
        ("transferList", [("transfer", _versamento(versamento)) for versamento in avviso.versamenti.all()]),
    ]
    return [("data", dati)]


def _ricevi(ente: Ente, campi: Campi, grezzo: bytes) -> Contenuto:
    """paSendRT, V1 and V2: the money was paid. Stored first, answered after."""
    ricevuta = messaggi.ricevuta(campi["receipt"])
    if not ricevuta.riuscita:
        raise guasti.incoerente()
    registrata = registra_ricevuta(ricevuta, ente=ente, grezzo=grezzo, canale=Ricevuta.Canale.STAZIONE)
    if registrata is None:
        raise guasti.ricevuta_gia_presente()
    if registrata.anomalia == Ricevuta.Anomalia.SCONOSCIUTO:
        raise guasti.sconosciuto()
    if registrata.anomalia == Ricevuta.Anomalia.INCOERENTE:
        raise guasti.incoerente()
    return []


OPERAZIONI = {
    "paVerifyPaymentNoticeReq": Operazione("paVerifyPaymentNotice", "paVerifyPaymentNoticeRes", _verifica),
    "paGetPaymentReq": Operazione("paGetPayment", "paGetPaymentRes", _attiva),
    "paGetPaymentV2Request": Operazione("paGetPaymentV2", "paGetPaymentV2Response", _attiva),
    "paSendRTReq": Operazione("paSendRT", "paSendRTRes", _ricevi),
    "paSendRTV2Request": Operazione("paSendRTV2", "paSendRTV2Response", _ricevi),
}


def _pagabile(ente: Ente, campi: Campi) -> Avviso:
    if campi["qrCode"]["fiscalCode"] != campi["idPA"]:
        raise guasti.dominio_errato()
    avviso = ente.avvisi.select_related("debitore").filter(nav=campi["qrCode"]["noticeNumber"]).first()
    if avviso is None:
        raise guasti.sconosciuto()
    if avviso.pagato:
        raise guasti.gia_pagato()
    if avviso.annullato:
        raise guasti.annullato()
    return avviso


def _debitore(avviso: Avviso) -> Contenuto:
    codice = [
        ("entityUniqueIdentifierType", "G" if avviso.debitore.e_impresa else "F"),
        ("entityUniqueIdentifierValue", avviso.debitore.codice_fiscale),
    ]
    return [("uniqueIdentifier", codice), ("fullName", avviso.debitore.nome_completo[:70])]


def _versamento(versamento: Any) -> Contenuto:
    return [
        ("idTransfer", str(versamento.ordine)),
        ("transferAmount", decimale(versamento.importo)),
        ("fiscalCodePA", versamento.codice_fiscale_ente),
        ("IBAN", versamento.iban),
        ("remittanceInformation", versamento.causale),
        ("transferCategory", versamento.categoria),
    ]


def _rete_ammessa(request: HttpRequest) -> bool:
    """Is the caller in PAGOPA_RETI? Behind the proxy the caller is the last address that the proxy itself added."""
    if not settings.PAGOPA_RETI:
        return True
    chiamante = request.META["REMOTE_ADDR"]
    if settings.SECURE_PROXY_SSL_HEADER:
        chiamante = request.headers.get("X-Forwarded-For", chiamante).rpartition(",")[2].strip()
    try:
        return any(ip_address(chiamante) in ip_network(rete) for rete in settings.PAGOPA_RETI)
    except ValueError:
        return False
