"""What readers tell the ente: ratings without a name, and barriers they met."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.base.models import Indirizzabile
from portal.enti.models import Ente

GIORNI_RISPOSTA = 30  # linee guida AgID on accessibility: after it the reader may turn to the Difensore civico digitale


class Valutazione(models.Model):
    """How clear a page was, or how easy a service (C.SI.2.5, C.SI.2.6, C.SE.1.7). Nothing tells who wrote it."""

    class Aspetto(models.TextChoices):
        INDICAZIONI_NON_CHIARE = "non-chiare", _("A volte le indicazioni non erano chiare")
        INDICAZIONI_NON_COMPLETE = "non-complete", _("A volte le indicazioni non erano complete")
        INCERTEZZA = "incertezza", _("A volte non capivo se stavo procedendo correttamente")
        PROBLEMI_TECNICI = "problemi-tecnici", _("Ho avuto problemi tecnici")
        ALTRO_NEGATIVO = "altro-negativo", _("Altro")
        INDICAZIONI_CHIARE = "chiare", _("Le indicazioni erano chiare")
        INDICAZIONI_COMPLETE = "complete", _("Le indicazioni erano complete")
        SICUREZZA = "sicurezza", _("Capivo sempre che stavo procedendo correttamente")
        NESSUN_PROBLEMA = "nessun-problema", _("Non ho avuto problemi tecnici")
        ALTRO_POSITIVO = "altro-positivo", _("Altro")

    VOTO_POSITIVO = 4  # from here on the positive question is asked

    ente = models.ForeignKey(Ente, on_delete=models.CASCADE, related_name="valutazioni", verbose_name=_("ente"))
    pagina = models.CharField(_("pagina"), max_length=200, help_text=_("Indirizzo, senza i codici delle pratiche"))
    servizio = models.CharField(
        _("codice del servizio"), max_length=100, blank=True, help_text=_("Vuoto: di una pagina")
    )
    voto = models.PositiveSmallIntegerField(_("voto"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    aspetto = models.CharField(_("risposta"), max_length=20, choices=Aspetto.choices, blank=True)
    commento = models.CharField(_("dettaglio"), max_length=200, blank=True)
    lingua = models.CharField(_("lingua"), max_length=5)
    creata_il = models.DateTimeField(_("data"), auto_now_add=True)

    class Meta:
        verbose_name = _("valutazione")
        verbose_name_plural = _("valutazioni")
        constraints = [
            models.CheckConstraint(condition=models.Q(voto__gte=1, voto__lte=5), name="catalogo_voto_da_1_a_5")
        ]
        indexes = [
            models.Index(fields=["ente", "-creata_il"], name="catalogo_valutazioni"),
            models.Index(
                fields=["ente", "servizio"], condition=~models.Q(servizio=""), name="catalogo_valutazioni_servizi"
            ),
        ]


class SegnalazioneAccessibilita(Indirizzabile):
    """A barrier met on the portal: a request that must be answered (art. 3-quater L. 4/2004)."""

    class Stato(models.TextChoices):
        RICEVUTA = "ricevuta", pgettext_lazy("segnalazione", "Ricevuta")  # elsewhere the word is a receipt
        RISOLTA = "risolta", _("Risolta")
        NON_RISOLVIBILE = "non-risolvibile", _("Non risolvibile, con motivazione")

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="segnalazioni_accessibilita")
    pagina = models.CharField(_("pagina"), max_length=500)
    descrizione = models.TextField(_("che cosa non funziona"), max_length=2000)
    tecnologia = models.CharField(_("tecnologia assistiva"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"))
    stato = models.CharField(_("stato"), max_length=20, choices=Stato.choices, default=Stato.RICEVUTA)
    risposta = models.TextField(_("risposta"), blank=True)

    class Meta:
        verbose_name = _("segnalazione di accessibilità")
        verbose_name_plural = _("segnalazioni di accessibilità")
        ordering = ["-creato_il"]

    @property
    def numero(self) -> str:
        """What the reader quotes on the phone."""
        return self.codice.hex[:8].upper()

    @property
    def rispondere_entro(self) -> dt.date:
        return timezone.localdate(self.creato_il) + dt.timedelta(days=GIORNI_RISPOSTA)
