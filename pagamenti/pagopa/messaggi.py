"""The messages of `paForNode.xsd` that the station reads, as data for the strict reader, and what we keep of a receipt."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from lxml import etree

from pagamenti.pagopa.lettore import (
    Campo,
    ContenutoRifiutato,
    booleano,
    cifre,
    data,
    data_ora,
    documento,
    facoltativo,
    importo,
    importo_positivo,
    sequenza,
    testo,
)

SPAZIO = "http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd"

_35, _70, _140 = testo(1, 35), testo(1, 70), testo(1, 140)
_CF_ENTE, _NAV = cifre(11), cifre(18)

_METADATI = sequenza(Campo("mapEntry", sequenza(Campo("key", _140), Campo("value", _140)), 1, 15))

_SOGGETTO = sequenza(
    Campo(
        "uniqueIdentifier",
        sequenza(
            Campo("entityUniqueIdentifierType", testo(forma="F|G")),
            Campo("entityUniqueIdentifierValue", testo(2, 16)),
        ),
    ),
    Campo("fullName", _70),
    facoltativo("streetName", _70),
    facoltativo("civicNumber", testo(1, 16)),
    facoltativo("postalCode", testo(1, 16)),
    facoltativo("city", _35),
    facoltativo("stateProvinceRegion", _35),
    facoltativo("country", testo(forma="[A-Z]{2}")),
    facoltativo("e-mail", testo(1, 256, r"[a-zA-Z0-9_.+\-]+@[a-zA-Z0-9\-]+(\.[a-zA-Z0-9\-]+)*")),
)


def _versamento(*destinazione: Campo) -> Campo:
    """A transfer: money to an IBAN, or (V2 only) a stamp."""
    campi = (
        Campo("idTransfer", testo(forma=r"\s*[1-5]\s*")),
        Campo("transferAmount", importo_positivo),
        Campo("fiscalCodePA", _CF_ENTE),
        *destinazione,
        Campo("remittanceInformation", _140),
        Campo("transferCategory", _140),
        facoltativo("metadata", _METADATI),
    )
    alternative = frozenset(campo.nome for campo in destinazione if campo.nome in {"IBAN", "MBDAttachment"})
    return Campo("transferList", sequenza(Campo("transfer", sequenza(*campi, una_fra=alternative), 1, 5)))


_VERSAMENTI_V1 = _versamento(facoltativo("IBAN", _35))
_VERSAMENTI_V2 = _versamento(
    facoltativo("companyName", _140),
    facoltativo("IBAN", _35),
    facoltativo("MBDAttachment", testo(0, forma=r"[A-Za-z0-9+/=\s]*")),
)


def _ricevuta(versamenti: Campo, nota: tuple[Campo, ...], costi: tuple[Campo, ...]) -> Campo:
    campi = (
        Campo("receiptId", _70),  # the XSD sets no length, SACI says 35
        Campo("noticeNumber", _NAV),
        Campo("fiscalCode", _CF_ENTE),
        Campo("outcome", testo(forma="OK|KO")),
        Campo("creditorReferenceId", _35),
        Campo("paymentAmount", importo),
        Campo("description", _140),
        Campo("companyName", _140),
        facoltativo("officeName", _140),
        Campo("debtor", _SOGGETTO),
        versamenti,
        Campo("idPSP", _35),
        facoltativo("pspFiscalCode", _70),
        facoltativo("pspPartitaIVA", testo(1, 20)),
        Campo("PSPCompanyName", _70),
        Campo("idChannel", _35),
        Campo("channelDescription", _35),
        facoltativo("payer", _SOGGETTO),
        facoltativo("paymentMethod", _35),
        *nota,
        facoltativo("fee", importo),
        *costi,
        facoltativo("paymentDateTime", data_ora),
        facoltativo("applicationDate", data),
        facoltativo("transferDate", data),
        facoltativo("metadata", _METADATI),
        facoltativo("standIn", booleano),
    )
    return Campo("receipt", sequenza(*campi))


_NOTA = facoltativo("paymentNote", testo(1, 210))
_COSTI = (
    facoltativo("primaryCiIncurredFee", importo),
    facoltativo("idBundle", _70),
    facoltativo("idCiBundle", _70),
)
_MITTENTE = (Campo("idPA", _35), Campo("idBrokerPA", _35), Campo("idStation", _35))
_QR = Campo("qrCode", sequenza(Campo("fiscalCode", _CF_ENTE), Campo("noticeNumber", _NAV)))
_ATTIVAZIONE = sequenza(
    *_MITTENTE,
    _QR,
    facoltativo("amount", importo),
    _NOTA,
    facoltativo("transferType", testo(forma="POSTAL|PAGOPA")),
    facoltativo("dueDate", data),
)

# what each request element may hold
RICHIESTE = {
    "paVerifyPaymentNoticeReq": sequenza(*_MITTENTE, _QR),
    "paGetPaymentReq": _ATTIVAZIONE,
    "paGetPaymentV2Request": _ATTIVAZIONE,
    "paSendRTReq": sequenza(*_MITTENTE, _ricevuta(_VERSAMENTI_V1, (), ())),
    "paSendRTV2Request": sequenza(*_MITTENTE, _ricevuta(_VERSAMENTI_V2, (_NOTA,), _COSTI)),
}
RICEVUTE = ("paSendRTReq", "paSendRTV2Request")


@dataclass(frozen=True)
class RicevutaTelematica:
    """What a receipt says, in our words. `codice_fiscale_ente` is whose notice was paid; amounts in cents."""

    receipt_id: str
    nav: str
    iuv: str
    codice_fiscale_ente: str
    riuscita: bool
    importo: int
    commissione: int | None
    id_psp: str
    psp: str
    metodo: str
    pagata_il: dt.datetime
    stand_in: bool


def ricevuta(campi: dict[str, Any]) -> RicevutaTelematica:
    """The receipt among the fields of a paSendRT or paSendRTV2."""
    return RicevutaTelematica(
        receipt_id=campi["receiptId"],
        nav=campi["noticeNumber"],
        iuv=campi["creditorReferenceId"],
        codice_fiscale_ente=campi["fiscalCode"],
        riuscita=campi["outcome"] == "OK",
        importo=campi["paymentAmount"],
        commissione=campi["fee"],
        id_psp=campi["idPSP"],
        psp=campi["PSPCompanyName"],
        metodo=campi["paymentMethod"] or "",
        pagata_il=campi["paymentDateTime"] or timezone.now(),
        stand_in=bool(campi["standIn"]),
    )


def ricevuta_scaricata(grezzo: bytes) -> RicevutaTelematica:
    """The receipt in a message as pagoPA keeps it, without envelope. Raises XmlRifiutato or ContenutoRifiutato."""
    radice = documento(grezzo)
    nome = etree.QName(radice)
    if nome.namespace != SPAZIO or nome.localname not in RICEVUTE:
        raise ContenutoRifiutato(nome.localname)
    return ricevuta(RICHIESTE[nome.localname](radice)["receipt"])
