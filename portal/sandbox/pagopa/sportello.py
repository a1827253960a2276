"""The counter of a PSP: pay a notice outside the portal, by its number or by the text of its QR code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from portal.sandbox.models import Avviso
from portal.sandbox.pagopa import nodo


@require_http_methods(["GET", "POST"])
def sportello(request: HttpRequest) -> HttpResponse:
    nav, ente = _letti(request)
    contesto = {"nav": nav, "ente": ente, "cercato": request.method == "POST"}
    avviso = nodo.cerca(ente, nav)
    azione = request.POST.get("azione", "")
    if avviso is not None and azione in ("paga", "paga-due-ricevute", "paga-ancora"):
        contesto["esito"] = _paga(avviso, azione)
        avviso = nodo.cerca(ente, nav)
    return render(
        request, "sandbox/sportello.html", contesto | {"avviso": avviso, "rifiuto": nodo.motivo_rifiuto(avviso)}
    )


def _letti(request: HttpRequest) -> tuple[str, str]:
    """NAV and codice fiscale of the ente; a QR text (PAGOPA|002|NAV|CF|cents) in the first field gives both."""
    nav = "".join(request.POST.get("nav", "").split())
    ente = "".join(request.POST.get("ente", "").split())
    if nav.startswith("PAGOPA|"):
        _, _, nav, ente, *_ = [*nav.split("|"), "", "", "", ""]
    return nav, ente


def _paga(avviso: Avviso, azione: str) -> str:
    """Do what the button says; gives the words to show."""
    try:
        if azione == "paga-ancora":
            nodo.paga_ancora(avviso)
        else:
            nodo.paga([avviso], copie=2 if azione == "paga-due-ricevute" else 1, metodo="PO")
    except nodo.NonPagabile as motivo:
        return str(motivo)
    return "Pagamento riuscito: la ricevuta è partita per l'ente."
