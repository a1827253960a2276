from notifiche.models.canale import Battito, Interruttore, Secchio
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
    "Battito",
    "Classe",
    "Consegna",
    "ConsegnaQuerySet",
    "Genere",
    "Interruttore",
    "Messaggio",
    "MessaggioQuerySet",
    "Secchio",
]
