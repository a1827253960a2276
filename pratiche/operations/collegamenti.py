"""Linking two cases of the same ente, and undoing it. Of the two, who acts works on one: the register of both says it."""

from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche.models import Collegamento, Pratica
from pratiche.operations.comune import controlla_operatore


@atto
def collega(pratica_id: int, altra_id: int, *, genere: str, attore: Persona) -> Collegamento:
    """Say that the first stands to the second as `genere`. The same link again, from either side, is harmless."""
    if pratica_id == altra_id:
        raise DomainError(_("Questa è la stessa pratica: scrivi il numero di un'altra."))
    pratica, altra = _blocca(pratica_id, altra_id)
    controlla_operatore(pratica, attore)
    if altra.ente_id != pratica.ente_id or pratica.bozza or altra.bozza:
        raise DomainError(_("Si collegano solo pratiche presentate a questo comune."))
    gia = Collegamento.objects.di(pratica).di(altra).filter(genere=genere).first()
    if gia:
        return gia
    fatto = Collegamento.objects.create(pratica=pratica, altra=altra, genere=genere, creato_da=attore)
    _registra("pratica.collegata", fatto, attore)
    return fatto


@atto
def scollega(collegamento_id: int, *, attore: Persona) -> None:
    """The link was wrong: who works on either case undoes it, and the register keeps that it was there. Twice is harmless."""
    chiavi = Collegamento.objects.values_list("pratica_id", "altra_id").filter(pk=collegamento_id).first()
    if chiavi is None:
        return
    pratica, altra = _blocca(*chiavi)
    collegamento = Collegamento.objects.filter(pk=collegamento_id).first()
    if collegamento is None:
        return
    _controlla_una(pratica, altra, attore)
    collegamento.pratica, collegamento.altra = pratica, altra
    _registra("pratica.scollegata", collegamento, attore)
    collegamento.delete()


def _blocca(prima: int, seconda: int) -> tuple[Pratica, Pratica]:
    """Both locked, always in the same order."""
    bloccate = {chiave: Pratica.objects.blocca(chiave) for chiave in sorted((prima, seconda))}
    return bloccate[prima], bloccate[seconda]


def _controlla_una(pratica: Pratica, altra: Pratica, attore: Persona) -> None:
    """Who works on one of the two is enough. Raises DomainError."""
    try:
        controlla_operatore(pratica, attore)
    except DomainError:
        controlla_operatore(altra, attore)


def _registra(azione: str, collegamento: Collegamento, attore: Persona) -> None:
    """A line for each of the two cases."""
    due = (collegamento.pratica, collegamento.altra)
    for una, altra in (due, due[::-1]):
        dati = {"genere": collegamento.genere, "altra": str(altra.codice)}
        registra(azione, una, attore, ente=una.ente, dati=dati)
