"""What the office asks the citizen to complete: a thing with its own words, term and answer."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from pratiche.models.pratica import Pratica
from pratiche.termini import Motivo, Sospensione


class RichiestaIntegrazione(Indirizzabile):
    """One request for completion. It reopens the fields named in `campi` and nothing else; one at a time waits for an answer.

    `risposte` and `messaggio` are a draft until `risposta_il`.
    """

    pratica = models.ForeignKey(Pratica, on_delete=models.PROTECT, related_name="integrazioni")
    operatore = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    testo = models.TextField(_("che cosa serve e perché"))
    campi = models.JSONField(_("campi da correggere"), default=list)
    chiesta_il = models.DateTimeField(_("chiesta il"))
    scadenza = models.DateField(_("rispondere entro"))
    risposte = models.JSONField(_("risposte"), default=dict)
    messaggio = models.TextField(_("messaggio del cittadino"), blank=True)
    risposta_il = models.DateTimeField(_("risposta il"), null=True)
    chiusa_il = models.DateTimeField(_("chiusa senza risposta il"), null=True)

    class Meta:
        verbose_name = _("richiesta di integrazione")
        verbose_name_plural = _("richieste di integrazione")
        ordering = ["chiesta_il", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pratica"],
                condition=models.Q(risposta_il=None, chiusa_il=None),
                name="pratiche_una_integrazione_aperta",
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("pratiche:rispondi", args=[self.pratica.codice])

    @property
    def aperta(self) -> bool:
        return self.risposta_il is None and self.chiusa_il is None

    @property
    def scaduta(self) -> bool:
        """Still without an answer, and its time is over."""
        return self.aperta and timezone.localdate() > self.scadenza

    @property
    def sospensione(self) -> Sospensione:
        """What it does to the term of the case (art. 2 c. 7 L. 241/1990)."""
        fine = self.risposta_il or self.chiusa_il
        return Sospensione(
            Motivo.INTEGRAZIONE, timezone.localdate(self.chiesta_il), timezone.localdate(fine) if fine else None
        )
