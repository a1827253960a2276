"""The mail of the morning to the offices: one row for each ente, day and address, so that nobody gets it twice."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.coda import CodaQuerySet, Lavoro, Stato
from portal.enti.models import Ente


class Riepilogo(Lavoro):
    """What is stopped, told once a day. Of unknown fate it is not repeated: tomorrow's says the same things."""

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    giorno = models.DateField(_("giorno"))
    indirizzo = models.EmailField(_("indirizzo dell'ufficio"))

    objects: Any = CodaQuerySet.as_manager()

    class Meta:
        verbose_name = _("riepilogo del mattino")
        verbose_name_plural = _("riepiloghi del mattino")
        constraints = [
            models.UniqueConstraint(fields=["ente", "giorno", "indirizzo"], name="notifiche_un_riepilogo_al_giorno")
        ]
        indexes = [
            models.Index(
                fields=["prossimo_tentativo", "id"],
                condition=models.Q(stato=Stato.IN_CODA),
                name="notifiche_riepiloghi_dovuti",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
