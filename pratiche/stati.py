"""The life of a case: few states that mean something to people, and the one table of what may follow what.

Payment, protocol, documents to make, requests for completion and notices of refusal have a life of their own and are never
states of the case.
"""

from enum import Enum
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stato(models.TextChoices):
    BOZZA = "bozza", _("Bozza")
    PRESENTATA = "presentata", _("Presentata")
    IN_LAVORAZIONE = "in_lavorazione", _("In lavorazione")
    IN_ATTESA_DEL_CITTADINO = "in_attesa_del_cittadino", _("In attesa di una risposta del cittadino")
    ACCOLTA = "accolta", _("Accolta")
    ACCOLTA_PER_SILENZIO = "accolta_per_silenzio", _("Accolta per silenzio")
    RESPINTA = "respinta", _("Respinta")
    RITIRATA = "ritirata", _("Ritirata")
    ARCHIVIATA = "archiviata", _("Archiviata")


class Atto(Enum):
    """What can be done to a case, by the verb of the law."""

    PRESENTA = "presenta"
    AVVIA = "avvia"
    PRENDI = "prendi"
    TRASFERISCI = "trasferisci"
    CHIEDI_INTEGRAZIONE = "chiedi_integrazione"
    RISPONDI = "rispondi"
    PROROGA = "proroga"
    ANNULLA_INTEGRAZIONE = "annulla_integrazione"
    PREAVVISA = "preavvisa"
    OSSERVA = "osserva"
    ANNULLA_PREAVVISO = "annulla_preavviso"
    ACCOGLI = "accogli"
    RESPINGI = "respingi"
    ARCHIVIA = "archivia"
    RITIRA = "ritira"
    SILENZIO_ASSENSO = "silenzio_assenso"
    SILENZIO_RIFIUTO = "silenzio_rifiuto"
    SOLLECITA = "sollecita"
    CHIEDI_ATTESTAZIONE = "chiedi_attestazione"
    RILASCIA_ATTESTAZIONE = "rilascia_attestazione"
    RIAPRI = "riapri"
    RISEGNALA = "risegnala"
    UNISCI = "unisci"
    OFFRI_POSTO = "offri_posto"
    ASSEGNA = "assegna"
    CAMBIA_POSTO = "cambia_posto"
    LASCIA_POSTO = "lascia_posto"
    AVVIA_RIESAME = "avvia_riesame"
    CHIUDI_RIESAME = "chiudi_riesame"
    SOSPENDI = "sospendi"
    TOGLI_SOSPENSIONE = "togli_sospensione"
    TOGLI = "togli"
    RINUNCIA = "rinuncia"


class Chi(Enum):
    """Who may do an act: the citizen (or who acts for them), the office of the case, its head, the clock."""

    CITTADINO = "cittadino"
    UFFICIO = "ufficio"
    RESPONSABILE = "responsabile"
    SISTEMA = "sistema"


class Transizione(NamedTuple):
    da: Stato
    atto: Atto
    a: Stato
    chi: Chi


# What the rows cannot say (is the time to answer over? was the notice sent?) is checked by the operation of the act.
TRANSIZIONI = (
    Transizione(Stato.BOZZA, Atto.PRESENTA, Stato.PRESENTATA, Chi.CITTADINO),
    # --- started by the office: never a draft of anybody (art. 7)
    Transizione(Stato.BOZZA, Atto.AVVIA, Stato.IN_LAVORAZIONE, Chi.UFFICIO),
    # --- presented
    Transizione(Stato.PRESENTATA, Atto.PRENDI, Stato.IN_LAVORAZIONE, Chi.UFFICIO),
    Transizione(Stato.PRESENTATA, Atto.TRASFERISCI, Stato.PRESENTATA, Chi.UFFICIO),
    Transizione(Stato.PRESENTATA, Atto.ARCHIVIA, Stato.ARCHIVIATA, Chi.UFFICIO),
    Transizione(Stato.PRESENTATA, Atto.RITIRA, Stato.RITIRATA, Chi.CITTADINO),
    Transizione(Stato.PRESENTATA, Atto.SOLLECITA, Stato.PRESENTATA, Chi.CITTADINO),
    Transizione(Stato.PRESENTATA, Atto.SILENZIO_ASSENSO, Stato.ACCOLTA_PER_SILENZIO, Chi.SISTEMA),
    Transizione(Stato.PRESENTATA, Atto.SILENZIO_RIFIUTO, Stato.RESPINTA, Chi.SISTEMA),
    # --- the office works
    Transizione(Stato.IN_LAVORAZIONE, Atto.TRASFERISCI, Stato.PRESENTATA, Chi.UFFICIO),  # to be taken by the new one
    Transizione(Stato.IN_LAVORAZIONE, Atto.CHIEDI_INTEGRAZIONE, Stato.IN_ATTESA_DEL_CITTADINO, Chi.UFFICIO),
    Transizione(Stato.IN_LAVORAZIONE, Atto.PREAVVISA, Stato.IN_ATTESA_DEL_CITTADINO, Chi.UFFICIO),
    Transizione(Stato.IN_LAVORAZIONE, Atto.ACCOGLI, Stato.ACCOLTA, Chi.UFFICIO),
    Transizione(Stato.IN_LAVORAZIONE, Atto.RESPINGI, Stato.RESPINTA, Chi.UFFICIO),
    Transizione(Stato.IN_LAVORAZIONE, Atto.ARCHIVIA, Stato.ARCHIVIATA, Chi.UFFICIO),
    Transizione(Stato.IN_LAVORAZIONE, Atto.RITIRA, Stato.RITIRATA, Chi.CITTADINO),
    Transizione(Stato.IN_LAVORAZIONE, Atto.SOLLECITA, Stato.IN_LAVORAZIONE, Chi.CITTADINO),
    Transizione(Stato.IN_LAVORAZIONE, Atto.SILENZIO_ASSENSO, Stato.ACCOLTA_PER_SILENZIO, Chi.SISTEMA),
    Transizione(Stato.IN_LAVORAZIONE, Atto.SILENZIO_RIFIUTO, Stato.RESPINTA, Chi.SISTEMA),
    # --- the citizen has something to answer
    Transizione(Stato.IN_ATTESA_DEL_CITTADINO, Atto.RISPONDI, Stato.IN_LAVORAZIONE, Chi.CITTADINO),
    Transizione(Stato.IN_ATTESA_DEL_CITTADINO, Atto.PROROGA, Stato.IN_ATTESA_DEL_CITTADINO, Chi.CITTADINO),
    Transizione(Stato.IN_ATTESA_DEL_CITTADINO, Atto.OSSERVA, Stato.IN_LAVORAZIONE, Chi.CITTADINO),
    Transizione(Stato.IN_ATTESA_DEL_CITTADINO, Atto.RITIRA, Stato.RITIRATA, Chi.CITTADINO),
    Transizione(Stato.IN_ATTESA_DEL_CITTADINO, Atto.SOLLECITA, Stato.IN_ATTESA_DEL_CITTADINO, Chi.CITTADINO),
    Transizione(Stato.IN_ATTESA_DEL_CITTADINO, Atto.ANNULLA_INTEGRAZIONE, Stato.IN_LAVORAZIONE, Chi.UFFICIO),
    Transizione(Stato.IN_ATTESA_DEL_CITTADINO, Atto.ANNULLA_PREAVVISO, Stato.IN_LAVORAZIONE, Chi.UFFICIO),
    Transizione(Stato.IN_ATTESA_DEL_CITTADINO, Atto.PREAVVISA, Stato.IN_ATTESA_DEL_CITTADINO, Chi.UFFICIO),
    Transizione(Stato.IN_ATTESA_DEL_CITTADINO, Atto.ACCOGLI, Stato.ACCOLTA, Chi.UFFICIO),
    Transizione(Stato.IN_ATTESA_DEL_CITTADINO, Atto.RESPINGI, Stato.RESPINTA, Chi.UFFICIO),
    Transizione(Stato.IN_ATTESA_DEL_CITTADINO, Atto.ARCHIVIA, Stato.ARCHIVIATA, Chi.UFFICIO),
    Transizione(Stato.IN_ATTESA_DEL_CITTADINO, Atto.SILENZIO_ASSENSO, Stato.ACCOLTA_PER_SILENZIO, Chi.SISTEMA),
    Transizione(Stato.IN_ATTESA_DEL_CITTADINO, Atto.SILENZIO_RIFIUTO, Stato.RESPINTA, Chi.SISTEMA),
    # --- a place in a ranking, offered and confirmed, is the outcome
    Transizione(Stato.PRESENTATA, Atto.OFFRI_POSTO, Stato.IN_ATTESA_DEL_CITTADINO, Chi.SISTEMA),
    Transizione(Stato.IN_LAVORAZIONE, Atto.OFFRI_POSTO, Stato.IN_ATTESA_DEL_CITTADINO, Chi.SISTEMA),
    Transizione(Stato.IN_ATTESA_DEL_CITTADINO, Atto.OFFRI_POSTO, Stato.IN_ATTESA_DEL_CITTADINO, Chi.SISTEMA),
    Transizione(Stato.IN_LAVORAZIONE, Atto.ASSEGNA, Stato.ACCOLTA, Chi.CITTADINO),
    Transizione(Stato.IN_ATTESA_DEL_CITTADINO, Atto.ASSEGNA, Stato.ACCOLTA, Chi.CITTADINO),
    # --- who has a place may move to a more wanted one that frees, or give it up
    Transizione(Stato.ACCOLTA, Atto.CAMBIA_POSTO, Stato.ACCOLTA, Chi.CITTADINO),
    Transizione(Stato.ACCOLTA, Atto.LASCIA_POSTO, Stato.ARCHIVIATA, Chi.CITTADINO),
    # --- closed: what silence granted is certified (art. 20 c. 2-bis), and few things may be opened again
    Transizione(Stato.ACCOLTA_PER_SILENZIO, Atto.CHIEDI_ATTESTAZIONE, Stato.ACCOLTA_PER_SILENZIO, Chi.CITTADINO),
    Transizione(Stato.ACCOLTA_PER_SILENZIO, Atto.RILASCIA_ATTESTAZIONE, Stato.ACCOLTA_PER_SILENZIO, Chi.UFFICIO),
    Transizione(Stato.ACCOLTA, Atto.RIAPRI, Stato.IN_LAVORAZIONE, Chi.RESPONSABILE),
    Transizione(Stato.ACCOLTA_PER_SILENZIO, Atto.RIAPRI, Stato.IN_LAVORAZIONE, Chi.RESPONSABILE),
    Transizione(Stato.RESPINTA, Atto.RIAPRI, Stato.IN_LAVORAZIONE, Chi.RESPONSABILE),
    Transizione(Stato.ARCHIVIATA, Atto.RIAPRI, Stato.IN_LAVORAZIONE, Chi.RESPONSABILE),
    # --- a report about the town: who made it says that the problem is still there, the office joins it to another one
    Transizione(Stato.ACCOLTA, Atto.RISEGNALA, Stato.IN_LAVORAZIONE, Chi.CITTADINO),
    Transizione(Stato.RESPINTA, Atto.RISEGNALA, Stato.IN_LAVORAZIONE, Chi.CITTADINO),
    Transizione(Stato.ARCHIVIATA, Atto.RISEGNALA, Stato.IN_LAVORAZIONE, Chi.CITTADINO),
    Transizione(Stato.PRESENTATA, Atto.UNISCI, Stato.ARCHIVIATA, Chi.UFFICIO),
    Transizione(Stato.IN_LAVORAZIONE, Atto.UNISCI, Stato.ARCHIVIATA, Chi.UFFICIO),
    Transizione(Stato.IN_ATTESA_DEL_CITTADINO, Atto.UNISCI, Stato.ARCHIVIATA, Chi.UFFICIO),
    # --- a permit already given: the case stays as it was decided
    Transizione(Stato.ACCOLTA, Atto.AVVIA_RIESAME, Stato.ACCOLTA, Chi.RESPONSABILE),
    Transizione(Stato.ACCOLTA, Atto.CHIUDI_RIESAME, Stato.ACCOLTA, Chi.RESPONSABILE),
    Transizione(Stato.ACCOLTA, Atto.SOSPENDI, Stato.ACCOLTA, Chi.RESPONSABILE),
    Transizione(Stato.ACCOLTA, Atto.TOGLI_SOSPENSIONE, Stato.ACCOLTA, Chi.RESPONSABILE),
    Transizione(Stato.ACCOLTA, Atto.TOGLI, Stato.ACCOLTA, Chi.RESPONSABILE),
    Transizione(Stato.ACCOLTA, Atto.RINUNCIA, Stato.ACCOLTA, Chi.CITTADINO),
    Transizione(Stato.ACCOLTA_PER_SILENZIO, Atto.AVVIA_RIESAME, Stato.ACCOLTA_PER_SILENZIO, Chi.RESPONSABILE),
    Transizione(Stato.ACCOLTA_PER_SILENZIO, Atto.CHIUDI_RIESAME, Stato.ACCOLTA_PER_SILENZIO, Chi.RESPONSABILE),
    Transizione(Stato.ACCOLTA_PER_SILENZIO, Atto.SOSPENDI, Stato.ACCOLTA_PER_SILENZIO, Chi.RESPONSABILE),
    Transizione(Stato.ACCOLTA_PER_SILENZIO, Atto.TOGLI_SOSPENSIONE, Stato.ACCOLTA_PER_SILENZIO, Chi.RESPONSABILE),
    Transizione(Stato.ACCOLTA_PER_SILENZIO, Atto.TOGLI, Stato.ACCOLTA_PER_SILENZIO, Chi.RESPONSABILE),
    Transizione(Stato.ACCOLTA_PER_SILENZIO, Atto.RINUNCIA, Stato.ACCOLTA_PER_SILENZIO, Chi.CITTADINO),
)
_ARRIVI = {(t.da, t.atto): t.a for t in TRANSIZIONI}
_CHI = {t.atto: t.chi for t in TRANSIZIONI}

APERTE = (Stato.PRESENTATA, Stato.IN_LAVORAZIONE, Stato.IN_ATTESA_DEL_CITTADINO)
ACCOLTE = (Stato.ACCOLTA, Stato.ACCOLTA_PER_SILENZIO)
CONCLUSE = (*ACCOLTE, Stato.RESPINTA, Stato.RITIRATA, Stato.ARCHIVIATA)
DECISE = (*ACCOLTE, Stato.RESPINTA)
VIVE = (Stato.BOZZA, *APERTE, *ACCOLTE)  # asked, or obtained: neither refused nor given up


def ammesso(stato: str, atto: Atto) -> bool:
    """May this be done to a case in this state?"""
    return (stato, atto) in _ARRIVI


def arrivo(stato: str, atto: Atto) -> Stato:
    """The state the act leads to."""
    return _ARRIVI[Stato(stato), atto]


def di_chi(atto: Atto) -> Chi:
    """Who may do it."""
    return _CHI[atto]
