"""The staff's accounts as an administrator sees them, and the digital identity that may open one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from portal.identita.models.persona import Persona


class Operatore(Persona):
    """An account of the office."""

    class Meta:
        proxy = True
        verbose_name = _("account di servizio")
        verbose_name_plural = _("account di servizio")

    def __str__(self) -> str:
        return self.nome_completo


class AbilitazioneSpid(Indirizzabile):
    """This citizen, entering with SPID, may work with this account: said by an administrator, never by a codice fiscale."""

    operatore = models.OneToOneField(
        Persona, on_delete=models.CASCADE, related_name="abilitazione_spid", verbose_name=_("account di servizio")
    )
    cittadino = models.OneToOneField(
        Persona, on_delete=models.PROTECT, related_name="abilitazione_operatore", verbose_name=_("persona")
    )
    concessa_da = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="+", verbose_name=_("concessa da"))

    class Meta:
        verbose_name = _("accesso con SPID")
        verbose_name_plural = _("accessi con SPID")
