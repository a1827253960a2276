"""What time leaves behind: a case opened again, the warnings before silence decides, how long the cases really took."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from portal.catalogo.models import Servizio
from portal.enti.models import Ente
from pratiche.models.pratica import Pratica
from pratiche.stati import Stato


class Riapertura(Indirizzabile):
    """The act by which a closed case lives again, with what was decided before it. A new term starts from it."""

    class Titolo(models.TextChoices):
        ANNULLAMENTO = "annullamento", _("Annullamento d'ufficio (art. 21-nonies L. 241/1990)")
        REVOCA = "revoca", _("Revoca (art. 21-quinquies L. 241/1990)")
        ERRORE = "errore", _("Correzione di un errore")
        GIUDICE = "giudice", _("Ordine del giudice")
        SEGNALANTE = "segnalante", _("Il problema c'è ancora, per chi l'ha segnalato")

    pratica = models.ForeignKey(Pratica, on_delete=models.PROTECT, related_name="riaperture")
    # of a report opened again by who made it, that person
    operatore = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    titolo = models.CharField(_("perché la legge lo permette"), max_length=20, choices=Titolo.choices)
    estremi = models.CharField(_("atto che la dispone"), max_length=200, blank=True)
    motivazione = models.TextField(_("motivi"))
    stato_precedente = models.CharField(_("era"), max_length=30, choices=Stato.choices)
    esito_precedente = models.TextField(_("motivazione di prima"), blank=True)
    conclusa_prima_il = models.DateTimeField(_("era conclusa il"))

    class Meta:
        verbose_name = _("riapertura")
        verbose_name_plural = _("riaperture")
        ordering = ["creato_il", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(estremi="") | models.Q(titolo="segnalante"),
                name="pratiche_riapertura_con_il_suo_atto",
            )
        ]

    @property
    def di_chi_ha_segnalato(self) -> bool:
        return self.titolo == self.Titolo.SEGNALANTE


class Preallarme(models.Model):
    """The office was warned that silence decides in `soglia` days: once for each end of the term."""

    pratica = models.ForeignKey(Pratica, on_delete=models.PROTECT, related_name="preallarmi")
    soglia = models.PositiveSmallIntegerField(_("giorni prima"))
    termine = models.DateField(_("termine"))
    creato_il = models.DateTimeField(_("creato il"), auto_now_add=True)

    class Meta:
        verbose_name = _("preallarme")
        verbose_name_plural = _("preallarmi")
        constraints = [
            models.UniqueConstraint(fields=["pratica", "termine", "soglia"], name="pratiche_preallarme_unico")
        ]


class CalendarioContato(models.Model):
    """With which holidays the terms of the open cases of an ente were counted last, and how far a count under way has come."""

    ente = models.OneToOneField(Ente, on_delete=models.CASCADE, related_name="+")
    impronta = models.CharField(_("calendario"), max_length=64, blank=True)
    ultima = models.PositiveBigIntegerField(_("ultima pratica contata"), default=0)
    finito_il = models.DateTimeField(_("finito il"), null=True)

    class Meta:
        verbose_name = _("calendario contato")
        verbose_name_plural = _("calendari contati")

    def comincia(self, impronta: str) -> None:
        """From the first case, unless this very count was stopped: then from where it came."""
        if self.impronta != impronta or self.finito_il:
            self.impronta, self.ultima, self.finito_il = impronta, 0, None
            self.save()

    def arriva(self, ultima: int) -> None:
        self.ultima = ultima
        self.save(update_fields=["ultima"])

    def finisci(self) -> None:
        self.finito_il = timezone.now()
        self.save(update_fields=["finito_il"])


class TempiServizio(models.Model):
    """How long the concluded cases of a service took in the last year, the citizen's pauses left out. Computed every night."""

    servizio = models.OneToOneField(Servizio, on_delete=models.CASCADE, related_name="tempi_veri")
    casi = models.PositiveIntegerField(_("pratiche concluse"))
    mediana = models.PositiveIntegerField(_("la metà entro giorni"))
    lenti = models.PositiveIntegerField(_("nove su dieci entro giorni"))
    calcolato_il = models.DateTimeField(_("calcolato il"))

    class Meta:
        verbose_name = _("tempi veri di un servizio")
        verbose_name_plural = _("tempi veri dei servizi")
