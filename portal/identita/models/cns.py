"""A login with a card under way: begun on the portal, read on the host of the cards, concluded on the portal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile


class PassaggioCns(Indirizzabile):
    """Tied to the browser that began it; what the card said is encrypted with a token that only that browser carries."""

    ente = models.ForeignKey("enti.Ente", on_delete=models.CASCADE, related_name="+", verbose_name=_("ente"))
    impronta_browser = models.CharField(max_length=64, help_text=_("SHA-256 del segreto che sta nel cookie"))
    ritorno = models.CharField(_("pagina a cui tornare"), max_length=2000)
    scade_il = models.DateTimeField(_("scade il"), db_index=True)
    impronta_gettone = models.CharField(max_length=64, blank=True, db_index=True)
    letta_il = models.DateTimeField(_("carta letta il"), null=True)
    contenuto = models.BinaryField(_("esito cifrato"), default=b"")
    usato_il = models.DateTimeField(_("usato il"), null=True)

    class Meta:
        verbose_name = _("passaggio con la carta")
        verbose_name_plural = _("passaggi con la carta")
