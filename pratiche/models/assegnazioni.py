"""Who works on a case, from hand to hand; who is away, and who looks after their cases meanwhile."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.coda import FERMI, Lavoro, Stato
from portal.base.models import Indirizzabile
from portal.enti.models import Ufficio
from pratiche.models.pratica import Pratica

PERSONA = settings.AUTH_USER_MODEL


class Assegnazione(models.Model):
    """A case passed to an officer. Only added: the last one says who has it and since when."""

    pratica = models.ForeignKey(Pratica, on_delete=models.PROTECT, related_name="assegnazioni")
    da = models.ForeignKey(PERSONA, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("prima"))
    a = models.ForeignKey(PERSONA, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("a chi"))
    attore = models.ForeignKey(PERSONA, on_delete=models.PROTECT, related_name="+", verbose_name=_("chi l'ha deciso"))
    nota = models.CharField(_("nota per chi la riceve"), max_length=300, blank=True)
    quando = models.DateTimeField(_("quando"), auto_now_add=True)

    class Meta:
        verbose_name = _("assegnazione")
        verbose_name_plural = _("assegnazioni")
        ordering = ["quando", "pk"]
        indexes = [models.Index(fields=["a", "-quando"], name="pratiche_assegnate_a")]


class AvvisoCarico(Lavoro):
    """A mail to who was given cases since `dal`. It waits a little, so that those given together are told once.

    Of unknown fate it is not repeated: the cases are in the list, and in the mail of the morning.
    """

    persona = models.ForeignKey(PERSONA, on_delete=models.CASCADE, related_name="+", verbose_name=_("a chi"))
    ente = models.ForeignKey("enti.Ente", on_delete=models.CASCADE, related_name="+", verbose_name=_("ente"))
    dal = models.DateTimeField(_("dal"))

    class Meta(Lavoro.Meta):
        verbose_name = _("avviso a chi riceve pratiche")
        verbose_name_plural = _("avvisi a chi riceve pratiche")
        indexes = [
            models.Index(
                fields=["prossimo_tentativo", "id"],
                condition=models.Q(stato=Stato.IN_CODA),
                name="pratiche_avvisi_carico_dovuti",
            ),
            models.Index(fields=["id"], condition=models.Q(stato__in=FERMI), name="pratiche_avvisi_carico_fermi"),
        ]


class AssenzaQuerySet(models.QuerySet["Assenza"]):
    def del_giorno(self, giorno: dt.date) -> Self:
        return self.filter(dal__lte=giorno, al__gte=giorno)


class Assenza(Indirizzabile):
    """An officer is away: meanwhile a colleague sees their cases as own. Who answers by law stays who it was."""

    persona = models.ForeignKey(PERSONA, on_delete=models.CASCADE, related_name="assenze", verbose_name=_("chi manca"))
    ufficio = models.ForeignKey(Ufficio, on_delete=models.CASCADE, related_name="assenze")
    sostituto = models.ForeignKey(
        PERSONA, on_delete=models.CASCADE, related_name="sostituzioni", verbose_name=_("chi lo sostituisce")
    )
    dal = models.DateField(_("dal"))
    al = models.DateField(_("al"))

    objects = AssenzaQuerySet.as_manager()

    class Meta:
        verbose_name = _("assenza")
        verbose_name_plural = _("assenze")
        constraints = [
            models.CheckConstraint(condition=models.Q(al__gte=models.F("dal")), name="pratiche_assenza_in_ordine"),
            models.CheckConstraint(
                condition=~models.Q(persona=models.F("sostituto")), name="pratiche_assenza_con_un_altro"
            ),
        ]


class AttoInsieme(Indirizzabile):
    """An act done on many cases with one press, and what became of each. Its code comes with the form: twice is once."""

    persona = models.ForeignKey(PERSONA, on_delete=models.PROTECT, related_name="+")
    ente = models.ForeignKey("enti.Ente", on_delete=models.PROTECT, related_name="+")
    atto = models.CharField(_("atto"), max_length=30)
    quante = models.PositiveIntegerField(_("pratiche"))
    # [number of the case, why it was refused or ""]: nothing of the people
    esiti = models.JSONField(_("esiti"), default=list)
    finito_il = models.DateTimeField(_("finito il"), null=True)

    class Meta:
        verbose_name = _("atto su più pratiche")
        verbose_name_plural = _("atti su più pratiche")
