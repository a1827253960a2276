"""The life of a case: few states that mean something to people, and what may follow what.

Payment, protocol, documents to make and requests for completion have a life of their own and are never states of the case.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stato(models.TextChoices):
    BOZZA = "bozza", _("Bozza")
    PRESENTATA = "presentata", _("Presentata")
    IN_LAVORAZIONE = "in_lavorazione", _("In lavorazione")
    IN_ATTESA_DEL_CITTADINO = "in_attesa_del_cittadino", _("In attesa di una risposta del cittadino")
    ACCOLTA = "accolta", _("Accolta")
    RESPINTA = "respinta", _("Respinta")
    RITIRATA = "ritirata", _("Ritirata")


PASSAGGI: dict[str, frozenset[str]] = {
    Stato.BOZZA: frozenset({Stato.PRESENTATA}),
    Stato.PRESENTATA: frozenset({Stato.IN_LAVORAZIONE, Stato.RITIRATA}),
    Stato.IN_LAVORAZIONE: frozenset({Stato.IN_ATTESA_DEL_CITTADINO, Stato.ACCOLTA, Stato.RESPINTA, Stato.RITIRATA}),
    # decided without the answer only when its time is over: `operations.esito` checks it
    Stato.IN_ATTESA_DEL_CITTADINO: frozenset({Stato.IN_LAVORAZIONE, Stato.ACCOLTA, Stato.RESPINTA, Stato.RITIRATA}),
    Stato.ACCOLTA: frozenset(),
    Stato.RESPINTA: frozenset(),
    Stato.RITIRATA: frozenset(),
}
APERTE = (Stato.PRESENTATA, Stato.IN_LAVORAZIONE, Stato.IN_ATTESA_DEL_CITTADINO)
CONCLUSE = (Stato.ACCOLTA, Stato.RESPINTA, Stato.RITIRATA)


def ammesso(da: str, a: str) -> bool:
    """May a case go from one state to the other?"""
    return a in PASSAGGI[da]
