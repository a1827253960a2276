"""States of a debt position in GPD v1, and what each lets one do."""

from datetime import datetime

from django.utils import timezone

from portal.sandbox.models import Posizione
from portal.sandbox.pagopa.regole import data_ora

DRAFT, PUBLISHED, VALID, INVALID, EXPIRED = "DRAFT", "PUBLISHED", "VALID", "INVALID", "EXPIRED"
PARTIALLY_PAID, PAID = "PARTIALLY_PAID", "PAID"

AGGIORNABILI = {DRAFT, PUBLISHED, VALID, EXPIRED}
ANNULLABILI = {PUBLISHED, VALID}
PUBBLICABILI = {DRAFT}
CANCELLABILI = {DRAFT, PUBLISHED, VALID, INVALID, EXPIRED}
PAGABILI = {VALID, PARTIALLY_PAID}


def stato_attuale(posizione: Posizione) -> str:
    """The stored state moved on by the clock: published ones become valid, valid ones may expire."""
    adesso = timezone.now()
    stato = posizione.stato
    validita = data_ora(posizione.dati, "validityDate")
    if stato == PUBLISHED and (validita is None or adesso >= validita):
        stato = VALID
    if stato == VALID and posizione.dati["switchToExpired"] and adesso > _ultima_scadenza(posizione):
        stato = EXPIRED
    return stato


def _ultima_scadenza(posizione: Posizione) -> datetime:
    scadenze = [data_ora(opzione, "dueDate") for opzione in posizione.dati["paymentOption"]]
    return max(scadenza for scadenza in scadenze if scadenza)


def stato_pubblicato(posizione: Posizione) -> str:
    """Where publishing leads: straight to VALID unless a validityDate is still to come."""
    return PUBLISHED if data_ora(posizione.dati, "validityDate") else VALID


def stato_dopo_pagamento(posizione: Posizione) -> str:
    """PAID when no option is left to pay."""
    return PARTIALLY_PAID if posizione.avvisi.filter(pagato_il=None).exists() else PAID
