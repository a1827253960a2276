"""A case kept to named officers: since when and why, and who they are."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pratiche.models.pratica import Pratica

PERSONA = settings.AUTH_USER_MODEL
IN_VIGORE = models.Q(tolta_il=None)


class RiservatezzaQuerySet(models.QuerySet["Riservatezza"]):
    def contro(self, persona: Any) -> Self:
        """Those in force that do not name this person."""
        return self.filter(IN_VIGORE).exclude(pratica__in=Ammesso.objects.filter(persona=persona).values("pratica"))


class Riservatezza(models.Model):
    """The case may be seen only by those named in `Ammesso`. Only added and closed: what was decided stays.

    `fascicolo` and `riferimento` are how the other rooms know the case: in its documents, in the messages.
    """

    # a draft begun at the desk may be thrown away
    pratica = models.ForeignKey(Pratica, on_delete=models.CASCADE, related_name="riservatezze")
    fascicolo = models.CharField(_("identificativo del fascicolo"), max_length=60)
    riferimento = models.CharField(_("numero della pratica"), max_length=60)
    motivo = models.TextField(_("perché è riservata"), blank=True, help_text=_("Vuoto: lo dice il pacchetto"))
    attore = models.ForeignKey(PERSONA, on_delete=models.PROTECT, null=True, related_name="+")
    dal = models.DateTimeField(_("dal"), auto_now_add=True)
    tolta_il = models.DateTimeField(_("tolta il"), null=True)
    tolta_da = models.ForeignKey(PERSONA, on_delete=models.PROTECT, null=True, related_name="+")
    motivo_fine = models.TextField(_("perché non è più riservata"), blank=True)

    objects = RiservatezzaQuerySet.as_manager()

    class Meta:
        verbose_name = _("riservatezza di una pratica")
        verbose_name_plural = _("riservatezze delle pratiche")
        constraints = [
            models.UniqueConstraint(
                fields=["pratica"], condition=IN_VIGORE, name="pratiche_una_riservatezza_per_volta"
            ),
        ]
        indexes = [
            models.Index(fields=["fascicolo"], condition=IN_VIGORE, name="pratiche_fascicoli_riservati"),
            models.Index(fields=["riferimento"], condition=IN_VIGORE, name="pratiche_numeri_riservati"),
        ]


class Ammesso(models.Model):
    """An officer who may see a restricted case, as long as they work in its office."""

    pratica = models.ForeignKey(Pratica, on_delete=models.CASCADE, related_name="ammessi")
    persona = models.ForeignKey(PERSONA, on_delete=models.PROTECT, related_name="+", db_index=False)
    da = models.ForeignKey(PERSONA, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("da chi"))
    dal = models.DateTimeField(_("dal"), auto_now_add=True)

    class Meta:
        verbose_name = _("persona ammessa a una pratica riservata")
        verbose_name_plural = _("persone ammesse alle pratiche riservate")
        constraints = [models.UniqueConstraint(fields=["persona", "pratica"], name="pratiche_ammesso_una_volta")]
