"""What a case granted until a day: the permit, which may be renewed."""

import datetime as dt
import uuid
from functools import cached_property
from typing import Any

from django.conf import settings
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
    SOSPESO = "sospeso", _("Sospeso")
    REVOCATO = "revoca", _("Revocato")
    ANNULLATO = "annullamento", _("Annullato")
    RINUNCIATO = "rinuncia", _("Lasciato con una rinuncia")
    TOLTO = "tolto", _("Non più valido")


class Fine(models.TextChoices):
    """Why a permit ended before its last day."""

    REVOCA = "revoca", _("Revoca (art. 21-quinquies L. 241/1990)")
    ANNULLAMENTO = "annullamento", _("Annullamento d'ufficio (art. 21-nonies L. 241/1990)")
    RINUNCIA = "rinuncia", _("Rinuncia di chi lo ha")


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
    sospeso_dal = models.DateField(_("sospeso dal"), null=True, editable=False)
    sospeso_fino = models.DateField(_("sospeso fino al"), null=True, editable=False)
    fine = models.CharField(_("perché è finito prima"), max_length=20, choices=Fine.choices, blank=True)
    finito_il = models.DateTimeField(_("finito il"), null=True, editable=False)

    objects = TitoloQuerySet.as_manager()

    class Meta:
        verbose_name = _("permesso")
        verbose_name_plural = _("permessi")
        constraints = [
            models.CheckConstraint(condition=Q(fino__gte=F("dal")), name="pratiche_titolo_con_durata"),
            models.CheckConstraint(
                condition=Q(sospeso_dal=None, sospeso_fino=None) | Q(sospeso_fino__gte=F("sospeso_dal")),
                name="pratiche_titolo_sospeso_con_termine",
            ),
            models.CheckConstraint(
                condition=Q(fine="", finito_il=None) | (~Q(fine="") & Q(finito_il__isnull=False)),
                name="pratiche_titolo_finito_con_motivo",
            ),
        ]

    def __str__(self) -> str:
        return self.pratica.sigla

    @property
    def tolto(self) -> bool:
        """An act ended it, or its case was opened again: what it granted is no longer good."""
        return bool(self.fine) or self.pratica.stato not in ACCOLTE

    @property
    def sospeso(self) -> bool:
        """Is it suspended today? The day after the last one it is good again."""
        return self._sospeso_al(timezone.localdate())

    def _sospeso_al(self, giorno: dt.date) -> bool:
        return bool(self.sospeso_dal and self.sospeso_fino and self.sospeso_dal <= giorno <= self.sospeso_fino)

    @property
    def valido(self) -> bool:
        """Is it good today?"""
        return not self.tolto and not self.sospeso and self.dal <= timezone.localdate() <= self.fino

    @property
    def riesame(self) -> "AvvioRiesame | None":
        """The notice that it may be taken away, while nothing was decided."""
        return self.avvii.filter(chiuso_il=None).first()

    def chiudi_riesame(self) -> None:
        """The notice was followed by its act."""
        self.avvii.filter(chiuso_il=None).update(chiuso_il=timezone.now())

    def scrivi(self, **campi: Any) -> None:
        """Store these fields. The case is locked by who calls."""
        for nome, valore in campi.items():
            setattr(self, nome, valore)
        self.save(update_fields=list(campi))

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
        if self.fine:
            return StatoTitolo(self.fine)
        if self.tolto:
            return StatoTitolo.TOLTO
        if self._sospeso_al(giorno) and giorno <= self.fino:
            return StatoTitolo.SOSPESO
        if rinnovato:
            return StatoTitolo.RINNOVATO
        if giorno > self.fino:
            return StatoTitolo.SCADUTO
        if giorno < self.dal:
            return StatoTitolo.FUTURO
        return StatoTitolo.IN_SCADENZA if (self.fino - giorno).days < IN_SCADENZA else StatoTitolo.IN_CORSO


class AvvioRiesame(Indirizzabile):
    """The notice of art. 7 before a permit is revoked or annulled: one open at a time, with the days to answer it."""

    titolo = models.ForeignKey(Titolo, on_delete=models.PROTECT, related_name="avvii")
    come = models.CharField(_("che cosa l'ufficio pensa di fare"), max_length=20, choices=Fine.choices)
    motivi = models.TextField(_("motivi"))
    osservazioni_entro = models.DateField(_("si risponde entro"))
    operatore = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    chiuso_il = models.DateTimeField(_("deciso il"), null=True, editable=False)
    motivi_chiusura = models.TextField(_("perché il permesso resta"), blank=True)

    class Meta:
        verbose_name = _("avvio del riesame di un permesso")
        verbose_name_plural = _("avvii del riesame dei permessi")
        constraints = [
            models.UniqueConstraint(fields=["titolo"], condition=Q(chiuso_il=None), name="pratiche_un_riesame_aperto")
        ]

    @property
    def in_tempo(self) -> bool:
        """Are the days to answer not over? The office decides after them."""
        return timezone.localdate() <= self.osservazioni_entro

    @property
    def codice_chiusura(self) -> uuid.UUID:
        """The code of the message which says that the permit stays: one for each notice."""
        return uuid.uuid5(self.codice, "chiuso")

    def chiudi(self, motivi: str) -> None:
        """No act will follow: the permit stays, and why."""
        self.chiuso_il, self.motivi_chiusura = timezone.now(), motivi
        self.save(update_fields=["chiuso_il", "motivi_chiusura"])
