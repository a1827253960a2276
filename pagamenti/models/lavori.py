"""The work towards pagoPA that keeps the two sides in step, the attempts to pay, and the PDFs to make."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pagamenti.models.avviso import Avviso
from portal.base.coda import Lavoro
from portal.base.models import Indirizzabile
from portal.documenti.models import Documento
from portal.enti.models import Ente


class Pubblicazione(Lavoro):
    """Bring the position at pagoPA in step with ours. Repeatable: it is created or replaced under our own key (IUPD)."""

    class Atto(models.TextChoices):
        PUBBLICA = "pubblica", _("Pubblica")
        INVALIDA = "invalida", _("Annulla")

    ripetibile = True

    avviso = models.ForeignKey(Avviso, on_delete=models.PROTECT, related_name="pubblicazioni")
    atto = models.CharField(_("atto"), max_length=10, choices=Atto.choices, default=Atto.PUBBLICA)
    creata_il = models.DateTimeField(_("creata il"), auto_now_add=True)

    class Meta(Lavoro.Meta):
        verbose_name = _("pubblicazione")
        verbose_name_plural = _("pubblicazioni")


def nuovo_gettone() -> str:
    """256 random bits: the address where pagoPA sends the browser back cannot be guessed."""
    return secrets.token_urlsafe(32)


class Carrello(Indirizzabile):
    """One attempt to pay online. It says nothing about the money: only a receipt does."""

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="+")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="carrelli")
    avvisi = models.ManyToManyField(Avviso, related_name="carrelli")
    gettone = models.CharField(max_length=43, unique=True, default=nuovo_gettone, editable=False)
    avviato_il = models.DateTimeField(_("avviato il"), null=True, editable=False)

    class Meta:
        verbose_name = _("carrello")
        verbose_name_plural = _("carrelli")


class Verifica(Lavoro):
    """Ask pagoPA for the receipt of an attempt whose outcome did not reach us. Repair of the push, never its substitute."""

    ripetibile = True

    carrello = models.ForeignKey(Carrello, on_delete=models.PROTECT, related_name="verifiche")
    avviso = models.ForeignKey(Avviso, on_delete=models.PROTECT, related_name="verifiche")

    class Meta(Lavoro.Meta):
        verbose_name = _("verifica")
        verbose_name_plural = _("verifiche")


class Stampa(Lavoro):
    """A PDF to make from what is registered: the notice, or the quietanza of its payment."""

    class Tipo(models.TextChoices):
        AVVISO = "avviso", _("Avviso di pagamento")
        QUIETANZA = "quietanza", _("Quietanza")

    ripetibile = True

    avviso = models.ForeignKey(Avviso, on_delete=models.PROTECT, related_name="stampe")
    tipo = models.CharField(_("tipo"), max_length=10, choices=Tipo.choices)
    documento = models.ForeignKey(Documento, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(Lavoro.Meta):
        verbose_name = _("stampa")
        verbose_name_plural = _("stampe")
        constraints = [models.UniqueConstraint(fields=["avviso", "tipo"], name="pagamenti_stampa_unica")]
