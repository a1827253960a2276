"""The acts that decide, each with its number: one gap-free series per ente and year, apart from the protocol."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from portal.enti.models import Ente, Ufficio
from pratiche.models.immutabile import ScrittaUnaVolta
from pratiche.models.lavori import Stampa
from pratiche.models.pratica import Pratica


class Provvedimento(ScrittaUnaVolta, Indirizzabile):
    """What was decided on a case, by whom, with which number. Only added: a later act undoes an earlier one."""

    class Genere(models.TextChoices):
        ACCOGLIMENTO = "accoglimento", _("Accoglimento")
        RIGETTO = "rigetto", _("Non accoglimento")
        ARCHIVIAZIONE = "archiviazione", _("Archiviazione")
        D_UFFICIO = "d_ufficio", _("Provvedimento d'ufficio")
        ATTESTAZIONE = "attestazione", _("Attestazione di accoglimento per silenzio")
        SOSPENSIONE = "sospensione", _("Sospensione di un permesso")
        FINE_SOSPENSIONE = "fine_sospensione", _("Fine anticipata della sospensione di un permesso")
        REVOCA = "revoca", _("Revoca di un permesso")
        ANNULLAMENTO = "annullamento", _("Annullamento di un permesso")

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="+")
    ufficio = models.ForeignKey(Ufficio, on_delete=models.PROTECT, related_name="+", verbose_name=_("ufficio"))
    pratica = models.ForeignKey(Pratica, on_delete=models.PROTECT, related_name="provvedimenti")
    genere = models.CharField(_("che atto è"), max_length=20, choices=Genere.choices)
    anno = models.PositiveSmallIntegerField(_("anno"))
    numero = models.PositiveIntegerField(_("numero"))
    adottato_il = models.DateTimeField(_("adottato il"), default=timezone.now)
    adottato_da = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("adottato da"),
        help_text=_("Vuoto: segue da sé da una graduatoria"),
    )
    motivazione = models.TextField(_("motivi"), blank=True)
    valutazione = models.TextField(_("come sono state valutate le memorie"), blank=True)
    effetto_fino = models.DateField(_("ha effetto fino al"), null=True)
    stampa = models.OneToOneField(Stampa, on_delete=models.PROTECT, related_name="provvedimento")

    class Meta:
        verbose_name = _("provvedimento")
        verbose_name_plural = _("provvedimenti")
        constraints = [models.UniqueConstraint(fields=["ente", "anno", "numero"], name="pratiche_atto_numero_unico")]
        indexes = [models.Index(fields=["ufficio", "ente", "-adottato_il", "-id"], name="pratiche_atti_ufficio")]

    def __str__(self) -> str:
        return self.sigla

    @property
    def sigla(self) -> str:
        """As it is quoted: `12/2026`."""
        return f"{self.numero}/{self.anno}"
