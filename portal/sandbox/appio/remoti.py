"""Opening a message on the phone: the remote content that the ente serves, and the payment.

As the app does: it asks the ente on behalf of the person (header `fiscal_code`, key of the configuration, Lollipop headers), and
does not believe an ente that gives what it has not declared.
"""

from typing import Any
from urllib.parse import quote

import requests
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from portal.base import http
from portal.base.errors import GatewayError
from portal.sandbox.appio.marcatura import in_html
from portal.sandbox.models import Avviso, Carrello, MessaggioIO
from portal.sandbox.risposte import verso


@require_GET
def apri(request: HttpRequest, identificativo: str) -> HttpResponse:
    """The message as the app shows it once opened; from now on it is read."""
    messaggio = get_object_or_404(MessaggioIO, pk=identificativo, stato="PROCESSED")
    terzo = messaggio.contenuto.get("third_party_data", {})
    contesto: dict[str, Any] = {"messaggio": messaggio}
    try:
        if terzo.get("has_precondition") in ("ALWAYS", "ONCE"):
            contesto["precondizione"] = _chiedi(messaggio, "/precondition").json()
        contesto |= _contenuto(messaggio, terzo)
    except (GatewayError, ValueError, KeyError) as errore:
        contesto["guasto"] = str(errore)
    else:
        MessaggioIO.objects.filter(pk=messaggio.pk).update(letto=True)
    return render(request, "sandbox/io_aperto.html", contesto, status=502 if "guasto" in contesto else 200)


@require_GET
def allegato(request: HttpRequest, identificativo: str, url: str) -> HttpResponse:
    """An attachment, taken from the ente at this moment."""
    messaggio = get_object_or_404(MessaggioIO, pk=identificativo, stato="PROCESSED")
    try:
        preso = _chiedi(messaggio, f"/{quote(url)}")
    except GatewayError as errore:
        return render(request, "sandbox/io_aperto.html", {"messaggio": messaggio, "guasto": str(errore)}, status=502)
    return HttpResponse(preso.content, content_type="application/pdf")


@require_POST
def paga(request: HttpRequest, identificativo: str) -> HttpResponse:
    """ "Paga" in the app: the same Checkout, for the notice that the message names."""
    messaggio = get_object_or_404(MessaggioIO, pk=identificativo, stato="PROCESSED")
    dovuto = messaggio.contenuto["payment_data"]
    avviso = get_object_or_404(Avviso.objects.select_related("posizione"), nav=dovuto["notice_number"])
    riga = {
        "noticeNumber": avviso.nav,
        "fiscalCode": avviso.ente,
        "amount": dovuto["amount"],
        "companyName": avviso.posizione.dati.get("companyName", "Ente"),
        "description": avviso.dati.get("description", "Pagamento"),
    }
    casa = settings.URL + reverse("io")
    ritorni = dict.fromkeys(("returnOkUrl", "returnCancelUrl", "returnErrorUrl"), casa)
    carrello = Carrello.objects.create(dati={"paymentNotices": [riga], "returnUrls": ritorni})
    return verso(HttpResponseRedirect(reverse("checkout", args=[carrello.codice])), casa)


def _contenuto(messaggio: MessaggioIO, terzo: dict[str, Any]) -> dict[str, Any]:
    """What to show. Raises GatewayError, or ValueError when the ente gives other than it declared."""
    if not terzo.get("has_remote_content"):
        return {"oggetto": messaggio.contenuto["subject"], "testo": in_html(messaggio.contenuto["markdown"])}
    remoto = _chiedi(messaggio, "").json()
    allegati = remoto.get("attachments", [])
    if bool(allegati) != bool(terzo.get("has_attachments")):
        raise ValueError("gli allegati dati non sono quelli dichiarati")
    if any(not uno["name"].endswith(".pdf") for uno in allegati):
        raise ValueError("un allegato non è un PDF")
    dettagli = remoto["details"]
    return {"oggetto": dettagli["subject"], "testo": in_html(dettagli["markdown"]), "allegati": allegati}


def _chiedi(messaggio: MessaggioIO, fine: str) -> requests.Response:
    """A call to the ente, as the configuration of remote contents says. Raises GatewayError."""
    chiave = messaggio.contenuto["third_party_data"]["id"]
    intestazioni = {
        "fiscal_code": messaggio.codice_fiscale,
        "X-API-Key": settings.CONTENUTI_CHIAVE,
        "x-pagopa-lollipop-original-method": "GET",
        "x-pagopa-lollipop-user-id": messaggio.codice_fiscale,
    }
    return http.get(f"{settings.CONTENUTI_URL}/messages/{chiave}{fine}", servizio="contenuti", headers=intestazioni)
