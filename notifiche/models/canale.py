"""The state of the channels that all the workers share: who refuses us, how fast we may go, when somebody last swept."""

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.enti.models import Ente


class Interruttore(models.Model):
    """A channel, with one of its credentials, that refused us or does not answer. The row exists only while it is open.

    Until `riprova_il` nothing leaves; then one copy tries for all: if it passes the row goes away, otherwise it waits again.
    """

    canale = models.CharField(_("canale"), max_length=20)
    chiave = models.CharField(_("credenziale"), max_length=100, blank=True)
    motivo = models.CharField(_("motivo"), max_length=80)
    aperto_dal = models.DateTimeField(_("fermo dal"), default=timezone.now)
    riprova_il = models.DateTimeField(_("prossima prova"))

    class Meta:
        verbose_name = _("canale fermo")
        verbose_name_plural = _("canali fermi")
        constraints = [models.UniqueConstraint(fields=["canale", "chiave"], name="notifiche_un_interruttore")]

    def __str__(self) -> str:
        return f"{self.canale} {self.chiave}".strip()


class Secchio(models.Model):
    """How many copies of an ente may still leave now on a channel that limits us: a token bucket shared by all workers."""

    canale = models.CharField(max_length=20)
    ente = models.ForeignKey(Ente, on_delete=models.CASCADE, related_name="+")
    gettoni = models.FloatField()
    contati_il = models.DateTimeField()
    in_fila_fino = models.DateTimeField()  # when the last copy that was told to wait may leave

    class Meta:
        constraints = [models.UniqueConstraint(fields=["canale", "ente"], name="notifiche_un_secchio")]


class Battito(models.Model):
    """When something that must happen again and again last happened."""

    nome = models.CharField(max_length=20, unique=True)
    quando = models.DateTimeField()

    @classmethod
    def batte(cls, nome: str) -> None:
        """It has happened now."""
        cls.objects.update_or_create(nome=nome, defaults={"quando": timezone.now()})

    @classmethod
    def quanto_fa(cls, nome: str) -> dt.timedelta | None:
        """How long ago; None when it never happened, or will happen for a clock that was set back."""
        quando = cls.objects.filter(nome=nome, quando__lte=timezone.now()).values_list("quando", flat=True).first()
        return None if quando is None else timezone.now() - quando
