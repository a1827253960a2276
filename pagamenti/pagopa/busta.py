"""SOAP 1.1 envelopes: opening what the Node sends, closing what we answer."""

from typing import Any

from lxml import etree

from pagamenti.pagopa.guasti import SoapFault
from pagamenti.pagopa.lettore import XmlRifiutato, documento
from pagamenti.pagopa.messaggi import SPAZIO

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"

# names and values of elements in their order; a value may be such a list again, None leaves the element out
Contenuto = list[tuple[str, Any]]


def apri(grezzo: bytes) -> etree._Element:
    """The one element in the Body. Raises SoapFault when it is not an envelope with exactly one."""
    try:
        busta = documento(grezzo)
    except XmlRifiutato:
        raise SoapFault("Client", "XML non accettato") from None
    figli = list(busta)
    if busta.tag != f"{{{SOAP}}}Envelope" or not figli or figli[-1].tag != f"{{{SOAP}}}Body":
        raise SoapFault("Client", "Busta SOAP 1.1 attesa")
    intestazioni, corpo = figli[:-1], figli[-1]
    if [figlio.tag for figlio in intestazioni] not in ([], [f"{{{SOAP}}}Header"]) or len(corpo) != 1:
        raise SoapFault("Client", "Un solo messaggio atteso nel Body")
    return corpo[0]


def chiudi(nome: str, contenuto: Contenuto) -> bytes:
    """An envelope with one message of the station. Only the wrapper has a namespace (paForNode.xsd is unqualified)."""
    messaggio = etree.Element(f"{{{SPAZIO}}}{nome}", nsmap={"pafn": SPAZIO})
    _riempi(messaggio, contenuto)
    return _imbusta(messaggio)


def chiudi_fault(fault: SoapFault) -> bytes:
    elemento = etree.Element(f"{{{SOAP}}}Fault")
    _riempi(elemento, [("faultcode", f"soap:{fault.chi}"), ("faultstring", fault.testo)])
    return _imbusta(elemento)


def _imbusta(messaggio: etree._Element) -> bytes:
    busta = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP})
    etree.SubElement(busta, f"{{{SOAP}}}Body").append(messaggio)
    return etree.tostring(busta, xml_declaration=True, encoding="UTF-8")


def _riempi(padre: etree._Element, contenuto: Contenuto) -> None:
    for nome, valore in contenuto:
        if valore is None:
            continue
        figlio = etree.SubElement(padre, nome)
        if isinstance(valore, list):
            _riempi(figlio, valore)
        else:
            figlio.text = valore
