"""What the dossier keeps of its own: the data that the registers gave, with source and date."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.coda import Lavoro, Stato
from portal.base.models import Indirizzabile
from portal.enti.models import Ente
from portal.pdnd.schede import Famiglia, Residenza

NON_TROVATA = "non_trovata"


class Anagrafica(Indirizzabile, Lavoro):
    """Family and residence of a person as ANPR gave them to this ente; the row is also the work of asking again.

    What was received stays until something newer arrives: a register that is down, or that does not find the person,
    takes nothing away.
    """

    ripetibile = True  # a question may be asked twice

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    persona = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="anagrafiche", verbose_name=_("persona")
    )
    id_anpr = models.CharField(_("identificativo unico nazionale"), max_length=20, blank=True)
    dati_famiglia = models.JSONField(_("famiglia"), default=list)
    dati_residenza = models.JSONField(_("residenza"), default=dict)
    ricevuta_il = models.DateTimeField(_("ricevuta il"), null=True)

    class Meta(Lavoro.Meta):
        verbose_name = _("scheda anagrafica")
        verbose_name_plural = _("schede anagrafiche")
        constraints = [models.UniqueConstraint(fields=["ente", "persona"], name="fascicolo_una_scheda_a_persona")]

    def __str__(self) -> str:
        return str(self.codice)

    @property
    def riferimento(self) -> str:
        """The matter for which ANPR is asked: this dossier."""
        return f"FASCICOLO-{self.ente.codice_ipa}-{self.pk}"

    @property
    def famiglia(self) -> Famiglia:
        return Famiglia.da_archivio(self.dati_famiglia)

    @property
    def residenza(self) -> Residenza | None:
        return Residenza(**self.dati_residenza) if self.dati_residenza else None

    @property
    def in_arrivo(self) -> bool:
        """Asked and not answered yet."""
        return self.stato in {Stato.IN_CODA, Stato.IN_CORSO}

    @property
    def in_ritardo(self) -> bool:
        """Asked at least once in vain: we go on trying."""
        return self.in_arrivo and bool(self.errore)

    @property
    def non_trovata(self) -> bool:
        return self.stato == Stato.FALLITO and self.errore == NON_TROVATA

    @property
    def non_riuscita(self) -> bool:
        return self.stato == Stato.FALLITO and self.errore != NON_TROVATA
