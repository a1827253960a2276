"""The Node: takes the payment of a notice, makes the receipt and starts its way to the ente."""

import secrets
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from lxml import etree

from portal.sandbox.models import Avviso, Invio, Posizione, Ricevuta
from portal.sandbox.pagopa import postino, stati
from portal.sandbox.pagopa.ricevuta import richiesta_rt


class NonPagabile(Exception):
    """The notice cannot be paid; the message says why, to the citizen."""


def cerca(ente: str, nav: str) -> Avviso | None:
    return Avviso.objects.select_related("posizione").filter(ente=ente, nav=nav).first()


def motivo_rifiuto(avviso: Avviso | None, importo: int | None = None) -> str:
    """Why a notice cannot be paid now, in words for the citizen; empty if it can."""
    if avviso is None or stati.stato_attuale(avviso.posizione) in (stati.DRAFT, stati.PUBLISHED):
        return "L'avviso non risulta tra quelli da pagare."
    if avviso.pagato_il:
        return "L'avviso è già stato pagato."
    if stati.stato_attuale(avviso.posizione) == stati.EXPIRED:
        return "L'avviso è scaduto e non si può più pagare."
    if stati.stato_attuale(avviso.posizione) not in stati.PAGABILI:
        return "L'avviso è stato annullato dall'ente."
    if importo is not None and importo != avviso.dati["amount"]:
        return "L'importo del carrello è diverso da quello dell'avviso."
    return ""


def paga(avvisi: list[Avviso], *, copie: int = 1, nota: str = "", metodo: str = "CP") -> None:
    """Pay notices together and bring each receipt to the station `copie` times; returns after the first attempt of each.

    Raises NonPagabile (nothing is then paid).
    """
    with transaction.atomic():
        invii = [invio for avviso in avvisi for invio in _incassa(avviso, copie, nota, metodo)]
    for invio in invii:
        postino.consegna(invio)


def paga_ancora(avviso: Avviso) -> None:
    """A double payment: another PSP collects a notice that was already paid. Raises NonPagabile if it was not."""
    if not avviso.pagato_il:
        raise NonPagabile("L'avviso non è ancora stato pagato.")
    with transaction.atomic():
        invii = _fai_ricevuta(avviso, 1, "", "CP")
    for invio in invii:
        postino.consegna(invio)


def _incassa(avviso: Avviso, copie: int, nota: str, metodo: str) -> list[Invio]:
    posizione = Posizione.objects.get(pk=avviso.posizione_id)
    motivo = motivo_rifiuto(avviso)
    if not motivo and not Avviso.objects.filter(pk=avviso.pk, pagato_il=None).update(pagato_il=timezone.now()):
        motivo = "L'avviso è già stato pagato."
    if motivo:
        raise NonPagabile(motivo)
    posizione.stato = stati.stato_dopo_pagamento(posizione)
    posizione.save()
    return _fai_ricevuta(avviso, copie, nota, metodo)


def _fai_ricevuta(avviso: Avviso, copie: int, nota: str, metodo: str) -> list[Invio]:
    token = secrets.token_hex(16)  # the paymentToken becomes the receiptId
    elemento = richiesta_rt(
        avviso, token, intermediario=settings.INTERMEDIARIO, stazione=settings.STAZIONE, metodo=metodo, nota=nota
    )
    campi: dict[str, Any] = {
        "receipt_id": token,
        "ente": avviso.ente,
        "nav": avviso.nav,
        "iuv": avviso.iuv,
        "debitore": avviso.posizione.dati["fiscalCode"],
        "causale": avviso.dati["description"],
        "importo": avviso.dati["amount"],
        "xml": etree.tostring(elemento, encoding="unicode"),
    }
    ricevuta = Ricevuta.objects.create(**campi)
    return [Invio.objects.create(ricevuta=ricevuta, prossimo=postino.riservato()) for _ in range(copie)]
