"""The proof of every question put to ANPR: who asked, about whom, for which matter, and how it ended."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.enti.models import Ente


class Consultazione(models.Model):
    """One call: kept because the producer may ask for it (AUDIT_REST_02). Its number is `idOperazioneClient`: it only grows."""

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    servizio = models.CharField(_("e-service"), max_length=10)
    motivo = models.CharField(_("pratica o servizio"), max_length=60)
    utente = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("chi ha chiesto")
    )
    soggetto = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("di chi")
    )
    jti_evidenza = models.UUIDField(default=uuid.uuid4, editable=False)
    jti_firma = models.UUIDField(default=uuid.uuid4, editable=False)
    iniziata_il = models.DateTimeField(_("iniziata il"), default=timezone.now, editable=False)
    conclusa_il = models.DateTimeField(_("conclusa il"), null=True, editable=False)
    esito = models.CharField(_("esito"), max_length=80, blank=True, editable=False)
    operazione_anpr = models.CharField(_("numero dato da ANPR"), max_length=60, blank=True, editable=False)
    transazione = models.CharField(_("transazione GovWay"), max_length=80, blank=True, editable=False)

    class Meta:
        verbose_name = _("consultazione di ANPR")
        verbose_name_plural = _("consultazioni di ANPR")
        indexes = [models.Index(fields=["soggetto", "-id"], name="pdnd_consultazioni_di_uno")]
        constraints = [models.CheckConstraint(condition=~models.Q(motivo=""), name="pdnd_consultazione_motivata")]

    def concludi(self, esito: str, **campi: Any) -> None:
        """Write how it ended, once."""
        aperta = type(self).objects.filter(pk=self.pk, conclusa_il=None)
        aperta.update(esito=esito, conclusa_il=timezone.now(), **campi)
