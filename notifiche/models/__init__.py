from notifiche.models.canale import Battito, Interruttore, Secchio
from notifiche.models.consegna import SCADUTA, Consegna, ConsegnaQuerySet, Precedenza
from notifiche.models.domicilio import DomicilioDigitale
from notifiche.models.esiti_io import EsitoIO
from notifiche.models.indirizzi import IndirizzoRespinto, VerificaIndirizzo
from notifiche.models.insuccesso import Insuccesso
from notifiche.models.invio import Fase, Invio, InvioQuerySet, RigaInvio
from notifiche.models.messaggio import (
    FACOLTATIVI,
    Classe,
    Genere,
    Messaggio,
    MessaggioQuerySet,
)
from notifiche.models.preferenze import Preferenza
from notifiche.models.promemoria import Promemoria
from notifiche.models.riepilogo import Riepilogo
from notifiche.models.servizi_io import Credenziale, ServizioIO

__all__ = [
    "FACOLTATIVI",
    "SCADUTA",
    "Battito",
    "Classe",
    "Consegna",
    "ConsegnaQuerySet",
    "DomicilioDigitale",
    "Credenziale",
    "EsitoIO",
    "Fase",
    "Genere",
    "IndirizzoRespinto",
    "Interruttore",
    "Invio",
    "InvioQuerySet",
    "Messaggio",
    "MessaggioQuerySet",
    "Precedenza",
    "Preferenza",
    "Promemoria",
    "Insuccesso",
    "RigaInvio",
    "Secchio",
    "VerificaIndirizzo",
    "Riepilogo",
    "ServizioIO",
]
