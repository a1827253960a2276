from portal.catalogo.models.contenuti import (
    ArgomentoTrattato,
    Contenuto,
    DomandaFrequente,
    Evento,
    Luogo,
    Notizia,
    Pagina,
)
from portal.catalogo.models.riscontri import SegnalazioneAccessibilita, Valutazione
from portal.catalogo.models.servizi import Servizio

__all__ = [
    "ArgomentoTrattato",
    "Contenuto",
    "DomandaFrequente",
    "Evento",
    "Luogo",
    "Notizia",
    "Pagina",
    "SegnalazioneAccessibilita",
    "Servizio",
    "Valutazione",
]
