"""What time leaves behind: a case opened again, the warnings before silence decides, how long the cases really took."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from portal.catalogo.models import Servizio
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
