"""The tries of a copy that did not succeed: what the row of the copy forgets at the next one."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifiche.models.consegna import Consegna
from portal.base.coda import Stato


class Insuccesso(models.Model):
    """One try, or the end of the copy's life: only added. They are as many as the waits that fit in that life, and go with it.

    A copy that leaves at the first try has none.
    """

    consegna = models.ForeignKey(
        Consegna, on_delete=models.CASCADE, related_name="insuccessi", verbose_name=_("consegna")
    )
    quando = models.DateTimeField(_("quando"), default=timezone.now)
    esito = models.CharField(_("come è rimasta la copia"), max_length=10, choices=Stato.choices)
    errore = models.CharField(_("errore"), max_length=80)

    class Meta:
        verbose_name = _("tentativo non riuscito")
        verbose_name_plural = _("tentativi non riusciti")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.errore
