from notifiche.models.canale import Battito, Interruttore, Secchio
from notifiche.models.consegna import FERME, Consegna, ConsegnaQuerySet, Precedenza
from notifiche.models.domicilio import DomicilioDigitale
from notifiche.models.indirizzi import IndirizzoRespinto, VerificaIndirizzo
from notifiche.models.messaggio import (
    FACOLTATIVI,
    NON_LETTI_MASSIMI,
    Classe,
    Genere,
    Messaggio,
    MessaggioQuerySet,
)
from notifiche.models.preferenze import Preferenza
from notifiche.models.promemoria import Promemoria

__all__ = [
    "FACOLTATIVI",
    "FERME",
    "NON_LETTI_MASSIMI",
    "Battito",
    "Classe",
    "Consegna",
    "ConsegnaQuerySet",
    "DomicilioDigitale",
    "Genere",
    "IndirizzoRespinto",
    "Interruttore",
    "Messaggio",
    "MessaggioQuerySet",
    "Precedenza",
    "Preferenza",
    "Promemoria",
    "Secchio",
    "VerificaIndirizzo",
]
