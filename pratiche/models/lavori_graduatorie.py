"""What a ranking leaves to do for many people, after the act that decides: one row for each of them, and one for the places."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.base.coda import CodaQuerySet, Lavoro, Stato
from pratiche.models.candidature import Candidatura
from pratiche.models.graduatorie import Tornata

DA_FARE = (Stato.IN_CODA, Stato.IN_CORSO)


class LavoroGraduatoriaQuerySet(CodaQuerySet["LavoroGraduatoria"]):
    def che_muovono(self, tornata: Tornata) -> Self:
        """The work on its places that is still to do."""
        return self.filter(tornata=tornata, candidatura=None, stato__in=DA_FARE)


class LavoroGraduatoria(Lavoro):
    """Telling one who stands in the ranking published; without `candidatura`, moving the places until none can be moved.

    Repeatable: each step and the end of its row are one transaction, and nothing leaves the machine.
    """

    ripetibile = True

    class Genere(models.TextChoices):
        PROVVISORIA = "provvisoria", _("Comunicare la graduatoria provvisoria")
        DEFINITIVA = "definitiva", _("Comunicare la graduatoria definitiva")
        SCORRIMENTO = "scorrimento", _("Offrire i posti")

    tornata = models.ForeignKey(Tornata, on_delete=models.PROTECT, related_name="lavori", verbose_name=_("tornata"))
    candidatura = models.ForeignKey(
        Candidatura, on_delete=models.PROTECT, null=True, related_name="lavori", verbose_name=_("candidatura")
    )
    genere = models.CharField(_("genere"), max_length=20, choices=Genere.choices)

    objects = LavoroGraduatoriaQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("lavoro di una graduatoria")
        verbose_name_plural = _("lavori delle graduatorie")
        constraints = [
            models.UniqueConstraint(fields=["candidatura", "genere"], name="pratiche_detta_una_volta"),
            models.CheckConstraint(
                condition=Q(genere="scorrimento", candidatura__isnull=True)
                | (~Q(genere="scorrimento") & Q(candidatura__isnull=False)),
                name="pratiche_lavoro_di_chi",
            ),
        ]
        indexes = [
            models.Index(
                fields=["prossimo_tentativo", "id"], condition=Q(stato="in_coda"), name="pratiche_graduatorie_dovuti"
            ),
            models.Index(fields=["id"], condition=Q(stato="in_corso"), name="pratiche_graduatorie_presi"),
            models.Index(fields=["tornata", "genere", "stato"], name="pratiche_graduatorie_quanti"),
        ]
