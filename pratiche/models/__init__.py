from pratiche.models.accessi import Opposizione, RichiestaAccesso
from pratiche.models.acquisizioni import Acquisizione, BozzaAcquisizione, Canale, FileAcquisizione
from pratiche.models.assegnazioni import Assegnazione, Assenza, AttoInsieme, AvvisoCarico
from pratiche.models.candidature import Candidatura, Correzione, OffertaPosto, Posto, PuntiAssegnati
from pratiche.models.cifre import CifreMese
from pratiche.models.collegamenti import Collegamento
from pratiche.models.conservazione import Versamento
from pratiche.models.dialogo import MessaggioPratica
from pratiche.models.firme import Firma, InvitoFirma
from pratiche.models.graduatorie import Fase, GraduatoriaPubblicata, Tornata
from pratiche.models.lavori import TIPOLOGIE, AvvisoSostituto, RegistrazioneProtocollo, Stampa
from pratiche.models.lavori_graduatorie import LavoroGraduatoria
from pratiche.models.note import NotaInterna, RispostaPronta
from pratiche.models.numeratore import Numeratore, Serie
from pratiche.models.orologio import CalendarioContato, Preallarme, Riapertura, TempiServizio
from pratiche.models.pareri import Parere
from pratiche.models.parti import Memoria, Parte
from pratiche.models.pratica import Pratica
from pratiche.models.provvedimenti import Provvedimento
from pratiche.models.restituzioni import Restituzione
from pratiche.models.ricerca import Parola
from pratiche.models.richieste import PreavvisoRigetto, Richiesta, RichiestaIntegrazione, StatoRichiesta
from pratiche.models.riserve import Ammesso, Riservatezza
from pratiche.models.scrivania import ColonneScelte, FiltroSalvato
from pratiche.models.segnalazioni import FotoPubblica, Segnalazione, Situazione, Sostegno
from pratiche.models.sportello import CompilazioneSportello
from pratiche.models.storia import AllegatoPratica, Passaggio
from pratiche.models.titoli import AvvioRiesame, StatoTitolo, Titolo
from pratiche.models.versione import VersioneServizio

__all__ = [
    "TIPOLOGIE",
    "Acquisizione",
    "AllegatoPratica",
    "Ammesso",
    "Assegnazione",
    "Assenza",
    "AttoInsieme",
    "AvvisoCarico",
    "AvvisoSostituto",
    "AvvioRiesame",
    "BozzaAcquisizione",
    "CalendarioContato",
    "Canale",
    "Candidatura",
    "CifreMese",
    "Collegamento",
    "ColonneScelte",
    "Correzione",
    "Fase",
    "FileAcquisizione",
    "FiltroSalvato",
    "FotoPubblica",
    "CompilazioneSportello",
    "Firma",
    "GraduatoriaPubblicata",
    "InvitoFirma",
    "LavoroGraduatoria",
    "Memoria",
    "MessaggioPratica",
    "NotaInterna",
    "Numeratore",
    "OffertaPosto",
    "Parola",
    "Opposizione",
    "Parere",
    "Parte",
    "Passaggio",
    "Posto",
    "Pratica",
    "Preallarme",
    "PreavvisoRigetto",
    "Provvedimento",
    "PuntiAssegnati",
    "RegistrazioneProtocollo",
    "Restituzione",
    "Riapertura",
    "Richiesta",
    "RichiestaAccesso",
    "RichiestaIntegrazione",
    "RispostaPronta",
    "Riservatezza",
    "Segnalazione",
    "Serie",
    "Situazione",
    "Sostegno",
    "Stampa",
    "StatoRichiesta",
    "StatoTitolo",
    "TempiServizio",
    "Titolo",
    "Tornata",
    "Versamento",
    "VersioneServizio",
]
