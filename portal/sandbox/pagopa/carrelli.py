"""Checkout carts v1 (contract: checkout_v1.json): the 302 is the result."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from portal.sandbox.models import Carrello
from portal.sandbox.pagopa.nodo import cerca
from portal.sandbox.risposte import api, corpo_json, problema, riguarda

RITORNI = ("returnOkUrl", "returnCancelUrl", "returnErrorUrl")
AVVISI_MASSIMI = 5


@api("POST")
def carrelli(request: HttpRequest) -> HttpResponse:
    """Accept a cart. 422 when a notice is already paid: Checkout asks the Node before it accepts."""
    dati = corpo_json(request)
    _controlla(dati)
    riferimento = dati["paymentNotices"][0]["noticeNumber"]
    trovati = [cerca(avviso["fiscalCode"], avviso["noticeNumber"]) for avviso in dati["paymentNotices"]]
    if any(avviso is not None and avviso.pagato_il for avviso in trovati):
        return riguarda(problema(422, "Unprocessable Entity", "a notice is already paid"), riferimento)
    carrello = Carrello.objects.create(dati=dati)
    risposta = HttpResponse(status=302)
    risposta["Location"] = settings.URL + reverse("checkout", args=[carrello.codice])
    return riguarda(risposta, riferimento)


def _controlla(dati: dict[str, Any]) -> None:
    avvisi = dati.get("paymentNotices")
    if not isinstance(avvisi, list) or not 1 <= len(avvisi) <= AVVISI_MASSIMI:
        raise ValueError("paymentNotices")
    for avviso in avvisi:
        _esige(isinstance(avviso, dict), "paymentNotices")
        _controlla_avviso(avviso)
    ritorni = dati.get("returnUrls")
    if not isinstance(ritorni, dict):
        raise ValueError("returnUrls")
    for nome in RITORNI:
        parti = urlsplit(str(ritorni.get(nome, "")))
        if parti.scheme not in ("http", "https") or not parti.netloc:
            raise ValueError(nome)
    if not isinstance(dati.get("allCCP", False), bool):
        raise ValueError("allCCP")


def _controlla_avviso(avviso: dict[str, Any]) -> None:
    _esige(re.fullmatch(r"[0-3]\d{17}", str(avviso.get("noticeNumber"))), "noticeNumber")
    _esige(re.fullmatch(r"\d{11}", str(avviso.get("fiscalCode"))), "fiscalCode")
    _esige(isinstance(avviso.get("amount"), int) and avviso["amount"] >= 1, "amount")
    for nome in ("companyName", "description"):
        _esige(isinstance(avviso.get(nome), str) and 1 <= len(avviso[nome]) <= 140, nome)


def _esige(vero: object, nome: str) -> None:
    if not vero:
        raise ValueError(nome)
