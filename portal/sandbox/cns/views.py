"""The card reader: a person picks a card, and the sandbox does what the reverse proxy of the portal's CNS host does."""

from urllib.parse import quote, urljoin, urlsplit

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.base import http
from portal.base.errors import GatewayError
from portal.sandbox.cns.archivio import Archivio
from portal.sandbox.cns.carte import BUONE, CARTE, carta
from portal.sandbox.risposte import verso

# what nginx writes in $ssl_client_verify
VERIFICHE = ("SUCCESS", "FAILED:certificate has expired", "FAILED:unable to verify the first certificate", "NONE")
QUALUNQUE_STATO = range(200, 600)


def archivio() -> Archivio:
    return Archivio(settings.CARTELLA / "cns", f"{settings.URL}/cns")


@require_GET
def lettore(request: HttpRequest) -> HttpResponse:
    """The cards, and how to use them."""
    contesto = {"carte": CARTE, "buone": BUONE, "portale": settings.PORTALE_URL, "cartella": archivio().cartella}
    return render(request, "sandbox/cns.html", contesto)


@require_http_methods(["GET", "POST"])
def ingresso(request: HttpRequest) -> HttpResponse:
    """Where the portal sends the browser to show its certificate: on a real host nobody sees this page."""
    if request.method == "GET":
        contesto = {"carte": CARTE, "buone": BUONE, "verifiche": VERIFICHE}
        return verso(render(request, "sandbox/cns_ingresso.html", contesto), _ogni_ente())
    scelta, verifica = carta(request.POST.get("carta", "")), request.POST.get("verifica", "")
    if verifica not in VERIFICHE or (scelta is None and verifica != "NONE"):
        return HttpResponse("Scelta non valida.", status=400, content_type="text/plain; charset=utf-8")
    pem = archivio().certificato(scelta).public_bytes(Encoding.PEM).decode() if scelta else ""
    return _inoltra(request.META["QUERY_STRING"], verifica, pem)


def _ogni_ente() -> str:
    """The portal under any of its names: each ente has its own, and the form ends at the one that it began from."""
    parti = urlsplit(settings.PORTALE_URL)
    return f"{parti.scheme}://*:{parti.port}" if parti.port else f"{parti.scheme}://*"


def _inoltra(query: str, verifica: str, pem: str) -> HttpResponse:
    """The browser's request as the proxy passes it on; the portal's answer goes back as it is."""
    intestazioni = {
        "X-Casa-Proxy": settings.CNS_SEGRETO_PROXY,
        "X-SSL-Client-Verify": verifica,
        "X-SSL-Client-Cert": quote(pem, safe=""),
    }
    try:
        risposta = http.get(
            f"{settings.PORTALE_URL}/cns/ingresso?{query}",
            servizio="portale_cns",
            ok=QUALUNQUE_STATO,
            headers=intestazioni,
        )
    except GatewayError:
        return HttpResponse("Il portale non risponde.", status=502, content_type="text/plain; charset=utf-8")
    if risposta.is_redirect:
        return HttpResponseRedirect(urljoin(settings.PORTALE_URL, risposta.headers["Location"]))
    return HttpResponse(
        risposta.content, status=risposta.status_code, content_type=risposta.headers.get("Content-Type")
    )


@require_GET
def lista_di_revoca(request: HttpRequest) -> HttpResponse:
    dove = archivio()
    return HttpResponse(dove.autorita().lista_di_revoca(dove.revocati()), content_type="application/pkix-crl")


@require_POST
def ocsp(request: HttpRequest) -> HttpResponse:
    dove = archivio()
    try:
        risposta = dove.autorita().risposta_ocsp(request.body, dove.certificati(), dove.revocati())
    except ValueError:
        return HttpResponse(status=400)
    return HttpResponse(risposta, content_type="application/ocsp-response")
