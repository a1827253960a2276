"""The life of a mandate, its kinds, and what it may cover."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base import ambiti


class Specie(models.TextChoices):
    GENITORE = "genitore", _("Genitore")
    TUTORE = "tutore", _("Tutore")
    AMMINISTRATORE_DI_SOSTEGNO = "amministratore_di_sostegno", _("Amministratore di sostegno")
    # proven by the digital identity of the company at each login; the other is verified by the office
    IMPRESA = "impresa", _("Rappresentante dell'impresa")
    RAPPRESENTANTE_LEGALE = "rappresentante_legale", _("Legale rappresentante dell'impresa")
    DELEGA = "delega", _("Delega")


# of people: given by the law or by a judge (art. 320, 357 and 405 c.c.)
DI_PERSONE = (Specie.GENITORE, Specie.TUTORE, Specie.AMMINISTRATORE_DI_SOSTEGNO)
# who is represented cannot take them back; an office verifies them
DI_LEGGE = (*DI_PERSONE, Specie.RAPPRESENTANTE_LEGALE)
# they make the person the voice of the company: also who acts for it is theirs to decide
DI_IMPRESA = (Specie.IMPRESA, Specie.RAPPRESENTANTE_LEGALE)


class Stato(models.TextChoices):
    RICHIESTA = "richiesta", _("In attesa")
    ATTIVA = "attiva", _("Attiva")
    RIFIUTATA = "rifiutata", _("Rifiutata")
    REVOCATA = "revocata", _("Revocata")
    SCADUTA = "scaduta", _("Finita")


PASSAGGI: dict[str, frozenset[str]] = {
    # asked and never answered, it lapses; who asked may take it back
    Stato.RICHIESTA: frozenset({Stato.ATTIVA, Stato.RIFIUTATA, Stato.REVOCATA, Stato.SCADUTA}),
    Stato.ATTIVA: frozenset({Stato.REVOCATA, Stato.SCADUTA}),
    Stato.RIFIUTATA: frozenset(),
    Stato.REVOCATA: frozenset(),
    Stato.SCADUTA: frozenset(),
}
APERTE = (Stato.RICHIESTA, Stato.ATTIVA)


class Stanza(models.TextChoices):
    PRATICHE = "pratiche", _("Pratiche")
    PAGAMENTI = "pagamenti", _("Pagamenti")
    APPUNTAMENTI = "appuntamenti", _("Appuntamenti")
    FASCICOLO = "fascicolo", _("Documenti e dati anagrafici")
    MESSAGGI = "messaggi", _("Messaggi")


# the rooms where everything belongs to a service: a mandate for some services opens only these
CON_SERVIZIO = (Stanza.PRATICHE, Stanza.PAGAMENTI)


class Facolta(models.TextChoices):
    LEGGI = ambiti.LEGGI, _("Leggere")
    FAI = ambiti.FAI, _("Presentare richieste, rispondere, prenotare")
    PAGA = ambiti.PAGA, _("Pagare")


class Verifica(models.TextChoices):
    """Who vouched for it."""

    INTERESSATI = "interessati", _("Accettata da chi la riceve")
    ANPR = "anpr", _("Verificata con l'Anagrafe nazionale")
    UFFICIO = "ufficio", _("Verificata dall'ufficio")
    IDENTITA = "identita", _("Provata dall'identità digitale")


def ammesso(da: str, a: str) -> bool:
    """May a mandate go from one state to the other?"""
    return a in PASSAGGI[da]
