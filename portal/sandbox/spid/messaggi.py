"""Take a SAML message out of an HTTP request: both bindings, signature verified with the sender's metadata."""

import base64
from dataclasses import dataclass

from django.http import HttpRequest
from lxml import etree

from portal.sandbox.spid.firma import espandi, verifica, verifica_query
from portal.sandbox.spid.fornitori import FornitoreSconosciuto, fornitore
from portal.sandbox.spid.metadata import Fornitore
from portal.sandbox.spid.xml import POST, REDIRECT, leggi, testo


class Rifiutata(Exception):
    """A message that gets no SAML answer, only a page: the technical rules give these HTTP 403."""

    def __init__(self, nr: int, dettaglio: str) -> None:
        super().__init__(dettaglio)
        self.nr = nr
        self.dettaglio = dettaglio


@dataclass(frozen=True)
class Messaggio:
    radice: etree._Element
    mittente: Fornitore
    relay_state: str
    binding: str


def ricevi(request: HttpRequest, campo: str = "SAMLRequest") -> Messaggio:
    """The SAMLRequest (or SAMLResponse) of this HTTP request. Raises Rifiutata."""
    parametri = request.POST if request.method == "POST" else request.GET
    binding = POST if request.method == "POST" else REDIRECT
    if not parametri.get(campo):
        raise Rifiutata(4, f"manca il parametro {campo}")
    radice = _decodifica(parametri[campo], binding)
    try:
        mittente = fornitore(testo(radice, "saml:Issuer"))
    except FornitoreSconosciuto as errore:
        raise Rifiutata(10, str(errore)) from errore
    if not _firmato(request, radice, mittente):
        raise Rifiutata(5, "la firma del messaggio manca o non corrisponde ai metadata")
    return Messaggio(radice, mittente, parametri.get("RelayState", ""), binding)


def _decodifica(valore: str, binding: str) -> etree._Element:
    try:
        return leggi(base64.b64decode(valore, validate=True) if binding == POST else espandi(valore))
    except ValueError as errore:
        raise Rifiutata(4, f"il messaggio non si decodifica: {errore}") from errore


def _firmato(request: HttpRequest, radice: etree._Element, mittente: Fornitore) -> bool:
    if request.method == "POST":
        return verifica(radice, mittente.certificati)
    return verifica_query(request.META["QUERY_STRING"], mittente.certificati)
