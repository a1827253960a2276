"""A parent who stands at a desk says whose parent they are (art. 5, 46 and 47 DPR 445/2000), with or without a digital identity."""

from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona, Rappresentanza
from portal.identita.operations.maggiore_eta import fine_per_legge, minorenne
from portal.identita.operations.rappresentanze import Limiti, nuova
from portal.identita.signals import rappresentanza_dichiarata
from portal.identita.stati import Specie, Stato, Verifica
from portal.registro.atti import atto
from portal.registro.operations import registra


class Dichiarazione(NamedTuple):
    """The mandate of a parent, and whether these words changed something in it."""

    mandato: Rappresentanza
    nuova: bool


def controlla_genitore(figlio: Persona, genitore: Persona) -> None:
    """May the one be there as the parent of the other? Said to the officer. Raises DomainError."""
    if figlio.e_impresa or genitore.e_impresa:
        raise DomainError(_("Genitore e figlio sono due persone: un'impresa non può essere nessuno dei due."))
    if figlio.pk == genitore.pk:
        raise DomainError(_("Il genitore e il figlio hanno lo stesso codice fiscale: controlla chi è chi."))
    if not minorenne(figlio):
        raise DomainError(_("Chi chiede è maggiorenne: fa la richiesta da sé, o dà una delega scritta a chi viene al suo posto."))  # fmt: skip
    if minorenne(genitore):
        raise DomainError(_("Chi agisce per un figlio deve avere diciotto anni: qui serve l'altro genitore o il tutore."))  # fmt: skip


@atto
def dichiara_genitore(
    *, figlio: Persona, genitore: Persona, ente: Ente, ufficio: Ufficio, operatore: Persona, controllo: str
) -> Dichiarazione:
    """The mandate of who declared it before `operatore`; `controllo` tells how they checked it, empty when nobody has yet.

    It is active when this office is one of those that verify, and has checked; otherwise it waits for one that does.
    The line of the register and the news follow with `racconta_dichiarazione`: who calls may still have locks to take.
    Raises DomainError.
    """
    controlla_genitore(figlio, genitore)
    sue = Rappresentanza.objects.date_da(figlio, ente).aperte()
    gia = sue.filter(rappresentante=genitore, specie=Specie.GENITORE).con_persone().first()
    if gia and gia.stato == Stato.ATTIVA:
        return Dichiarazione(gia, nuova=False)
    limiti = Limiti(al=fine_per_legge(figlio, Specie.GENITORE, None))
    mandato = gia or nuova(figlio, genitore, ente, Specie.GENITORE, limiti)
    if not (controllo and ufficio.verifica_rappresentanze):
        return Dichiarazione(mandato, nuova=gia is None)
    mandato.cambia_stato(
        Stato.ATTIVA,
        verifica=Verifica.UFFICIO,
        verificata_da=operatore,
        verificata_il=timezone.now(),
        motivo=controllo,
    )
    return Dichiarazione(mandato, nuova=True)


def racconta_dichiarazione(dichiarazione: Dichiarazione, *, operatore: Persona) -> None:
    """In the register, and to the rooms above, what changed; nothing when nothing did."""
    if not dichiarazione.nuova:
        return
    mandato = dichiarazione.mandato
    dati = {"specie": mandato.specie, "stato": mandato.stato}
    registra("rappresentanza.dichiarata", mandato, operatore, ente=mandato.ente, dati=dati)
    rappresentanza_dichiarata.send(sender=Rappresentanza, mandato=mandato)
