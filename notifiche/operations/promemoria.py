"""Reminders are planned with the fact, move with it, and never speak after it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace

from django.utils import timezone

from notifiche.models import Genere
from notifiche.models.promemoria import Promemoria
from notifiche.operations.avvisi import Contenuto, avvisa, istante
from notifiche.promemoria import PAROLE, ora_civile
from portal.base.coda import LeasePerso, Stato
from portal.enti.models import Ente
from portal.registro.atti import atto

LIBERO = {"lease_token": None, "lease_fino": None}


@atto
def pianifica(
    tipo: str, oggetto: uuid.UUID, *, ente: Ente, fatto: dt.datetime | dt.date, passi: Mapping[str, dt.datetime]
) -> None:
    """Plan the steps before `fatto` (a day lasts until its end); called again with another date, it moves them.

    A step whose time has already passed is not made up for: who was told just now needs no reminder. One already told is
    told again only for another date.
    """
    succede = istante(fatto)
    futuri = {nome: quando for nome, quando in _orari(passi).items() if quando < succede}
    presenti = {
        riga.passo: riga for riga in Promemoria.objects.select_for_update(no_key=True).di(oggetto).filter(tipo=tipo)
    }
    Promemoria.objects.bulk_create(
        Promemoria(ente=ente, tipo=tipo, oggetto=oggetto, passo=nome, fatto=succede, prossimo_tentativo=quando)
        for nome, quando in futuri.items()
        if nome not in presenti
    )
    for nome, riga in presenti.items():
        if nome not in futuri:
            _togli(riga)
        elif riga.stato != Stato.RIUSCITO or riga.fatto != succede:
            _sposta(riga, succede, futuri[nome])


def annulla(oggetto: uuid.UUID) -> None:
    """There is nothing to remember any more: paid, answered, called off."""
    Promemoria.objects.di(oggetto).in_programma().update(stato=Stato.ANNULLATO, **LIBERO)


def racconta(riga: Promemoria) -> None:
    """Its time has come: the message and the end of the row are written together, or neither.

    Who cancels or moves it meanwhile takes the row away from us, and then nothing is told.
    """
    adesso = timezone.now()
    civile = ora_civile(adesso)
    if civile >= riga.fatto or riga.superato:
        riga.rinuncia()
    elif civile > adesso:
        riga.aspetta("", fino=civile)
    else:
        _racconta(riga)


@atto
def _racconta(riga: Promemoria) -> None:
    contenuti = PAROLE[riga.tipo](riga.oggetto)
    for contenuto in contenuti:
        avvisa(_da_promemoria(contenuto, riga))
    chiusa = riga.riesce() if contenuti else riga.rinuncia()
    if not chiusa:
        raise LeasePerso


def _da_promemoria(contenuto: Contenuto, riga: Promemoria) -> Contenuto:
    """The key names the step and the fact, so that each is told once; no copy leaves after the fact."""
    chiave = f"{contenuto.chiave_evento}:{riga.passo}:{riga.fatto:%Y%m%d%H%M}"
    return replace(contenuto, chiave_evento=chiave, genere=Genere.PROMEMORIA, utile_fino=riga.fatto)


def _orari(passi: Mapping[str, dt.datetime]) -> dict[str, dt.datetime]:
    """The steps still to come, at hours when people are awake."""
    adesso = timezone.now()
    return {nome: ora_civile(quando) for nome, quando in passi.items() if quando > adesso}


def _sposta(riga: Promemoria, fatto: dt.datetime, quando: dt.datetime) -> None:
    Promemoria.objects.filter(pk=riga.pk).update(
        stato=Stato.IN_CODA, fatto=fatto, prossimo_tentativo=quando, tentativi=0, errore="", **LIBERO
    )


def _togli(riga: Promemoria) -> None:
    Promemoria.objects.filter(pk=riga.pk).in_programma().update(stato=Stato.ANNULLATO, **LIBERO)
