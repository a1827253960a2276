"""A portal reduced to what the sandbox calls back: its SPID metadata, its pagoPA station, its entry for cards."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from lxml import etree

from portal.sandbox.chiavi import Chiavi, genera
from portal.sandbox.spid.firma import firma
from portal.sandbox.spid.xml import NS, POST, REDIRECT, TRANSIENT, figlio, q

PA = "http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
OK = "<outcome>OK</outcome>"
DUPLICATA = (
    "<outcome>KO</outcome><fault><faultCode>PAA_RECEIPT_DUPLICATA</faultCode>"
    "<faultString>duplicata</faultString><id>80000000901</id></fault>"
)
GIULIA = "BNCGLI85D52H501T"
INSIEMI = {
    1: ("name", "familyName", "fiscalNumber", "dateOfBirth", "email", "companyName", "ivaCode"),
    99: ("spidCode", "name", "familyName", "dateOfBirth"),
    100: ("spidCode", "name", "familyName", "dateOfBirth", "placeOfBirth", "address", "gender"),
}


class PortaleFinto:
    """Serves metadata signed with its key, and answers receipts with what `esiti` says (then always OK)."""

    def __init__(self) -> None:
        self.chiavi: Chiavi = genera("Comune di prova")
        self.ricevute: list[bytes] = []
        self.esiti: list[str | int] = []
        self.certificati: list[dict[str, str]] = []
        self.contenuti: dict[str, bytes] = {}  # path under /io/contenuti → what the right person gets
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _gestore(self))
        self.url = f"http://localhost:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def entity_id(self) -> str:
        return f"{self.url}/spid/metadata"

    @property
    def acs(self) -> str:
        return f"{self.url}/spid/acs"

    def metadata(self) -> bytes:
        radice = etree.Element(q("md:EntityDescriptor"), {"entityID": self.entity_id, "ID": "_sp"}, NS)
        sp = figlio(radice, "md:SPSSODescriptor", protocolSupportEnumeration=NS["samlp"])
        dati = figlio(figlio(figlio(sp, "md:KeyDescriptor", use="signing"), "ds:KeyInfo"), "ds:X509Data")
        figlio(dati, "ds:X509Certificate", self.chiavi.certificato_base64)
        for binding in (POST, REDIRECT):
            figlio(sp, "md:SingleLogoutService", Binding=binding, Location=f"{self.url}/spid/sls")
        figlio(sp, "md:NameIDFormat", TRANSIENT)
        figlio(sp, "md:AssertionConsumerService", Binding=POST, Location=self.acs, index="0", isDefault="true")
        for indice, nomi in INSIEMI.items():
            insieme = figlio(sp, "md:AttributeConsumingService", index=str(indice))
            for nome in nomi:
                figlio(insieme, "md:RequestedAttribute", Name=nome)
        organizzazione = figlio(radice, "md:Organization")
        figlio(organizzazione, "md:OrganizationDisplayName", "Comune di prova")
        firma(radice, self.chiavi)
        return etree.tostring(radice)

    def risposta_soap(self, esito: str) -> bytes:
        return (
            f'<s:Envelope xmlns:s="{SOAP}"><s:Body><p:paSendRTV2Response xmlns:p="{PA}">{esito}'
            "</p:paSendRTV2Response></s:Body></s:Envelope>"
        ).encode()

    def ferma(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Gestore(BaseHTTPRequestHandler):
    """One request to the portal; who it belongs to is set by `_gestore`."""

    portale: PortaleFinto

    def do_GET(self) -> None:
        if self.path.startswith("/cns/ingresso"):
            self._ricevi_certificato()
        elif self.path.startswith("/io/contenuti"):
            self._dai_contenuto()
        else:
            self._rispondi(200, self.portale.metadata() if self.path == "/spid/metadata" else b"")

    def do_POST(self) -> None:
        self.portale.ricevute.append(self.rfile.read(int(self.headers["Content-Length"])))
        esito = self.portale.esiti.pop(0) if self.portale.esiti else OK
        if isinstance(esito, int):
            self._rispondi(esito, b"")
        else:
            self._rispondi(200, self.portale.risposta_soap(esito))

    def _ricevi_certificato(self) -> None:
        self.portale.certificati.append({**self.headers, "indirizzo": self.path})
        if self.headers["X-SSL-Client-Verify"] == "SUCCESS":
            self._rispondi(302, b"", verso=f"{self.portale.url}/cns/fine?gettone=uno")
        else:
            self._rispondi(403, "La carta non è valida".encode())

    def _dai_contenuto(self) -> None:
        corpo = self.portale.contenuti.get(self.path.removeprefix("/io/contenuti"))
        ammesso = (self.headers["fiscal_code"], self.headers["X-API-Key"]) == (GIULIA, "contenuti-di-prova")
        self._rispondi(200 if corpo and ammesso else 404, corpo or b"")

    def _rispondi(self, stato: int, corpo: bytes, *, verso: str = "") -> None:
        self.send_response(stato)
        if verso:
            self.send_header("Location", verso)
        self.send_header("Content-Length", str(len(corpo)))
        self.end_headers()
        self.wfile.write(corpo)

    def log_message(self, *_: Any) -> None:
        """Keep the test output clean."""


def _gestore(portale: PortaleFinto) -> type[BaseHTTPRequestHandler]:
    return type("Gestore", (_Gestore,), {"portale": portale})
