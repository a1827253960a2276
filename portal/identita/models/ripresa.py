"""What a person was sending when the session ended: kept for the time of entering again, readable by nobody."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from portal.identita.models.persona import Persona


class ModuloInterrotto(Indirizzabile):
    """A form that arrived too late. It opens only with the secret that its browser holds, and for its person."""

    persona = models.OneToOneField(Persona, on_delete=models.CASCADE, related_name="+", verbose_name=_("persona"))
    impronta_browser = models.CharField(max_length=64, help_text=_("SHA-256 del segreto che sta nel cookie"))
    contenuto = models.BinaryField(_("modulo cifrato"))
    scade_il = models.DateTimeField(_("scade il"), db_index=True)

    class Meta:
        verbose_name = _("modulo interrotto")
        verbose_name_plural = _("moduli interrotti")
