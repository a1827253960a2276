"""The numbers given to cases."""

import datetime as dt

from django.db import models
from django.utils import timezone

from portal.enti.models import Ente


class Numeratore(models.Model):
    """The last number given to a case: one locked row per ente and year."""

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="+")
    anno = models.PositiveSmallIntegerField()
    ultimo = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ente", "anno"], name="pratiche_numeratore_unico")]

    @classmethod
    def prossimo(cls, ente: Ente, quando: dt.datetime) -> tuple[int, int]:
        """Year and next number. The lock lasts until the end of the transaction: a refused act leaves no gap."""
        anno = timezone.localdate(quando).year
        cls.objects.get_or_create(ente=ente, anno=anno)
        numeratore = cls.objects.select_for_update().get(ente=ente, anno=anno)
        numeratore.ultimo += 1
        numeratore.save(update_fields=["ultimo"])
        return anno, numeratore.ultimo
