"""The hosted page of Checkout, where the citizen pays a cart, gives up or meets an error."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from portal.sandbox.models import Avviso, Carrello
from portal.sandbox.pagopa import nodo
from portal.sandbox.risposte import verso

PAGAMENTI = {"paga": 1, "paga-senza-tornare": 1, "paga-due-ricevute": 2}  # action → copies of the receipt


@require_http_methods(["GET", "POST"])
def checkout(request: HttpRequest, codice: UUID) -> HttpResponse:
    carrello = get_object_or_404(Carrello, codice=codice)
    ritorni = carrello.dati["returnUrls"]
    azione = request.POST.get("azione", "")
    if azione == "annulla":
        return HttpResponseRedirect(ritorni["returnCancelUrl"])
    if azione == "errore":
        return HttpResponseRedirect(ritorni["returnErrorUrl"])
    if azione in PAGAMENTI and not carrello.pagato:
        return _paga(request, carrello, azione)
    contesto = {
        "carrello": carrello,
        "avvisi": _righe(carrello),
        "totale": sum(riga["amount"] for riga in carrello.dati["paymentNotices"]),
        "ritorno": ritorni["returnOkUrl"],
    }
    return verso(render(request, "sandbox/checkout.html", contesto), *ritorni.values())


def _paga(request: HttpRequest, carrello: Carrello, azione: str) -> HttpResponse:
    """Pay, wait for the first attempt of the receipts, then send the citizen back (or not)."""
    ritorni = carrello.dati["returnUrls"]
    avvisi = _pagabili(carrello)
    try:
        if avvisi is None:
            raise nodo.NonPagabile
        nodo.paga(avvisi, copie=PAGAMENTI[azione], nota=carrello.dati.get("idCart", ""))
    except nodo.NonPagabile:
        return HttpResponseRedirect(ritorni["returnErrorUrl"])
    Carrello.objects.filter(pk=carrello.pk).update(pagato=True)
    if azione == "paga-senza-tornare":
        return render(request, "sandbox/checkout_pagato.html", {"ritorno": ritorni["returnOkUrl"]})
    return HttpResponseRedirect(ritorni["returnOkUrl"])


def _pagabili(carrello: Carrello) -> list[Avviso] | None:
    """The notices of the cart, or None if one of them cannot be paid."""
    trovati = []
    for riga in carrello.dati["paymentNotices"]:
        avviso = nodo.cerca(riga["fiscalCode"], riga["noticeNumber"])
        if avviso is None or nodo.motivo_rifiuto(avviso, riga["amount"]):
            return None
        trovati.append(avviso)
    return trovati


def _righe(carrello: Carrello) -> list[dict[str, Any]]:
    return [
        riga | {"rifiuto": nodo.motivo_rifiuto(nodo.cerca(riga["fiscalCode"], riga["noticeNumber"]), riga["amount"])}
        for riga in carrello.dati["paymentNotices"]
    ]
