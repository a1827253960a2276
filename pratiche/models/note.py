"""What the office writes for itself: notes on a case, and texts ready to be used in the acts."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Ufficio
from pratiche.models.immutabile import ScrittaUnaVolta
from pratiche.models.pratica import Pratica


class NotaInterna(ScrittaUnaVolta, Indirizzabile):
    """A note of an officer for the colleagues: no citizen and no delegate sees it. It is kept as it was written."""

    pratica = models.ForeignKey(Pratica, on_delete=models.PROTECT, related_name="note")
    autore = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    testo = models.TextField(_("nota"))

    class Meta:
        verbose_name = _("nota interna")
        verbose_name_plural = _("note interne")
        ordering = ["creato_il", "pk"]


class RispostaProntaQuerySet(models.QuerySet["RispostaPronta"]):
    def per(self, pratica: Pratica) -> Self:
        """Those that may be used on this case."""
        della = models.Q(servizio=None) | models.Q(servizio=pratica.servizio_id)
        return self.filter(della, ente=pratica.ente_id, ufficio=pratica.ufficio_id).order_by("titolo", "pk")


class RispostaPronta(Indirizzabile):
    """A text that an office uses often, for one service or for all, with marks that become the data of the case."""

    ente = models.ForeignKey(Ente, on_delete=models.CASCADE, related_name="+")
    ufficio = models.ForeignKey(Ufficio, on_delete=models.CASCADE, related_name="+", verbose_name=_("ufficio"))
    servizio = models.ForeignKey(
        Servizio, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("servizio")
    )
    titolo = models.CharField(_("titolo"), max_length=100)
    testo = models.TextField(_("testo"))

    objects = RispostaProntaQuerySet.as_manager()

    class Meta:
        verbose_name = _("risposta pronta")
        verbose_name_plural = _("risposte pronte")

    def __str__(self) -> str:
        return self.titolo
