"""When the holidays of an ente change, the terms of its open cases are counted again: once, whenever it is stopped in between."""

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from portal.base.templatetags.casa import giorno
from portal.enti.models import Ente
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche.models import CalendarioContato, Passaggio, Pratica
from pratiche.operations.comune import segna

log = logging.getLogger("casa.pratiche")

A_BLOCCHI = 200


@dataclass
class Riconto:
    """What a run did."""

    spostate: int = 0
    fallite: int = 0


def riconta_termini() -> Riconto:
    """Of each ente whose holidays are not those of the last count, all the open cases; of the others, none.

    A case that breaks is logged and keeps its old day, which is counted again by its next act or before silence decides.
    """
    riconto = Riconto()
    for ente in enti_cambiati():
        conto, _nuovo = CalendarioContato.objects.get_or_create(ente=ente)
        conto.comincia(ente.calendario.impronta)
        for blocco in _a_blocchi(ente, conto.ultima):
            for pratica in (una for una in blocco if una.fine_del_termine != una.entro_il):
                _sposta(pratica.pk, riconto)
            conto.arriva(blocco[-1].pk)
        conto.finisci()
    return riconto


def enti_cambiati() -> list[Ente]:
    """Those to count again, or whose count was stopped. Two queries, however many cases there are."""
    contati = {conto.ente_id: conto for conto in CalendarioContato.objects.exclude(finito_il=None)}
    return [
        ente
        for ente in Ente.objects.order_by("pk")
        if ente.pk not in contati or contati[ente.pk].impronta != ente.calendario.impronta
    ]


def da_spostare(ente: Ente) -> Iterator[tuple[Pratica, dt.date]]:
    """The open cases whose term would move, each with the new day. Nothing is locked nor written."""
    for blocco in _a_blocchi(ente, 0):
        yield from ((una, una.fine_del_termine) for una in blocco if una.fine_del_termine != una.entro_il)


def scrivi_spostamento(pratica: Pratica, prima: dt.date) -> None:
    """On a locked case, the term that the holidays moved: kept, in the register, and among the facts that the citizen reads."""
    pratica.scrivi()
    ora = pratica.fine_del_termine
    with translation.override("it"):  # it is kept, as the words of an office
        testo = _("Finiva %(prima)s, ora finisce %(ora)s.") % {"prima": giorno(prima), "ora": giorno(ora)}
    segna(pratica, Passaggio.Genere.TERMINE_RICONTATO, testo)
    dati = {"prima": prima.isoformat(), "ora": ora.isoformat()}
    registra("pratica.termine_ricontato", pratica, None, ente=pratica.ente, dati=dati)


def _sposta(chiave: int, riconto: Riconto) -> None:
    try:
        riconto.spostate += _riconta(chiave)
    except Exception:
        log.exception("termine_non_ricontato", extra={"pratica": chiave})
        riconto.fallite += 1


@atto
def _riconta(pratica_id: int) -> bool:
    """True when its day moved: an act may have written it, or closed the case, meanwhile."""
    pratica = Pratica.objects.blocca(pratica_id)
    prima = pratica.entro_il
    if not pratica.aperta or prima is None or pratica.fine_del_termine == prima:
        return False
    scrivi_spostamento(pratica, prima)
    return True


def _a_blocchi(ente: Ente, dopo: int) -> Iterator[list[Pratica]]:
    """The open cases of the ente after this key, read in small pieces."""
    aperte = Pratica.objects.aperte().filter(ente=ente, entro_il__isnull=False).per_lavoro().order_by("pk")
    while blocco := list(aperte.filter(pk__gt=dopo)[:A_BLOCCHI]):
        yield blocco
        dopo = blocco[-1].pk
