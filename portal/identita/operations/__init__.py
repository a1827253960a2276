"""What happens at the door: a login is asked for, answered, concluded once; a person comes in, and goes out."""

from portal.identita.operations.gestori import carica_gestori
from portal.identita.operations.persona import riconosci
from portal.identita.operations.richiesta import (
    Intento,
    apri_richiesta,
    consuma,
    dello_stesso_browser,
    impronta,
    pulisci,
    ricevi_risposta,
    ritira_risposta,
)
from portal.identita.operations.sessioni import chiudi_sessioni, registra_accesso, registra_uscita

__all__ = [
    "Intento",
    "apri_richiesta",
    "carica_gestori",
    "chiudi_sessioni",
    "consuma",
    "dello_stesso_browser",
    "impronta",
    "pulisci",
    "registra_accesso",
    "registra_uscita",
    "ricevi_risposta",
    "riconosci",
    "ritira_risposta",
]
