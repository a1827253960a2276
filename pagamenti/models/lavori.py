"""The work towards pagoPA that keeps the two sides in step, the attempts to pay, and the PDFs to make."""

import datetime as dt
import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
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


# Checkout keeps a cart ten minutes (pagopa-ecommerce-payment-requests-service, `CartInfo`): the last one is for the person to arrive
VALIDO = dt.timedelta(minutes=9)
APERTURA = dt.timedelta(seconds=15)  # later than this nobody is still asking pagoPA for its page


class CarrelloQuerySet(models.QuerySet["Carrello"]):
    def vivi(self) -> Self:
        """Those that pagoPA still knows and nobody came back from, and those whose page is being asked for."""
        adesso = timezone.now()
        in_apertura = Q(avviato_il=None, creato_il__gt=adesso - APERTURA)
        return self.filter(Q(avviato_il__gt=adesso - VALIDO) | in_apertura, chiuso_il=None)


class Carrello(Indirizzabile):
    """One attempt to pay online. It says nothing about the money: only a receipt does.

    `indirizzo` is the page that pagoPA opened for it. `chiuso_il`: refused, left behind, or the person came back.
    """

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="+")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="carrelli")
    avvisi = models.ManyToManyField(Avviso, related_name="carrelli")
    gettone = models.CharField(max_length=43, unique=True, default=nuovo_gettone, editable=False)
    indirizzo = models.CharField(_("pagina di pagoPA"), max_length=500, blank=True, editable=False)
    avviato_il = models.DateTimeField(_("avviato il"), null=True, editable=False)
    chiuso_il = models.DateTimeField(_("chiuso il"), null=True, editable=False)

    objects = CarrelloQuerySet.as_manager()

    class Meta:
        verbose_name = _("carrello")
        verbose_name_plural = _("carrelli")

    @property
    def vivo(self) -> bool:
        """Does pagoPA still keep its page, and has nobody come back from it?"""
        return self.chiuso_il is None and self.avviato_il is not None and timezone.now() < self.avviato_il + VALIDO


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
