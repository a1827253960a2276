"""What was handed to the preservation."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from pratiche.models.pratica import Pratica


class Versamento(Indirizzabile):
    """An export of a closed case: the package is not kept, its hash is, and the same case gives the same package again."""

    pratica = models.ForeignKey(Pratica, on_delete=models.PROTECT, related_name="versamenti")
    # of which closing: a case opened and closed again is to be exported again
    conclusa_il = models.DateTimeField(_("pratica conclusa il"))
    impronta = models.CharField(_("impronta"), max_length=64, help_text=_("SHA-256 del pacchetto"))
    dimensione = models.PositiveBigIntegerField(_("dimensione in byte"))
    documenti = models.PositiveIntegerField(_("documenti"))
    attore = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("esportata da"),
        help_text=_("Vuoto: da un comando del sistema"),
    )

    class Meta:
        verbose_name = _("pacchetto di versamento")
        verbose_name_plural = _("pacchetti di versamento")
        constraints = [
            models.UniqueConstraint(fields=["pratica", "conclusa_il", "impronta"], name="pratiche_versamento_unico")
        ]
