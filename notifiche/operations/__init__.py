from notifiche.operations.allegati import allega
from notifiche.operations.avvisi import Contenuto, DaPagare, avvisa, copia_per
from notifiche.operations.consegne import invia_di_nuovo

__all__ = ["Contenuto", "DaPagare", "allega", "avvisa", "copia_per", "invia_di_nuovo"]
