"""What another office is asked before deciding: an opinion, or a technical assessment. A task of the case, never a state of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from portal.documenti.models import Documento
from portal.enti.models import Ente, Ufficio
from pratiche.models.pratica import Pratica
from pratiche.stati import APERTE

IN_ATTESA = models.Q(dato_il=None, ritirato_il=None)


class ParereQuerySet(models.QuerySet["Parere"]):
    def aperti(self) -> Self:
        """Neither given nor taken back, of a case still to decide: who decided without it waits no more."""
        return self.filter(IN_ATTESA, pratica__stato__in=APERTE)

    def chiesti_a(self, uffici: list[Ufficio], ente: Ente) -> Self:
        return self.filter(ufficio__in=uffici, pratica__ente=ente)


class Parere(Indirizzabile):
    """Asked of `ufficio`, which sees the question and the documents chosen, not the case. It never stops the term."""

    class Genere(models.TextChoices):
        PARERE = "parere", _("Parere (articolo 16)")
        VALUTAZIONE = "valutazione", _("Valutazione tecnica (articolo 17)")

    class Esito(models.TextChoices):
        FAVOREVOLE = "favorevole", _("Favorevole")
        CONDIZIONI = "condizioni", _("Favorevole con condizioni")
        CONTRARIO = "contrario", _("Contrario")

    pratica = models.ForeignKey(Pratica, on_delete=models.PROTECT, related_name="pareri")
    ufficio = models.ForeignKey(
        Ufficio, on_delete=models.PROTECT, related_name="pareri", verbose_name=_("ufficio a cui si chiede")
    )
    genere = models.CharField(_("che cosa si chiede"), max_length=12, choices=Genere.choices)
    quesito = models.TextField(_("quesito"))
    documenti = models.ManyToManyField(Documento, related_name="+", verbose_name=_("documenti mandati"))
    chiesto_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scadenza = models.DateField(_("da dare entro"))
    esito = models.CharField(_("esito"), max_length=12, choices=Esito.choices, blank=True)
    testo = models.TextField(_("parere"), blank=True)
    dato_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    dato_il = models.DateTimeField(_("dato il"), null=True)
    ritirato_il = models.DateTimeField(_("ritirato il"), null=True)
    motivo_ritiro = models.TextField(_("perché non serve più"), blank=True)

    objects = ParereQuerySet.as_manager()

    class Meta:
        verbose_name = _("parere")
        verbose_name_plural = _("pareri")
        ordering = ["creato_il", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pratica", "ufficio"], condition=IN_ATTESA, name="pratiche_un_parere_aperto"
            ),
            models.CheckConstraint(
                condition=models.Q(dato_il=None, esito="")
                | (models.Q(dato_il__isnull=False, ritirato_il=None) & ~models.Q(esito="")),
                name="pratiche_parere_dato_con_esito",
            ),
        ]
        indexes = [models.Index(fields=["ufficio", "-creato_il", "-id"], name="pratiche_pareri_chiesti")]

    def get_absolute_url(self) -> str:
        """The page of the office that is asked."""
        return reverse("operatori:parere", args=[self.codice])

    @property
    def aperto(self) -> bool:
        return self.dato_il is None and self.ritirato_il is None and self.pratica.aperta

    @property
    def scaduto(self) -> bool:
        """Its time is over and it was not given: after an opinion one may go on (art. 16 c. 2), after an assessment not."""
        return self.aperto and timezone.localdate() > self.scadenza

    @property
    def trattiene(self) -> bool:
        """May nothing be decided before it comes? So it is for a technical assessment (art. 17)."""
        return self.aperto and self.genere == self.Genere.VALUTAZIONE
