"""Where a person does not want to be told of something. No row: told on every channel."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifiche.models.messaggio import Genere


class Preferenza(models.Model):
    """One choice: this kind, on this channel, yes or no."""

    class Origine(models.TextChoices):
        PAGINA = "pagina", _("dal profilo")
        POSTA = "posta", _("dal collegamento nell'e-mail")

    persona = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("persona")
    )
    genere = models.CharField(_("genere"), max_length=20, choices=Genere.choices)
    canale = models.CharField(_("canale"), max_length=20)
    attiva = models.BooleanField(_("attiva"))
    decisa_il = models.DateTimeField(_("decisa il"), default=timezone.now)
    origine = models.CharField(_("da dove"), max_length=10, choices=Origine, default=Origine.PAGINA)

    class Meta:
        verbose_name = _("preferenza")
        verbose_name_plural = _("preferenze")
        constraints = [
            models.UniqueConstraint(fields=["persona", "genere", "canale"], name="notifiche_una_preferenza_a_canale")
        ]

    def __str__(self) -> str:
        return f"{self.genere}/{self.canale}"
