"""The life of a notice: what may follow what. The platform's own states are another matter and stay in `pagopa/`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stato(models.TextChoices):
    DA_PAGARE = "da_pagare", _("Da pagare")
    PAGATO = "pagato", _("Pagato")
    ANNULLATO = "annullato", _("Annullato")


PASSAGGI: dict[str, frozenset[str]] = {
    Stato.DA_PAGARE: frozenset({Stato.PAGATO, Stato.ANNULLATO}),
    # a payment that had begun before the cancellation may still end: the money is there, so the notice is paid
    Stato.ANNULLATO: frozenset({Stato.PAGATO}),
    Stato.PAGATO: frozenset(),
}


def ammesso(da: str, a: str) -> bool:
    """May a notice go from one state to the other?"""
    return a in PASSAGGI[da]
