"""The numbers given to cases and to the acts that decide them."""

import datetime as dt
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.enti.models import Ente


class Serie(models.TextChoices):
    PRATICHE = "pratiche", _("Pratiche")
    ATTI = "atti", _("Atti")


class Numeratore(models.Model):
    """The last number given in a series: one locked row per ente, year and series."""

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="+")
    anno = models.PositiveSmallIntegerField()
    serie = models.CharField(max_length=10, choices=Serie.choices, default=Serie.PRATICHE)
    ultimo = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ente", "anno", "serie"], name="pratiche_numeratore_unico")]

    @classmethod
    def prossimo(cls, ente: Ente, quando: dt.datetime, serie: str = Serie.PRATICHE) -> tuple[int, int]:
        """Year and next number. The lock lasts until the end of the transaction: a refused act leaves no gap."""
        numeratore = cls.blocca(ente, quando, serie)
        numeratore.ultimo += 1
        numeratore.save(update_fields=["ultimo"])
        return numeratore.anno, numeratore.ultimo

    @classmethod
    def blocca(cls, ente: Ente, quando: dt.datetime, serie: str) -> Self:
        """Locked after the case and before the numbering of the notices: everybody takes them in this order."""
        anno = timezone.localdate(quando).year
        cls.objects.get_or_create(ente=ente, anno=anno, serie=serie)
        return cls.objects.select_for_update(no_key=True).get(ente=ente, anno=anno, serie=serie)
