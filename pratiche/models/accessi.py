"""Asking to see the acts of a case in which one takes part (art. 22-25 L. 241/1990): a task with its own state, never a state of the case."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from portal.documenti.models import Documento
from portal.enti.models import Ente
from pratiche.models.arrivi import AncheFuori
from pratiche.models.parti import ConCarte, Parte, StatoParte
from pratiche.models.pratica import Pratica


class StatoAccesso(models.TextChoices):
    CHIESTA = "chiesta", _("In attesa dell'ufficio")
    ACCOLTA = "accolta", _("Accolta")
    IN_PARTE = "in_parte", _("Accolta in parte")
    DIFFERITA = "differita", _("Rimandata")
    RESPINTA = "respinta", _("Respinta")
    SILENZIO = "silenzio", _("Respinta per silenzio")


CONCEDONO = (StatoAccesso.ACCOLTA, StatoAccesso.IN_PARTE)
DA_DECIDERE = (StatoAccesso.CHIESTA, StatoAccesso.SILENZIO)  # silence is a refusal that the office may still take back


class AccessoQuerySet(models.QuerySet["RichiestaAccesso"]):
    def aperte(self) -> Self:
        return self.filter(stato=StatoAccesso.CHIESTA)

    def di(self, persona: Any, ente: Ente) -> Self:
        """What this person asked at this ente: not as a party that the office has taken off."""
        return self.filter(chiede=persona, pratica__ente=ente).exclude(parte__stato=StatoParte.TOLTA)


class RichiestaAccesso(ConCarte, Indirizzabile):
    """`parte` is None when it is the person whose case it is that asks. `documenti` can be read until `aperti_fino`."""

    pratica = models.ForeignKey(Pratica, on_delete=models.PROTECT, related_name="accessi")
    chiede = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="accessi_chiesti")
    parte = models.ForeignKey(Parte, on_delete=models.PROTECT, null=True, related_name="accessi")
    per_mezzo_di = models.CharField(_("chiesto da, per il richiedente"), max_length=401, blank=True)
    quali = models.TextField(_("atti chiesti"))
    motivo = models.TextField(_("perché servono"))
    entro = models.DateField(_("da decidere entro"))
    stato = models.CharField(_("stato"), max_length=10, choices=StatoAccesso.choices, default=StatoAccesso.CHIESTA)
    decisa_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decisa_il = models.DateTimeField(_("decisa il"), null=True)
    motivazione = models.TextField(_("motivazione"), blank=True)
    differita_fino = models.DateField(_("rimandata fino al"), null=True)
    aperti_fino = models.DateField(_("si leggono fino al"), null=True)
    documenti = models.ManyToManyField(Documento, related_name="+", verbose_name=_("documenti aperti"))

    objects = AccessoQuerySet.as_manager()

    class Meta:
        verbose_name = _("richiesta di accesso agli atti")
        verbose_name_plural = _("richieste di accesso agli atti")
        ordering = ["creato_il", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pratica", "chiede"], condition=Q(stato="chiesta"), name="pratiche_un_accesso_aperto"
            ),
            models.CheckConstraint(
                condition=Q(stato="chiesta", decisa_il=None) | (~Q(stato="chiesta") & Q(decisa_il__isnull=False)),
                name="pratiche_accesso_deciso",
            ),
            models.CheckConstraint(
                condition=~Q(stato__in=["in_parte", "differita", "respinta"]) | ~Q(motivazione=""),
                name="pratiche_accesso_negato_con_motivo",
            ),
            models.CheckConstraint(
                condition=Q(stato__in=CONCEDONO, aperti_fino__isnull=False)
                | (~Q(stato__in=CONCEDONO) & Q(aperti_fino=None)),
                name="pratiche_accesso_aperto_fino",
            ),
            models.CheckConstraint(
                condition=Q(stato="differita", differita_fino__isnull=False)
                | (~Q(stato="differita") & Q(differita_fino=None)),
                name="pratiche_accesso_differito_fino",
            ),
        ]
        indexes = [models.Index(fields=["entro"], condition=Q(stato="chiesta"), name="pratiche_accessi_da_decidere")]

    def get_absolute_url(self) -> str:
        """The page of who asked."""
        return reverse("pratiche:accesso", args=[self.codice])

    @property
    def matura(self) -> bool:
        """Has silence refused it, even if nobody wrote it yet (art. 25 c. 4)?"""
        return self.stato == StatoAccesso.CHIESTA and timezone.localdate() > self.entro

    @property
    def stato_oggi(self) -> StatoAccesso:
        return StatoAccesso.SILENZIO if self.matura else StatoAccesso(self.stato)

    @property
    def da_decidere(self) -> bool:
        return self.stato in DA_DECIDERE

    @property
    def leggibile(self) -> bool:
        """Granted, and the days to read are not over."""
        return self.aperti_fino is not None and timezone.localdate() <= self.aperti_fino

    def decide(self, stato: StatoAccesso, chi: Any, quando: dt.datetime, **campi: Any) -> None:
        """What the office, or silence, decided."""
        campi |= {"stato": stato, "decisa_da": chi, "decisa_il": quando}
        for nome, valore in campi.items():
            setattr(self, nome, valore)
        self.save(update_fields=list(campi))


class Opposizione(AncheFuori, Indirizzabile):
    """Somebody whom the acts speak of was told, and may say why they should not be shown (DPR 184/2006 art. 3).

    `parte` is None for the person whose case it is. `persona` is None for who is not in the portal. `documenti` are the
    sheet, and what was with it, of an objection that did not come through the portal: `testo` says it in short.
    """

    accesso = models.ForeignKey(RichiestaAccesso, on_delete=models.PROTECT, related_name="opposizioni")
    parte = models.ForeignKey(Parte, on_delete=models.PROTECT, null=True, related_name="+")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    nome = models.CharField(_("nome"), max_length=401)
    entro = models.DateField(_("opposizione entro"))
    per_mezzo_di = models.CharField(_("scritta da, per chi si oppone"), max_length=401, blank=True)
    testo = models.TextField(_("opposizione"), blank=True)
    presentata_il = models.DateTimeField(_("presentata il"), null=True)
    documenti = models.ManyToManyField(Documento, related_name="+", verbose_name=_("documenti arrivati"))

    class Meta:
        verbose_name = _("opposizione all'accesso")
        verbose_name_plural = _("opposizioni all'accesso")
        ordering = ["creato_il", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["accesso", "parte"], name="pratiche_una_opposizione_a_parte"),
            models.UniqueConstraint(
                fields=["accesso"], condition=Q(parte=None), name="pratiche_una_opposizione_del_richiedente"
            ),
            models.CheckConstraint(
                condition=Q(testo="", presentata_il=None) | (~Q(testo="") & Q(presentata_il__isnull=False)),
                name="pratiche_opposizione_con_parole",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("pratiche:opposizione", args=[self.codice])

    @property
    def carte(self) -> dict[str, Documento]:
        """The sheets of the notice and of the objection, by kind, as soon as they are made."""
        return {una.genere: una.documento for una in self.stampe.all() if una.documento}

    @property
    def in_tempo(self) -> bool:
        """May they still answer, before anything is shown?"""
        return self.presentata_il is None and timezone.localdate() <= self.entro
