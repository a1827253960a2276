from notifiche.models.consegna import FERME, Consegna, ConsegnaQuerySet
from notifiche.models.messaggio import (
    FACOLTATIVI,
    NON_LETTI_MASSIMI,
    Classe,
    Genere,
    Messaggio,
    MessaggioQuerySet,
)

__all__ = [
    "FACOLTATIVI",
    "FERME",
    "NON_LETTI_MASSIMI",
    "Classe",
    "Consegna",
    "ConsegnaQuerySet",
    "Genere",
    "Messaggio",
    "MessaggioQuerySet",
]
