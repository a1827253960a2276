from pratiche.models.integrazione import RichiestaIntegrazione
from pratiche.models.lavori import TIPOLOGIE, RegistrazioneProtocollo, Stampa
from pratiche.models.pratica import Numeratore, Pratica
from pratiche.models.storia import AllegatoPratica, Passaggio
from pratiche.models.versione import VersioneServizio

__all__ = [
    "TIPOLOGIE",
    "AllegatoPratica",
    "Numeratore",
    "Passaggio",
    "Pratica",
    "RegistrazioneProtocollo",
    "RichiestaIntegrazione",
    "Stampa",
    "VersioneServizio",
]
