"""Who is on IO, and which services each has switched off: the table of people, then what was pressed on the phones."""

from portal.sandbox.models import ServizioSpento
from portal.sandbox.persone import IO_ASSENTE, IO_ATTIVO, IO_RIFIUTATO, persona

CODICE_DI_PROVA = "AAAAAA00A00A000A"  # the platform's own test recipient


def iscrizione(codice_fiscale: str, servizio: str) -> str:
    """Whether this service may write to this person."""
    una = persona(codice_fiscale)
    if codice_fiscale != CODICE_DI_PROVA and (una is None or una.io == IO_ASSENTE):
        return IO_ASSENTE
    scelta = ServizioSpento.objects.filter(codice_fiscale=codice_fiscale, servizio=servizio).first()
    if scelta:
        return IO_ATTIVO if scelta.acceso else IO_RIFIUTATO
    return una.io if una else IO_ATTIVO


def scegli(codice_fiscale: str, servizio: str, *, acceso: bool) -> None:
    """Press the switch of a service on the phone of a person."""
    ServizioSpento.objects.update_or_create(
        codice_fiscale=codice_fiscale, servizio=servizio, defaults={"acceso": acceso}
    )
