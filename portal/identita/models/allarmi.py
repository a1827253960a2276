"""When a provider says that our requests are wrong: somebody of the portal must look, and this is what they look at."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AllarmeAccesso(models.Model):
    """How many logins failed in a day for one fault of ours with one provider."""

    ente = models.ForeignKey("enti.Ente", on_delete=models.CASCADE, related_name="+", verbose_name=_("ente"))
    idp = models.CharField(_("gestore"), max_length=500)
    anomalia = models.CharField(_("anomalia"), max_length=60)
    giorno = models.DateField(_("giorno"))
    quante = models.PositiveIntegerField(_("quante volte"), default=0)
    correlazione = models.CharField(_("codice dell'ultima"), max_length=40)
    ultima_il = models.DateTimeField(_("ultima volta"), auto_now=True)

    class Meta:
        verbose_name = _("allarme degli accessi")
        verbose_name_plural = _("allarmi degli accessi")
        constraints = [
            models.UniqueConstraint(fields=["ente", "idp", "anomalia", "giorno"], name="identita_allarme_del_giorno")
        ]

    def __str__(self) -> str:
        return f"{self.anomalia} {self.idp}"
