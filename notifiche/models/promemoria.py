"""What is to be remembered, and when: one row for each step before a fact (seven days before, one day before)."""

import datetime as dt
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.coda import CodaQuerySet, Lavoro, Stato
from portal.enti.models import Ente

NON_DETTI = [Stato.IN_CODA, Stato.IN_CORSO]


class PromemoriaQuerySet(CodaQuerySet["Promemoria"]):
    def di(self, oggetto: object) -> Self:
        """Every step planned for this thing, whatever became of it."""
        return self.filter(oggetto=oggetto)

    def in_programma(self) -> Self:
        """Not told yet, and to be told."""
        return self.filter(stato__in=NON_DETTI)


class Promemoria(Lavoro):
    """One step: `riuscito` is told, `annullato` is told never. The room that planned it finds the words when the time comes."""

    ripetibile = True  # nothing leaves from here: it writes a message that has a key of its own

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    tipo = models.CharField(_("tipo"), max_length=60, help_text=_("Per esempio pagamenti.scadenza"))
    oggetto = models.UUIDField(_("codice di ciò che si ricorda"))
    passo = models.CharField(_("passo"), max_length=20, help_text=_("Per esempio settimana"))
    fatto = models.DateTimeField(_("quando succede"), help_text=_("Da allora in poi non si ricorda più nulla"))

    objects = PromemoriaQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Lavoro.Meta):
        verbose_name = _("promemoria")
        verbose_name_plural = _("promemoria")
        constraints = [
            models.UniqueConstraint(fields=["oggetto", "tipo", "passo"], name="notifiche_un_promemoria_a_passo")
        ]

    def __str__(self) -> str:
        return f"{self.tipo} {self.oggetto} {self.passo}"

    @property
    def quando(self) -> dt.datetime:
        """When it is told."""
        return self.prossimo_tentativo

    @property
    def superato(self) -> bool:
        """Is the time of a later step come too (nobody worked for days)? Then that one says it for both."""
        seguenti = Promemoria.objects.di(self.oggetto).in_programma().filter(tipo=self.tipo)
        return seguenti.filter(
            prossimo_tentativo__gt=self.prossimo_tentativo, prossimo_tentativo__lte=timezone.now()
        ).exists()
