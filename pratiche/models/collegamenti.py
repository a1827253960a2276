"""Cases that belong together, as an officer has said: each reads of the other only what its reader may see."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from pratiche.models.pratica import Pratica


class CollegamentoQuerySet(models.QuerySet["Collegamento"]):
    def di(self, pratica: Pratica) -> Self:
        """Those of this case, whichever of the two it is, with the other one: one query."""
        suoi = self.filter(models.Q(pratica=pratica) | models.Q(altra=pratica))
        due = ("pratica", "altra")
        return suoi.select_related(*(f"{una}__{che}" for una in due for che in ("servizio", "ufficio")))


class Collegamento(Indirizzabile):
    """`pratica` stands to `altra` as `genere` says. One for each pair and kind, whichever of the two was written first."""

    class Genere(models.TextChoices):
        SEGUITO = "seguito", _("È il seguito di")
        STESSA = "stessa", _("Riguarda la stessa cosa di")
        SOSTITUISCE = "sostituisce", _("Prende il posto di")
        ACCESSO = "accesso", _("Chiede gli atti di")

    pratica = models.ForeignKey(Pratica, on_delete=models.PROTECT, related_name="collegamenti")
    altra = models.ForeignKey(Pratica, on_delete=models.PROTECT, related_name="collegamenti_da")
    genere = models.CharField(_("in che cosa sono collegate"), max_length=12, choices=Genere.choices)
    creato_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = CollegamentoQuerySet.as_manager()

    class Meta:
        verbose_name = _("collegamento fra pratiche")
        verbose_name_plural = _("collegamenti fra pratiche")
        ordering = ["creato_il", "pk"]
        constraints = [
            models.UniqueConstraint(
                Least("pratica", "altra"), Greatest("pratica", "altra"), "genere", name="pratiche_un_collegamento"
            ),
            models.CheckConstraint(
                condition=~models.Q(pratica=models.F("altra")), name="pratiche_collegamento_fra_due"
            ),
        ]
