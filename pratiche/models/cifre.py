"""What each service did in a month: counted every night, so that a page reads few rows whatever the number of cases."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Ufficio


class CifreMese(models.Model):
    """A month of a service in an office. `durate` has how many decided cases took how many days of the office, the citizen's pauses left out."""

    ente = models.ForeignKey(Ente, on_delete=models.CASCADE, related_name="+", verbose_name=_("ente"))
    ufficio = models.ForeignKey(Ufficio, on_delete=models.CASCADE, related_name="+", verbose_name=_("ufficio"))
    servizio = models.ForeignKey(Servizio, on_delete=models.CASCADE, related_name="+", verbose_name=_("servizio"))
    mese = models.DateField(_("mese"), help_text=_("Il primo giorno"))
    ricevute = models.PositiveIntegerField(_("pratiche ricevute"), default=0)
    online = models.PositiveIntegerField(_("ricevute online"), default=0)
    accolte = models.PositiveIntegerField(_("accolte"), default=0)
    per_silenzio = models.PositiveIntegerField(_("decise dal silenzio"), default=0)
    respinte = models.PositiveIntegerField(_("respinte"), default=0)
    ritirate = models.PositiveIntegerField(_("ritirate"), default=0)
    archiviate = models.PositiveIntegerField(_("archiviate"), default=0)
    in_ritardo = models.PositiveIntegerField(_("concluse dopo il termine"), default=0)
    durate = models.JSONField(_("giorni dell'ufficio"), default=dict)
    # of the night it was counted: they mean something in the current month only
    aperte = models.PositiveIntegerField(_("aperte"), default=0)
    scadute = models.PositiveIntegerField(_("aperte oltre il termine"), default=0)
    calcolato_il = models.DateTimeField(_("calcolato il"), auto_now_add=True)

    class Meta:
        verbose_name = _("cifre di un mese")
        verbose_name_plural = _("cifre dei mesi")
        constraints = [
            models.UniqueConstraint(fields=["ente", "ufficio", "servizio", "mese"], name="pratiche_cifre_uniche")
        ]
        indexes = [models.Index(fields=["ente", "mese"], name="pratiche_cifre_del_mese")]
