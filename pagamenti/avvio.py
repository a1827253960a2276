"""Beginning an online payment while the person waits: read, call outside with no transaction open, write the outcome."""

import time
import uuid

from pagamenti.models import Avviso, Carrello
from pagamenti.operations import chiudi_carrello, prendi_carrello, segna_avviato, segna_rifiutato
from pagamenti.pagopa import checkout
from portal.base.errors import GatewayError
from portal.identita.models import Persona

PAUSA = 0.2  # seconds between one look and the next, while another window is asking pagoPA for the page


def avvia_pagamento(avviso: Avviso, *, persona: Persona, da_lasciare: uuid.UUID | None = None) -> str:
    """The address of pagoPA's payment page for this notice: the one already open, as long as pagoPA keeps it, or a new one.

    Two clicks and two windows lead to the same page: who comes second waits for the first. Raises GatewayError: nothing is
    lost, the person tries again.
    """
    carrello, nuovo = prendi_carrello(avviso, persona=persona, da_lasciare=da_lasciare)
    while not nuovo:
        if carrello.indirizzo:
            return carrello.indirizzo
        time.sleep(PAUSA)  # not for ever: an opening lasts `APERTURA` at most
        carrello, nuovo = prendi_carrello(avviso, persona=persona)
    return _apri(carrello, avviso)


def _apri(carrello: Carrello, avviso: Avviso) -> str:
    try:
        indirizzo = checkout.crea(carrello, [avviso])
    except GatewayError as errore:
        (segna_rifiutato if errore.permanent else chiudi_carrello)(carrello)
        raise
    segna_avviato(carrello, indirizzo)
    return indirizzo
