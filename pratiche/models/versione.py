"""A published version of a service: what was asked of people, and how, from one day on."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.catalogo.models import Servizio
from pratiche.models.immutabile import ScrittaUnaVolta
from pratiche.moduli.definizione import Definizione


class VersioneServizioQuerySet(models.QuerySet["VersioneServizio"]):
    def ultima(self, servizio_id: int) -> "VersioneServizio | None":
        """What this service asks today."""
        return self.filter(servizio_id=servizio_id).order_by("-numero").first()


class VersioneServizio(ScrittaUnaVolta):
    """The content of a service package at its publication. Never changed: a draft and a case keep the version they were given on."""

    servizio = models.ForeignKey(
        Servizio, on_delete=models.PROTECT, related_name="versioni", verbose_name=_("servizio")
    )
    numero = models.PositiveIntegerField(_("versione"))
    contenuto = models.JSONField(_("contenuto"))
    impronta = models.CharField(_("impronta"), max_length=64, help_text=_("SHA-256 del contenuto"))
    pubblicata_il = models.DateTimeField(_("pubblicata il"), auto_now_add=True)
    pubblicata_da = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("pubblicata da"),
        help_text=_("Vuoto: da un comando del sistema"),
    )
    firmata_da = models.CharField(
        _("firmata da"), max_length=64, blank=True, help_text=_("Impronta della chiave; vuoto: pacchetto non firmato")
    )

    objects = VersioneServizioQuerySet.as_manager()

    class Meta:
        verbose_name = _("versione di un servizio")
        verbose_name_plural = _("versioni dei servizi")
        constraints = [models.UniqueConstraint(fields=["servizio", "numero"], name="pratiche_versione_unica")]
        ordering = ["servizio", "-numero"]

    def __str__(self) -> str:
        return f"{self.servizio} v{self.numero}"

    @cached_property
    def definizione(self) -> Definizione:
        """The content, ready to use."""
        return Definizione.da(self.contenuto)
