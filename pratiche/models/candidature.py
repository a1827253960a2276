"""Who stands in a round, what the office found and scored, the places and who was offered them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from pratiche.models.graduatorie import Tornata, nuova_sigla
from pratiche.models.pratica import Pratica


class Candidatura(Indirizzabile):
    """A request that stands in a round. Points and position are those of the last ranking published; null before. So are `sedi`,
    where one wants to be, the most wanted first, and `riserve`: what is answered after it moves nobody.

    `soggetto` marks for whom the place is, without saying it (`pratiche.soggetto`): one request for each in a round; empty once the
    request has ended without a place. `offerta` is the place it has or is offered, `cambio` a more wanted one that it may take instead.
    """

    tornata = models.ForeignKey(Tornata, on_delete=models.PROTECT, related_name="candidature")
    pratica = models.OneToOneField(Pratica, on_delete=models.PROTECT, related_name="candidatura")
    sigla = models.CharField(_("codice pubblico"), max_length=9, default=nuova_sigla, editable=False)
    soggetto = models.CharField(_("impronta di chi occupa il posto"), max_length=64, blank=True, editable=False)
    offerta = models.OneToOneField(
        "OffertaPosto", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    cambio = models.OneToOneField("OffertaPosto", on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    posizione = models.PositiveIntegerField(_("posizione"), null=True, editable=False)
    punti = models.DecimalField(_("punti"), max_digits=9, decimal_places=2, null=True, editable=False)
    sedi = models.JSONField(_("sedi volute"), default=list, editable=False)
    riserve = models.JSONField(_("riserve"), default=list, editable=False)
    verificata_il = models.DateTimeField(_("verificata il"), null=True, editable=False)
    verificata_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    osservazioni = models.TextField(_("osservazioni"), blank=True)
    osservata_il = models.DateTimeField(_("osservazioni del"), null=True, editable=False)
    risposta = models.TextField(_("risposta alle osservazioni"), blank=True)

    class Meta:
        verbose_name = _("candidatura")
        verbose_name_plural = _("candidature")
        ordering = ["posizione", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["tornata", "sigla"], name="pratiche_sigla_unica"),
            models.UniqueConstraint(fields=["tornata", "posizione"], name="pratiche_posizione_unica"),
            models.UniqueConstraint(
                fields=["tornata", "soggetto"], condition=~Q(soggetto=""), name="pratiche_una_domanda_per_soggetto"
            ),
        ]

    def __str__(self) -> str:
        return self.sigla

    @property
    def posto(self) -> "OffertaPosto | None":
        """What is to be answered now, if anything; or else the place it has or had."""
        return self.cambio if self.cambio_offerto else self.offerta

    @property
    def cambio_offerto(self) -> bool:
        """Is a more wanted place waiting for an answer?"""
        return bool(self.cambio and self.cambio.da_rispondere)


class Correzione(Indirizzabile):
    """A value declared that the office found different when it checked. The declared one stays in the case."""

    candidatura = models.ForeignKey(Candidatura, on_delete=models.PROTECT, related_name="correzioni")
    campo = models.CharField(_("domanda"), max_length=60)
    valore = models.JSONField(_("valore accertato"), null=True)
    motivo = models.TextField(_("perché"))
    operatore = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("correzione")
        verbose_name_plural = _("correzioni")
        ordering = ["creato_il", "pk"]


class PuntiAssegnati(Indirizzabile):
    """The points of a criterion that the office gives, for example after an exam. The last ones count; the others stay written."""

    candidatura = models.ForeignKey(Candidatura, on_delete=models.PROTECT, related_name="assegnati")
    criterio = models.CharField(_("criterio"), max_length=60)
    punti = models.DecimalField(_("punti"), max_digits=6, decimal_places=2)
    motivo = models.TextField(_("perché"))
    operatore = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("punti assegnati")
        verbose_name_plural = _("punti assegnati")
        ordering = ["creato_il", "pk"]


class Posto(models.Model):
    """One place of a round. `riserva` says who has it first; empty for those of all."""

    tornata = models.ForeignKey(Tornata, on_delete=models.PROTECT, related_name="posti_singoli")
    sede = models.CharField(_("sede"), max_length=60, blank=True)
    riserva = models.CharField(_("riserva"), max_length=60, blank=True)
    numero = models.PositiveIntegerField(_("numero"))

    class Meta:
        verbose_name = _("posto")
        verbose_name_plural = _("posti")
        ordering = ["sede", "riserva", "numero"]
        constraints = [
            models.UniqueConstraint(fields=["tornata", "sede", "riserva", "numero"], name="pratiche_posto_unico")
        ]


class OffertaPosto(Indirizzabile):
    """A place offered to who stands in the ranking: to one person at a time, and one at a time to each.

    Who has a place and is offered a more wanted one keeps the first until they take the second.
    """

    class Stato(models.TextChoices):
        PROPOSTA = "proposta", _("Da confermare")
        ACCETTATA = "accettata", _("Confermata")
        RINUNCIATA = "rinunciata", _("Rinuncia")
        SCADUTA = "scaduta", _("Non confermata in tempo")
        LASCIATA = "lasciata", _("Lasciata per un posto preferito")

    candidatura = models.ForeignKey(Candidatura, on_delete=models.PROTECT, related_name="offerte")
    posto = models.ForeignKey(Posto, on_delete=models.PROTECT, related_name="offerte")
    stato = models.CharField(_("stato"), max_length=20, choices=Stato.choices, default=Stato.PROPOSTA, editable=False)
    scadenza = models.DateField(_("confermare entro"))
    chiusa_il = models.DateTimeField(_("risposta il"), null=True, editable=False)

    class Meta:
        verbose_name = _("offerta di un posto")
        verbose_name_plural = _("offerte dei posti")
        ordering = ["creato_il", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["posto"], condition=Q(stato__in=["proposta", "accettata"]), name="pratiche_un_posto_a_uno_solo"
            ),
            models.UniqueConstraint(
                fields=["candidatura"], condition=Q(stato="proposta"), name="pratiche_una_proposta_per_volta"
            ),
            models.UniqueConstraint(
                fields=["candidatura"], condition=Q(stato="accettata"), name="pratiche_un_posto_per_ciascuno"
            ),
        ]

    @property
    def aperta(self) -> bool:
        return self.stato == self.Stato.PROPOSTA

    @property
    def scaduta(self) -> bool:
        """Not confirmed, and its last day is over."""
        return self.aperta and timezone.localdate() > self.scadenza

    @property
    def da_rispondere(self) -> bool:
        """It waits for an answer that may still be given."""
        return self.aperta and not self.scaduta

    @property
    def confermata(self) -> bool:
        return self.stato == self.Stato.ACCETTATA
