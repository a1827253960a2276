"""The acts of the agenda: to book a place and to give it back."""

import datetime as dt
import uuid
from contextlib import suppress

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from appuntamenti import messaggi
from appuntamenti.disponibilita import UN_GIORNO
from appuntamenti.models import Appuntamento, Sportello
from appuntamenti.queries import slot_a
from notifiche.operations import Contenuto, avvisa, copia_per, promemoria
from portal.base.errors import DomainError
from portal.enti.models import Ente
from portal.identita.models import Persona, Rappresentanza
from portal.identita.operations import SenzaTitolo, annota_atto, titolo_per_agire
from portal.identita.stati import Facolta, Stanza
from portal.registro.atti import atto
from portal.registro.operations import registra

VIGILIA = "appuntamenti.vigilia"  # the kind of its reminder


class PostoPreso(DomainError):
    """Somebody was quicker, or the desk changed its hours meanwhile: choose another time."""

    def __init__(self) -> None:
        super().__init__(_("Quest'ora non è più libera: qualcuno l'ha appena presa. Scegline un'altra."))


@atto
def prenota(
    sportello_id: int, *, inizio: dt.datetime, persona: Persona, motivo: str, note: str = "", attore: Persona
) -> Appuntamento:
    """Give this person a place at the desk. The same request twice gives the same appointment.

    The reading of free places only proposes: two people on the last place are decided by the unique constraint.
    Raises PostoPreso when no place is left, DomainError when the person is expected elsewhere at that time, or when who
    books for another may not.
    """
    sportello = Sportello.objects.select_related("ente").get(pk=sportello_id, attivo=True)
    mandato = _titolo(attore, persona, sportello.ente)
    gia_suo = _gia_suo(sportello, persona, inizio)
    if gia_suo:
        return gia_suo
    da = attore if mandato else None
    appuntamento = _occupa(sportello, inizio, persona=persona, prenotato_da=da, motivo=motivo, note=note)
    if appuntamento is None:
        return _gia_suo_o_perso(sportello, persona, inizio)
    registra("appuntamento.prenotato", appuntamento, attore, ente=sportello.ente, dati=_quando(appuntamento))
    annota_atto(mandato, "appuntamento.prenotato", appuntamento)
    _racconta(appuntamento, messaggi.prenotato(appuntamento))
    ricorda(appuntamento)
    return appuntamento


@atto
def annulla(appuntamento_id: int, *, attore: Persona, motivazione: str = "") -> Appuntamento:
    """Give the place back. The office says why (`motivazione`); cancelling twice changes nothing.

    Raises DomainError when the time has come.
    """
    appuntamento = Appuntamento.objects.blocca(appuntamento_id)
    if not appuntamento.prenotato:
        return appuntamento
    if appuntamento.inizio <= timezone.now():
        raise DomainError(_("L'appuntamento è già cominciato: non si può più annullare."))
    if attore.is_staff and not motivazione.strip():
        raise DomainError(_("Scrivi perché l'ufficio annulla l'appuntamento: la persona lo leggerà."))
    mandato = None if attore.is_staff else _titolo(attore, appuntamento.persona, appuntamento.ente)
    appuntamento.stato = Appuntamento.Stato.ANNULLATO
    appuntamento.motivazione = motivazione.strip()
    appuntamento.save(update_fields=["stato", "motivazione"])
    registra("appuntamento.annullato", appuntamento, attore, ente=appuntamento.ente, dati=_quando(appuntamento))
    annota_atto(mandato, "appuntamento.annullato", appuntamento)
    promemoria.annulla(appuntamento.codice)
    _racconta(appuntamento, messaggi.annullato(appuntamento))
    return appuntamento


def ricorda(appuntamento: Appuntamento) -> None:
    """The day before, at the same hour. To be called again if the time moves."""
    passi = {"vigilia": appuntamento.inizio - UN_GIORNO}
    promemoria.pianifica(VIGILIA, appuntamento.codice, ente=appuntamento.ente, fatto=appuntamento.inizio, passi=passi)


def parole_della_vigilia(codice: uuid.UUID) -> list[Contenuto]:
    """The words of the reminder, for the person and who booked for them; none once it was called off."""
    prenotati = Appuntamento.objects.prenotati().select_related("ente", "sportello", "persona", "prenotato_da")
    appuntamento = prenotati.filter(codice=codice).first()
    return _a_chi_segue(appuntamento, messaggi.promemoria(appuntamento)) if appuntamento else []


def _gia_suo(sportello: Sportello, persona: Persona, inizio: dt.datetime) -> Appuntamento | None:
    """What this person already has at that time at this desk: the second click of a double click."""
    appuntamento = Appuntamento.objects.prenotati().filter(persona=persona, inizio=inizio).first()
    if appuntamento and appuntamento.sportello_id != sportello.pk:
        raise DomainError(_("A quest'ora hai già un altro appuntamento: scegli un'altra ora."))
    return appuntamento


def _gia_suo_o_perso(sportello: Sportello, persona: Persona, inizio: dt.datetime) -> Appuntamento:
    """No place is left: either this person's other click took it meanwhile, or somebody else."""
    gia_suo = _gia_suo(sportello, persona, inizio)
    if gia_suo is None:
        raise PostoPreso
    return gia_suo


def _racconta(appuntamento: Appuntamento, contenuto: Contenuto) -> None:
    """Tell the person; and, while the mandate lasts, also who booked for them."""
    for uno in _a_chi_segue(appuntamento, contenuto):
        avvisa(uno)


def _a_chi_segue(appuntamento: Appuntamento, contenuto: Contenuto) -> list[Contenuto]:
    delegato = appuntamento.prenotato_da
    if delegato:
        with suppress(SenzaTitolo):
            _titolo(delegato, appuntamento.persona, appuntamento.ente, Facolta.LEGGI)
            return [contenuto, copia_per(contenuto, delegato)]
    return [contenuto]


def _titolo(attore: Persona, persona: Persona, ente: Ente, facolta: str = Facolta.FAI) -> Rappresentanza | None:
    """The mandate of who acts in the agenda for another person. Raises DomainError."""
    return titolo_per_agire(attore, persona, ente=ente, stanza=Stanza.APPUNTAMENTI, facolta=facolta)


def _occupa(
    sportello: Sportello,
    inizio: dt.datetime,
    *,
    persona: Persona,
    prenotato_da: Persona | None,
    motivo: str,
    note: str,
) -> Appuntamento | None:
    """Take the first free place that nobody takes before us. None when all are gone."""
    slot = slot_a(sportello, inizio)
    if slot is None:
        return None
    for posto in slot.liberi:
        appuntamento = Appuntamento(
            ente=sportello.ente,
            sportello=sportello,
            persona=persona,
            prenotato_da=prenotato_da,
            inizio=slot.inizio,
            fine=slot.fine,
            posto=posto,
            luogo=sportello.nome,
            indirizzo=sportello.indirizzo_completo,
            motivo=motivo,
            note=note,
        )
        with suppress(IntegrityError), transaction.atomic():
            appuntamento.save(force_insert=True)
            return appuntamento
    return None


def _quando(appuntamento: Appuntamento) -> dict[str, str]:
    return {"sportello": str(appuntamento.sportello.codice), "inizio": appuntamento.inizio.isoformat()}
