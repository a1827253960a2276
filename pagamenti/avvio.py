"""Beginning an online payment while the person waits: read, call outside with no transaction open, write the outcome."""

from pagamenti.models import Avviso
from pagamenti.operations import apri_carrello, segna_avviato, segna_rifiutato
from pagamenti.pagopa import checkout
from portal.base.errors import GatewayError
from portal.identita.models import Persona


def avvia_pagamento(avviso: Avviso, *, persona: Persona) -> str:
    """The address of pagoPA's payment page for this notice. Raises GatewayError: nothing is lost, the person tries again."""
    carrello = apri_carrello(avviso, persona=persona)
    try:
        indirizzo = checkout.crea(carrello, [avviso])
    except GatewayError as errore:
        if errore.permanent:
            segna_rifiutato(carrello)
        raise
    segna_avviato(carrello)
    return indirizzo
