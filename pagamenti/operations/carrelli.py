"""Attempts to pay online."""

import datetime as dt
import uuid

from django.utils import timezone

from pagamenti.models import Avviso, Carrello, Verifica
from portal.base.jobs import accoda
from portal.identita.models import Persona
from portal.registro.atti import atto

# the payer's provider holds the notice for half an hour at most: the receipt normally comes within seconds
PRIMA_VERIFICA = dt.timedelta(minutes=10)


@atto
def apri_carrello(avviso: Avviso, *, persona: Persona) -> Carrello:
    """Begin an attempt, with its own secret return address."""
    carrello = Carrello.objects.create(ente=avviso.ente, persona=persona)
    carrello.avvisi.add(avviso)
    return carrello


@atto
def prendi_carrello(avviso: Avviso, *, persona: Persona, da_lasciare: uuid.UUID | None = None) -> tuple[Carrello, bool]:
    """The attempt of this person that is still good, or a new one: True when it is new and its page must be asked for.

    `da_lasciare` is the one that the person gives up to begin again: pressed twice, it begins once.
    """
    Avviso.objects.select_for_update(no_key=True).values_list("pk").get(pk=avviso.pk)  # two windows, one cart
    suoi = avviso.carrelli.filter(persona=persona).vivi()
    if da_lasciare:
        suoi.filter(codice=da_lasciare).update(chiuso_il=timezone.now())
    vivo = suoi.order_by("-pk").first()
    return (vivo, False) if vivo else (apri_carrello(avviso, persona=persona), True)


@atto
def segna_avviato(carrello: Carrello, indirizzo: str) -> None:
    """pagoPA has opened its payment page: if no receipt comes by itself, we shall ask for it."""
    carrello.indirizzo, carrello.avviato_il = indirizzo, timezone.now()
    carrello.save(update_fields=["indirizzo", "avviato_il"])
    _programma_verifica(carrello, fra=PRIMA_VERIFICA)


def chiudi_carrello(carrello: Carrello) -> None:
    """The person came back, or pagoPA has not opened it: the next attempt is a new one. Of the money it says nothing. Twice is harmless."""
    Carrello.objects.filter(pk=carrello.pk, chiuso_il=None).update(chiuso_il=timezone.now())


@atto
def segna_rifiutato(carrello: Carrello) -> None:
    """pagoPA will not take these notices: one may be paid already, and its receipt on the way. Ask at once."""
    chiudi_carrello(carrello)
    _programma_verifica(carrello, fra=dt.timedelta(0))
    accoda("pagamenti.verifica")


def _programma_verifica(carrello: Carrello, *, fra: dt.timedelta) -> None:
    quando = timezone.now() + fra
    Verifica.objects.bulk_create(
        Verifica(carrello=carrello, avviso=avviso, prossimo_tentativo=quando) for avviso in carrello.avvisi.all()
    )
