"""The proof that money was paid."""

from typing import Any, NoReturn, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from pagamenti.models.avviso import Avviso
from portal.base.models import Indirizzabile
from portal.enti.models import Ente
from portal.registro.models import SoloAggiunta


class RicevutaQuerySet(models.QuerySet["Ricevuta"]):
    def dell_ente(self, ente: Ente) -> Self:
        return self.filter(ente=ente)

    def update(self, **kwargs: Any) -> NoReturn:
        raise SoloAggiunta

    def delete(self) -> NoReturn:
        raise SoloAggiunta

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise SoloAggiunta


class Ricevuta(Indirizzabile):
    """The proof that money was paid (ricevuta telematica), as it reached us. Never changed, never deleted."""

    class Anomalia(models.TextChoices):
        NESSUNA = "", _("Nessuna")
        DOPPIO = "doppio", _("Avviso già pagato")
        ANNULLATO = "annullato", _("Avviso annullato prima del pagamento")
        INCOERENTE = "incoerente", _("Importo o IUV diverso dall'avviso")
        SCONOSCIUTO = "sconosciuto", _("Avviso sconosciuto")
        ESTERNO = "esterno", _("Avviso di un altro ente o sistema")

    class Canale(models.TextChoices):
        STAZIONE = "stazione", _("Inviata da pagoPA")
        RICHIESTA = "richiesta", _("Chiesta a pagoPA")

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="ricevute", verbose_name=_("ente"))
    avviso = models.ForeignKey(
        Avviso, on_delete=models.PROTECT, null=True, related_name="ricevute", verbose_name=_("avviso")
    )
    receipt_id = models.CharField(_("identificativo (IUR)"), max_length=70)
    nav = models.CharField(_("codice avviso"), max_length=18)
    iuv = models.CharField(_("IUV"), max_length=35)
    importo = models.PositiveBigIntegerField(_("importo in centesimi"))
    commissione = models.PositiveBigIntegerField(_("commissione in centesimi"), null=True)
    id_psp = models.CharField(_("codice del prestatore di servizi"), max_length=35)
    psp = models.CharField(_("prestatore di servizi di pagamento"), max_length=70)
    metodo = models.CharField(_("strumento"), max_length=35, blank=True)
    pagata_il = models.DateTimeField(_("pagata il"))
    stand_in = models.BooleanField(_("pagata durante un fermo"), default=False)
    anomalia = models.CharField(_("anomalia"), max_length=12, choices=Anomalia.choices, blank=True)
    canale = models.CharField(_("arrivo"), max_length=10, choices=Canale.choices)
    xml = models.BinaryField(_("messaggio ricevuto"))
    impronta = models.CharField(_("impronta"), max_length=64, help_text=_("SHA-256 del messaggio"))

    objects = RicevutaQuerySet.as_manager()

    class Meta:
        verbose_name = _("ricevuta")
        verbose_name_plural = _("ricevute")
        constraints = [models.UniqueConstraint(fields=["ente", "receipt_id"], name="pagamenti_ricevuta_unica")]
        indexes = [models.Index(fields=["ente", "-creato_il", "-id"], name="pagamenti_ricevute_dell_ente")]

    def __str__(self) -> str:
        return self.receipt_id

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise SoloAggiunta
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise SoloAggiunta
