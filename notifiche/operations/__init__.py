from notifiche.operations.allegati import allega
from notifiche.operations.avvisi import Contenuto, DaPagare, avvisa, avvisa_molti, copia_per
from notifiche.operations.consegne import Chiusura, chiudi_senza_inviare, invia_di_nuovo, prova_subito

__all__ = [
    "Chiusura",
    "Contenuto",
    "DaPagare",
    "allega",
    "avvisa",
    "avvisa_molti",
    "chiudi_senza_inviare",
    "copia_per",
    "invia_di_nuovo",
    "prova_subito",
]
