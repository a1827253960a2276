"""Desks, their opening hours, and the appointments of people. The place at a desk is given by a database constraint."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appuntamenti.disponibilita import Calendario
from portal.base.models import Indirizzabile
from portal.enti.models import Ente, Ufficio


class SportelloQuerySet(models.QuerySet["Sportello"]):
    def prenotabili(self, ente: Ente) -> Self:
        """The desks of this ente that take appointments."""
        return self.filter(ente=ente, attivo=True).select_related("ente", "ufficio")


class Sportello(Indirizzabile):
    """A desk of an office, where people of one ente are received."""

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="sportelli", verbose_name=_("ente"))
    ufficio = models.ForeignKey(Ufficio, on_delete=models.PROTECT, related_name="sportelli", verbose_name=_("ufficio"))
    nome = models.CharField(_("nome"), max_length=120, help_text=_("Per esempio: Sportello anagrafe, sede centrale"))
    indirizzo = models.CharField(_("indirizzo"), max_length=200)
    cap = models.CharField(_("CAP"), max_length=5)
    localita = models.CharField(_("località"), max_length=100)
    apertura = models.CharField(_("apertura, in parole"), max_length=200, blank=True)
    da_portare = models.CharField(_("che cosa portare"), max_length=300, default=_("un documento d'identità valido"))
    preavviso_ore = models.PositiveSmallIntegerField(
        _("ore di preavviso"), default=2, help_text=_("Non si prenota per un'ora più vicina di così.")
    )
    giorni_avanti = models.PositiveSmallIntegerField(
        _("giorni prenotabili"), default=60, validators=[MinValueValidator(1), MaxValueValidator(180)]
    )
    attivo = models.BooleanField(_("riceve su appuntamento"), default=True)

    objects = SportelloQuerySet.as_manager()

    class Meta:
        verbose_name = _("sportello")
        verbose_name_plural = _("sportelli")
        ordering = ["nome"]

    def __str__(self) -> str:
        return self.nome

    def clean(self) -> None:
        if self.ufficio_id and self.ente_id and not self.ufficio.enti.filter(pk=self.ente_id).exists():
            raise ValidationError({"ufficio": _("Questo ufficio non serve l'ente: scegline un altro.")})

    @property
    def indirizzo_completo(self) -> str:
        return f"{self.indirizzo}, {self.cap} {self.localita}"

    def calendario(self) -> Calendario:
        """Its rules, as the computation of free places wants them."""
        return Calendario(
            fasce=list(self.orari.all()),
            chiusure=list(Chiusura.objects.per_sportello(self)),
            patrono=self.ente.patrono,
            preavviso=dt.timedelta(hours=self.preavviso_ore),
            giorni_avanti=self.giorni_avanti,
        )


class Orario(models.Model):
    """A weekly stretch of opening. No Sunday: it is a holiday, and holidays always win."""

    class Giorno(models.IntegerChoices):
        LUNEDI = 0, _("lunedì")
        MARTEDI = 1, _("martedì")
        MERCOLEDI = 2, _("mercoledì")
        GIOVEDI = 3, _("giovedì")
        VENERDI = 4, _("venerdì")
        SABATO = 5, _("sabato")

    sportello = models.ForeignKey(
        Sportello, on_delete=models.CASCADE, related_name="orari", verbose_name=_("sportello")
    )
    giorno = models.PositiveSmallIntegerField(_("giorno"), choices=Giorno.choices)
    dalle = models.TimeField(_("dalle"))
    alle = models.TimeField(_("alle"))
    minuti = models.PositiveSmallIntegerField(
        _("minuti per appuntamento"), default=30, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )
    posti = models.PositiveSmallIntegerField(
        _("persone ricevute insieme"), default=1, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    valido_dal = models.DateField(_("valido dal"), default=timezone.localdate)
    valido_al = models.DateField(_("valido fino al"), null=True, blank=True, help_text=_("Vuoto: senza fine"))

    class Meta:
        verbose_name = _("orario")
        verbose_name_plural = _("orari")
        ordering = ["giorno", "dalle"]
        constraints = [
            models.CheckConstraint(condition=models.Q(alle__gt=models.F("dalle")), name="appuntamenti_orario_ordinato"),
            models.CheckConstraint(
                condition=models.Q(minuti__gte=5, posti__gte=1), name="appuntamenti_orario_misure_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_giorno_display()} {self.dalle:%H:%M}–{self.alle:%H:%M}"

    def clean(self) -> None:
        if not (self.dalle and self.alle):
            return
        if self.alle <= self.dalle:
            raise ValidationError({"alle": _("La chiusura deve venire dopo l'apertura.")})
        if self.valido_al and self.valido_al < self.valido_dal:
            raise ValidationError({"valido_al": _("La fine della validità viene prima dell'inizio.")})

    def si_sovrappone(self, altro: "Orario") -> bool:
        """Would the two openings give the same minutes twice?"""
        insieme = self.giorno == altro.giorno and self.dalle < altro.alle and altro.dalle < self.alle
        fine, altra_fine = self.valido_al or dt.date.max, altro.valido_al or dt.date.max
        return insieme and self.valido_dal <= altra_fine and altro.valido_dal <= fine


class ChiusuraQuerySet(models.QuerySet["Chiusura"]):
    def per_sportello(self, sportello: Sportello) -> Self:
        """The closings of this desk and those of the whole ente."""
        tutti = models.Q(sportello__isnull=True, ente=sportello.ente_id)
        return self.filter(tutti | models.Q(sportello=sportello))


class Chiusura(models.Model):
    """Days when a desk, or every desk of the ente, does not receive."""

    ente = models.ForeignKey(Ente, on_delete=models.CASCADE, related_name="+", verbose_name=_("ente"))
    sportello = models.ForeignKey(
        Sportello,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="chiusure",
        verbose_name=_("sportello"),
        help_text=_("Vuoto: tutti gli sportelli"),
    )
    dal = models.DateField(_("dal"))
    al = models.DateField(_("al"), help_text=_("Compreso"))
    motivo = models.CharField(_("motivo"), max_length=120)

    objects = ChiusuraQuerySet.as_manager()

    class Meta:
        verbose_name = _("chiusura")
        verbose_name_plural = _("chiusure")
        ordering = ["-dal"]
        constraints = [
            models.CheckConstraint(condition=models.Q(al__gte=models.F("dal")), name="appuntamenti_chiusura_ordinata")
        ]

    def __str__(self) -> str:
        return self.motivo

    def clean(self) -> None:
        if self.dal and self.al and self.al < self.dal:
            raise ValidationError({"al": _("L'ultimo giorno viene prima del primo.")})


class AppuntamentoQuerySet(models.QuerySet["Appuntamento"]):
    def di(self, persona: Any, ente: Ente) -> Self:
        """The appointments of this person with this ente."""
        return self.filter(persona=persona, ente=ente)

    def prenotati(self) -> Self:
        return self.filter(stato=Appuntamento.Stato.PRENOTATO)

    def futuri(self) -> Self:
        """Booked and not over yet, the nearest first."""
        return self.filter(stato=Appuntamento.Stato.PRENOTATO, fine__gt=timezone.now()).order_by("inizio", "pk")

    def passati(self) -> Self:
        """Over or cancelled."""
        return self.exclude(stato=Appuntamento.Stato.PRENOTATO, fine__gt=timezone.now())

    def blocca(self, chiave: int) -> "Appuntamento":
        """The row, locked until the end of the transaction."""
        return self.select_for_update(no_key=True).get(pk=chiave)


class Appuntamento(Indirizzabile):
    """A place at a desk given to a person. Address and length are those of the day of the booking."""

    class Stato(models.TextChoices):
        PRENOTATO = "prenotato", _("Prenotato")
        ANNULLATO = "annullato", _("Annullato")

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    sportello = models.ForeignKey(
        Sportello, on_delete=models.PROTECT, related_name="appuntamenti", verbose_name=_("sportello")
    )
    persona = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appuntamenti", verbose_name=_("persona")
    )
    prenotato_da = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("prenotato da"),
        help_text=_("Solo se l'ha prenotato un'altra persona"),
    )
    inizio = models.DateTimeField(_("inizio"))
    fine = models.DateTimeField(_("fine"))
    posto = models.PositiveSmallIntegerField(_("posto"))
    luogo = models.CharField(_("luogo"), max_length=120)
    indirizzo = models.CharField(_("indirizzo"), max_length=320)
    motivo = models.CharField(_("motivo"), max_length=200)
    note = models.CharField(_("dettagli"), max_length=200, blank=True)
    stato = models.CharField(_("stato"), max_length=10, choices=Stato.choices, default=Stato.PRENOTATO)
    motivazione = models.CharField(_("perché è stato annullato"), max_length=200, blank=True)

    objects = AppuntamentoQuerySet.as_manager()

    class Meta:
        verbose_name = _("appuntamento")
        verbose_name_plural = _("appuntamenti")
        ordering = ["inizio", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sportello", "inizio", "posto"],
                condition=models.Q(stato="prenotato"),
                name="appuntamenti_un_posto_una_persona",
            ),
            models.UniqueConstraint(
                fields=["persona", "inizio"],
                condition=models.Q(stato="prenotato"),
                name="appuntamenti_una_persona_un_posto",
            ),
            models.CheckConstraint(
                condition=models.Q(fine__gt=models.F("inizio")), name="appuntamenti_appuntamento_ordinato"
            ),
        ]
        indexes = [
            models.Index(fields=["persona", "ente", "-inizio", "-id"], name="appuntamenti_di_una_persona"),
            models.Index(fields=["ente", "inizio"], name="appuntamenti_del_giorno"),
        ]

    def __str__(self) -> str:
        return f"{self.luogo}, {timezone.localtime(self.inizio):%d/%m/%Y %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("appuntamenti:appuntamento", args=[self.codice])

    @property
    def minuti(self) -> int:
        return int((self.fine - self.inizio).total_seconds() // 60)

    @property
    def prenotato(self) -> bool:
        return self.stato == self.Stato.PRENOTATO

    @property
    def puo_annullare(self) -> bool:
        """Is there still time to give the place back?"""
        return self.prenotato and self.inizio > timezone.now()
