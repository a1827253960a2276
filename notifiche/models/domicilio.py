"""The digital domicile a person elected (CAD art. 3-bis), as INAD told us and when."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.coda import CodaQuerySet, Lavoro, Stato
from portal.enti.models import Ente

VALE = dt.timedelta(days=30)


class DomicilioQuerySet(CodaQuerySet["DomicilioDigitale"]):
    def da_rinfrescare(self) -> Any:
        """Answers older than VALE, of people who came back since: nobody else is asked about."""
        return self.exclude(stato__in=[Stato.IN_CODA, Stato.IN_CORSO]).filter(
            chiesto_il__lt=timezone.now() - VALE, persona__last_login__gt=models.F("chiesto_il")
        )


class DomicilioDigitale(Lavoro):
    """One row per person who asked to see it. The question may be repeated: it changes nothing there."""

    ripetibile = True

    class Fonte(models.TextChoices):
        INAD = "inad", "INAD"

    persona = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="+")
    fonte = models.CharField(_("fonte"), max_length=10, choices=Fonte, default=Fonte.INAD)
    indirizzo = models.EmailField(_("indirizzo"), blank=True, help_text=_("Vuoto: non ne ha eletto uno"))
    eletto_il = models.DateTimeField(_("eletto il"), null=True, blank=True)
    chiesto_il = models.DateTimeField(_("risposta del"), null=True, blank=True)

    objects: Any = DomicilioQuerySet.as_manager()

    class Meta:
        verbose_name = _("domicilio digitale")
        verbose_name_plural = _("domicili digitali")
        indexes = [
            models.Index(
                fields=["prossimo_tentativo", "id"],
                condition=models.Q(stato=Stato.IN_CODA),
                name="notifiche_domicili_dovuti",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def in_arrivo(self) -> bool:
        return self.stato in {Stato.IN_CODA, Stato.IN_CORSO}
