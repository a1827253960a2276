"""The tables of the room."""

from pagamenti.models.avviso import CAUSALE_MASSIMA, IMPORTO_MASSIMO, Avviso, ContoIncasso, Numerazione, Versamento
from pagamenti.models.lavori import Carrello, Pubblicazione, Stampa, Verifica
from pagamenti.models.ricevuta import Ricevuta

__all__ = [
    "CAUSALE_MASSIMA",
    "IMPORTO_MASSIMO",
    "Avviso",
    "Carrello",
    "ContoIncasso",
    "Numerazione",
    "Pubblicazione",
    "Ricevuta",
    "Stampa",
    "Verifica",
    "Versamento",
]
