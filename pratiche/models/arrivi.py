"""What may come to the office without the portal: then the office records it, and what counts is the day it came."""

import datetime as dt
from typing import Any

from django.db import models
from django.utils import timezone

FINE_GIORNATA = dt.time(23, 59, 59)


class AncheFuori(models.Model):
    """Sent from the portal or, with its `Acquisizione`, recorded by the office."""

    class Meta:
        abstract = True

    @property
    def fuori_dal_portale(self) -> Any:
        """How it came, if not through the portal (`Acquisizione`)."""
        return getattr(self, "acquisizione", None)


def momento(giorno: dt.date, registrata_il: dt.datetime) -> dt.datetime:
    """When it came: at the moment it was recorded, if on the same day; else at the end of its day."""
    if giorno == timezone.localdate(registrata_il):
        return registrata_il
    return timezone.make_aware(dt.datetime.combine(giorno, FINE_GIORNATA))
