"""The acts of the room."""

from pagamenti.operations.avvisi import annulla_avviso, emetti_avviso
from pagamenti.operations.carrelli import (
    apri_carrello,
    chiudi_carrello,
    prendi_carrello,
    segna_avviato,
    segna_rifiutato,
)
from pagamenti.operations.pubblicazioni import registra_pubblicazione, sollecita_pubblicazione
from pagamenti.operations.ricevute import registra_ricevuta
from pagamenti.operations.stampe import archivia_stampa

__all__ = [
    "annulla_avviso",
    "apri_carrello",
    "archivia_stampa",
    "chiudi_carrello",
    "emetti_avviso",
    "prendi_carrello",
    "registra_pubblicazione",
    "registra_ricevuta",
    "segna_avviato",
    "segna_rifiutato",
    "sollecita_pubblicazione",
]
