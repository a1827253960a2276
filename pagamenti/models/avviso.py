"""What is to be paid, by whom, and where the money goes."""

from typing import Any, Self

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pagamenti import numeri
from pagamenti.stati import Stato, ammesso
from portal.base.models import Indirizzabile
from portal.enti.models import Ente

CAUSALE_MASSIMA = 140
IMPORTO_MASSIMO = 99_999_999_999  # cents: 999999999.99 euro, the limit of the SOAP messages


class ContoIncasso(models.Model):
    """Where the money of an ente goes: without it the ente cannot issue notices."""

    ente = models.OneToOneField(Ente, on_delete=models.PROTECT, related_name="conto_incasso", verbose_name=_("ente"))
    iban = models.CharField(_("IBAN"), max_length=27, validators=[RegexValidator(r"^IT\d{2}[A-Z]\d{10}[0-9A-Z]{12}$")])
    categoria = models.CharField(
        _("codice tassonomico"), max_length=20, help_text=_("Dati specifici di incasso, per esempio 9/0101100IM/")
    )
    cbill = models.CharField(_("codice CBILL"), max_length=5, blank=True, validators=[RegexValidator(r"^[0-9A-Z]{5}$")])

    class Meta:
        verbose_name = _("conto di incasso")
        verbose_name_plural = _("conti di incasso")

    def __str__(self) -> str:
        return str(self.ente)


class Numerazione(models.Model):
    """The last progressive given: one locked row per ente and segregation code. A number is never given twice, for ever."""

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="+")
    segregazione = models.CharField(max_length=2)
    ultimo = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ente", "segregazione"], name="pagamenti_numerazione_unica")]


class AvvisoQuerySet(models.QuerySet["Avviso"]):
    def di(self, persona: Any) -> Self:
        """What this person owes or has paid."""
        return self.filter(debitore=persona)

    def dell_ente(self, ente: Ente) -> Self:
        return self.filter(ente=ente)

    def dei_servizi(self, codici: list[str]) -> Self:
        """Those of these services; no code means all."""
        return self.filter(servizio__in=codici) if codici else self

    def da_pagare(self) -> Self:
        return self.filter(stato=Stato.DA_PAGARE)

    def chiusi(self) -> Self:
        """Paid or cancelled."""
        return self.exclude(stato=Stato.DA_PAGARE)

    def per_origine(self, origine: str) -> Self:
        """The notices of one origin ("pratica:<uuid>"), the last one first: the others were cancelled."""
        return self.filter(origine=origine).order_by("-pk")


class Avviso(Indirizzabile):
    """One payment asked of one person: a notice with its number. Amounts in cents."""

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="avvisi", verbose_name=_("ente"))
    debitore = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="avvisi", verbose_name=_("debitore")
    )
    origine = models.CharField(_("origine"), max_length=80, help_text=_("Chi lo ha chiesto, per esempio pratica:…"))
    servizio = models.CharField(_("codice del servizio"), max_length=100, blank=True)
    causale = models.CharField(_("causale"), max_length=CAUSALE_MASSIMA)
    importo = models.PositiveBigIntegerField(_("importo in centesimi"), validators=[MinValueValidator(1)])
    scadenza = models.DateField(_("scadenza"))
    nav = models.CharField(_("codice avviso"), max_length=18, editable=False)
    iuv = models.CharField(_("IUV"), max_length=17, editable=False)
    iupd = models.CharField(_("codice della posizione"), max_length=60, editable=False)
    stato = models.CharField(_("stato"), max_length=10, choices=Stato.choices, default=Stato.DA_PAGARE, editable=False)
    pubblicato_il = models.DateTimeField(_("pagabile dal"), null=True, editable=False)
    pagato_il = models.DateTimeField(_("pagato il"), null=True, editable=False)
    annullato_il = models.DateTimeField(_("annullato il"), null=True, editable=False)
    motivo_annullamento = models.CharField(_("motivo dell'annullamento"), max_length=200, blank=True, editable=False)

    objects = AvvisoQuerySet.as_manager()

    class Meta:
        verbose_name = _("avviso di pagamento")
        verbose_name_plural = _("avvisi di pagamento")
        constraints = [
            models.UniqueConstraint(fields=["ente", "nav"], name="pagamenti_avviso_nav_unico"),
            models.UniqueConstraint(fields=["ente", "iuv"], name="pagamenti_avviso_iuv_unico"),
            models.UniqueConstraint(fields=["ente", "iupd"], name="pagamenti_avviso_iupd_unico"),
            models.UniqueConstraint(
                fields=["origine"], condition=Q(stato="da_pagare"), name="pagamenti_avviso_uno_aperto_per_origine"
            ),
            models.CheckConstraint(
                condition=Q(importo__gt=0, importo__lte=IMPORTO_MASSIMO), name="pagamenti_avviso_importo"
            ),
            models.CheckConstraint(
                condition=Q(stato="pagato", pagato_il__isnull=False) | (~Q(stato="pagato") & Q(pagato_il__isnull=True)),
                name="pagamenti_avviso_pagato_con_data",
            ),
        ]
        indexes = [
            models.Index(fields=["debitore", "ente", "stato", "-creato_il", "-id"], name="pagamenti_avvisi_di"),
            models.Index(fields=["origine"], name="pagamenti_avvisi_origine"),
            # the news of the latest payments, if lost, are looked for every thirty seconds
            models.Index(fields=["pagato_il"], condition=Q(stato="pagato"), name="pagamenti_avvisi_pagati"),
        ]

    def __str__(self) -> str:
        return self.nav_leggibile

    def get_absolute_url(self) -> str:
        return reverse("pagamenti:avviso", args=[self.codice])

    def get_stato_display(self) -> str:
        """Django's own puts every choice into the language at each call: in a list that is most of the page."""
        return str(Stato(self.stato).label)

    @property
    def nav_leggibile(self) -> str:
        return numeri.a_gruppi(self.nav)

    @property
    def da_pagare(self) -> bool:
        return self.stato == Stato.DA_PAGARE

    @property
    def pagato(self) -> bool:
        return self.stato == Stato.PAGATO

    @property
    def annullato(self) -> bool:
        return self.stato == Stato.ANNULLATO

    @property
    def scaduto(self) -> bool:
        """Past its date and still to pay. It can be paid all the same: pagoPA does not stop at the date."""
        return self.da_pagare and self.scadenza < timezone.localdate()

    @property
    def pagabile(self) -> bool:
        """Known to pagoPA and still open."""
        return self.da_pagare and self.pubblicato_il is not None

    def puo_diventare(self, stato: Stato) -> bool:
        return ammesso(self.stato, stato)


class Versamento(models.Model):
    """A part of the amount and the account it goes to, as they were when the notice was issued. At most five (GPD)."""

    avviso = models.ForeignKey(Avviso, on_delete=models.PROTECT, related_name="versamenti")
    ordine = models.PositiveSmallIntegerField(_("ordine"))
    codice_fiscale_ente = models.CharField(_("codice fiscale dell'ente"), max_length=11)
    iban = models.CharField(_("IBAN"), max_length=27)
    categoria = models.CharField(_("codice tassonomico"), max_length=20)
    causale = models.CharField(_("causale"), max_length=CAUSALE_MASSIMA)
    importo = models.PositiveBigIntegerField(_("importo in centesimi"))

    class Meta:
        verbose_name = _("versamento")
        verbose_name_plural = _("versamenti")
        ordering = ["ordine"]
        constraints = [
            models.UniqueConstraint(fields=["avviso", "ordine"], name="pagamenti_versamento_unico"),
            models.CheckConstraint(condition=Q(ordine__gte=1, ordine__lte=5), name="pagamenti_versamento_ordine"),
            models.CheckConstraint(condition=Q(importo__gt=0), name="pagamenti_versamento_importo"),
        ]
