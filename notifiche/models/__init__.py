from notifiche.models.canale import Battito, Interruttore, Secchio
from notifiche.models.consegna import FERME, Consegna, ConsegnaQuerySet, Precedenza
from notifiche.models.messaggio import (
    FACOLTATIVI,
    NON_LETTI_MASSIMI,
    Classe,
    Genere,
    Messaggio,
    MessaggioQuerySet,
)
from notifiche.models.promemoria import Promemoria

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
    "Precedenza",
    "Promemoria",
    "Secchio",
]
