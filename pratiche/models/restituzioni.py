"""Money that citizens paid and that is not due: the office gives it back."""

from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pagamenti.models import Avviso
from portal.base.models import Indirizzabile
from portal.enti import riserve
from portal.enti.models import Ente, Ufficio
from pratiche.models.pratica import Pratica


class RestituzioneQuerySet(models.QuerySet["Restituzione"]):
    def degli_uffici(self, uffici: Iterable[Ufficio], ente: Ente, persona: Any) -> Self:
        """Those of these offices, but of the cases kept to other officers."""
        return riserve.visibili(self.filter(ufficio__in=uffici, avviso__ente=ente), persona)  # type: ignore[no-any-return]

    def aperte(self) -> Self:
        """Not yet given back."""
        return self.filter(chiusa_il=None)


class Restituzione(Indirizzabile):
    """A paid notice, or a part of it, that no request uses. `importo` in cents."""

    class Motivo(models.TextChoices):
        SENZA_RICHIESTA = "senza_richiesta", _("Pagato, ma la richiesta non è stata inviata")
        SENZA_SERVIZIO = "senza_servizio", _("Pagato, e la richiesta si è chiusa senza ottenere il servizio")
        IMPORTO_CAMBIATO = "importo_cambiato", _("Pagato più del dovuto: le risposte sono cambiate dopo il pagamento")

    avviso = models.OneToOneField(Avviso, on_delete=models.PROTECT, related_name="+", verbose_name=_("avviso"))
    pratica = models.ForeignKey(Pratica, on_delete=models.PROTECT, null=True, related_name="restituzioni")
    ufficio = models.ForeignKey(Ufficio, on_delete=models.PROTECT, related_name="+", verbose_name=_("ufficio"))
    importo = models.PositiveBigIntegerField(_("importo in centesimi"))
    motivo = models.CharField(_("perché"), max_length=20, choices=Motivo.choices)
    chiusa_il = models.DateTimeField(_("restituito il"), null=True)
    chiusa_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    nota = models.CharField(_("come"), max_length=200, blank=True)

    objects = RestituzioneQuerySet.as_manager()

    class Meta:
        verbose_name = _("somma da restituire")
        verbose_name_plural = _("somme da restituire")
        constraints = [models.CheckConstraint(condition=Q(importo__gt=0), name="pratiche_restituzione_importo")]
        indexes = [
            models.Index(
                fields=["ufficio", "creato_il"], condition=Q(chiusa_il=None), name="pratiche_restituzioni_aperte"
            )
        ]
