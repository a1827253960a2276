"""How each officer likes the work list: filters kept under a name, columns chosen, mails wanted."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from portal.enti.models import Ente, Ufficio


class FiltroSalvatoQuerySet(models.QuerySet["FiltroSalvato"]):
    def di(self, persona: Any, uffici: list[Ufficio], ente: Ente) -> Self:
        """Own ones and those that the office shares, at this ente."""
        suoi = models.Q(persona=persona, ufficio=None) | models.Q(ufficio__in=uffici)
        return self.filter(suoi, ente=ente).order_by("nome", "pk")


class FiltroSalvato(Indirizzabile):
    """A view of the work list with its filters: codes only, never a name that was searched for."""

    ente = models.ForeignKey(Ente, on_delete=models.CASCADE, related_name="+")
    persona = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="filtri_salvati", verbose_name=_("di chi è")
    )
    ufficio = models.ForeignKey(
        Ufficio,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("ufficio"),
        help_text=_("Chi lavora in questo ufficio lo vede; vuoto: solo chi l'ha salvato"),
    )
    nome = models.CharField(_("nome"), max_length=60)
    valori = models.JSONField(_("valori"), default=dict)

    objects = FiltroSalvatoQuerySet.as_manager()

    class Meta:
        verbose_name = _("filtro salvato")
        verbose_name_plural = _("filtri salvati")
        constraints = [
            models.UniqueConstraint(fields=["persona", "ente", "nome"], name="pratiche_filtro_salvato_unico")
        ]

    def __str__(self) -> str:
        return self.nome


class ColonneScelte(models.Model):
    """The columns of the work list that an officer wants, beside the number that is always there; and whether a mail says of new cases."""

    persona = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="colonne_scelte")
    nomi = models.JSONField(_("colonne"), default=list)
    avvisi = models.BooleanField(_("un'e-mail quando riceve pratiche"), default=True)

    class Meta:
        verbose_name = _("colonne scelte")
        verbose_name_plural = _("colonne scelte")
