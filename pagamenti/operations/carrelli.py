"""Attempts to pay online."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from pagamenti.models import Avviso, Carrello, Verifica
from portal.base.jobs import accoda
from portal.identita.models import Persona

# the payer's provider holds the notice for half an hour at most: the receipt normally comes within seconds
PRIMA_VERIFICA = dt.timedelta(minutes=10)


@transaction.atomic
def apri_carrello(avviso: Avviso, *, persona: Persona) -> Carrello:
    """Begin an attempt, with its own secret return address."""
    carrello = Carrello.objects.create(ente=avviso.ente, persona=persona)
    carrello.avvisi.add(avviso)
    return carrello


@transaction.atomic
def segna_avviato(carrello: Carrello) -> None:
    """pagoPA has opened its payment page: if no receipt comes by itself, we shall ask for it."""
    carrello.avviato_il = timezone.now()
    carrello.save(update_fields=["avviato_il"])
    _programma_verifica(carrello, fra=PRIMA_VERIFICA)


@transaction.atomic
def segna_rifiutato(carrello: Carrello) -> None:
    """pagoPA will not take these notices: one may be paid already, and its receipt on the way. Ask at once."""
    _programma_verifica(carrello, fra=dt.timedelta(0))
    accoda("pagamenti.verifica")


def _programma_verifica(carrello: Carrello, *, fra: dt.timedelta) -> None:
    quando = timezone.now() + fra
    Verifica.objects.bulk_create(
        Verifica(carrello=carrello, avviso=avviso, prossimo_tentativo=quando) for avviso in carrello.avvisi.all()
    )
