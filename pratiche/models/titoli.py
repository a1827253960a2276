"""What a case granted until a day: the permit, which may be renewed."""

import datetime as dt
from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from pratiche.models.pratica import Pratica
from pratiche.stati import ACCOLTE

IN_SCADENZA = 30  # days: from then on it is said that the end is near


class StatoTitolo(models.TextChoices):
    """How a permit stands on a day: never stored, it follows from the dates and from its case."""

    FUTURO = "futuro", _("Non ancora cominciato")
    IN_CORSO = "in_corso", _("In corso")
    IN_SCADENZA = "in_scadenza", _("In scadenza")
    SCADUTO = "scaduto", _("Scaduto")
    RINNOVATO = "rinnovato", _("Rinnovato")
    TOLTO = "tolto", _("Non più valido")


class TitoloQuerySet(models.QuerySet["Titolo"]):
    def blocca(self, titolo_id: int) -> "Titolo":
        """The permit, with its case locked until the end of the transaction: one act at a time."""
        titolo = self.get(pk=titolo_id)
        titolo.pratica = Pratica.objects.blocca(titolo.pratica_id)
        return titolo


class Titolo(Indirizzabile):
    """A permit: good from `dal` to `fino`, both included, while its case stays granted."""

    pratica = models.OneToOneField(Pratica, on_delete=models.PROTECT, related_name="permesso")
    dal = models.DateField(_("primo giorno"))
    fino = models.DateField(_("ultimo giorno"))

    objects = TitoloQuerySet.as_manager()

    class Meta:
        verbose_name = _("permesso")
        verbose_name_plural = _("permessi")
        constraints = [models.CheckConstraint(condition=Q(fino__gte=F("dal")), name="pratiche_titolo_con_durata")]

    def __str__(self) -> str:
        return self.pratica.sigla

    @property
    def tolto(self) -> bool:
        """Its case was opened again: what it granted is no longer good."""
        return self.pratica.stato not in ACCOLTE

    @property
    def valido(self) -> bool:
        """Is it good today?"""
        return not self.tolto and self.dal <= timezone.localdate() <= self.fino

    @cached_property
    def rinnovo(self) -> Pratica | None:
        """The request that renews it, or that did: not those refused or given up."""
        return next((una for una in self.rinnovi.all() if una.bozza or una.aperta or una.stato in ACCOLTE), None)

    @property
    def rinnovato(self) -> bool:
        return self.rinnovo is not None and self.rinnovo.stato in ACCOLTE

    @property
    def stato(self) -> StatoTitolo:
        return self.stato_al(timezone.localdate(), rinnovato=self.rinnovato)

    def stato_al(self, giorno: dt.date, *, rinnovato: bool) -> StatoTitolo:
        """What is true on this day."""
        if self.tolto:
            return StatoTitolo.TOLTO
        if rinnovato:
            return StatoTitolo.RINNOVATO
        if giorno > self.fino:
            return StatoTitolo.SCADUTO
        if giorno < self.dal:
            return StatoTitolo.FUTURO
        return StatoTitolo.IN_SCADENZA if (self.fino - giorno).days < IN_SCADENZA else StatoTitolo.IN_CORSO
