"""The language of a page: the address, the choice remembered, the ente; never the browser."""

from django.test import Client, RequestFactory
from django.utils import translation

from portal.base.views import errore_interno
from portal.enti.middleware import dimentica
from portal.enti.models import Ente


def test_il_browser_non_decide(client: Client) -> None:
    risposta = client.get("/privacy/", headers={"Accept-Language": "de"})
    assert risposta["Content-Language"] == "it"
    assert "Accept-Language" not in risposta.headers.get("Vary", "")


def test_la_scelta_nell_indirizzo_vale_e_si_ricorda(client: Client) -> None:
    prima = client.get("/privacy/?lingua=de")
    assert prima["Content-Language"] == "de"
    biscotto = prima.cookies["lingua"]
    assert biscotto.value == "de"
    assert biscotto["httponly"]
    assert biscotto["samesite"] == "Lax"
    seconda = client.get("/privacy/")
    assert seconda["Content-Language"] == "de"
    assert not seconda.cookies


def test_l_ente_dice_quali_lingue_e_quale_prima(client: Client, ente: Ente) -> None:
    Ente.objects.filter(pk=ente.pk).update(lingue=["de", "it"])
    dimentica()
    assert client.get("/privacy/")["Content-Language"] == "de"
    assert client.get("/privacy/?lingua=en")["Content-Language"] == "de"


def test_anche_una_pagina_di_errore_dice_in_che_lingua_e(rf: RequestFactory) -> None:
    with translation.override("de"):
        testo = errore_interno(rf.get("/")).content.decode()
    assert '<html lang="de">' in testo
    assert "Das Problem liegt bei uns" in testo
