"""The services with which an ente writes on App IO: each has two keys, and people switch them off one by one."""

from dataclasses import dataclass, field
from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifiche.models.messaggio import Messaggio
from portal.base.models import Indirizzabile
from portal.enti.models import Ente
from portal.identita.cifratura import cifra, decifra

CODA_MOSTRATA = 4  # signs of a key that the office may see again


@dataclass(frozen=True)
class Credenziale:
    """What a call needs. `codice` names it where its keys must not appear: empty for the keys of the settings."""

    codice: str
    chiavi: tuple[str, ...] = field(repr=False)
    configurazione: str = ""
    avanzato: bool = False
    servizio: "ServizioIO | None" = field(default=None, repr=False)

    @classmethod
    def delle_impostazioni(cls) -> Self:
        """The one service of a small town."""
        return cls("", _presenti(settings.APPIO_CHIAVE, settings.APPIO_CHIAVE_2))


class ServizioIO(Indirizzabile):
    """A service on App IO. The keys are encrypted with the keys of the house and are never shown again whole."""

    ente = models.ForeignKey(Ente, on_delete=models.CASCADE, related_name="servizi_io", verbose_name=_("ente"))
    nome = models.CharField(_("nome"), max_length=120, help_text=_("Come si chiama nell'app"))
    predefinito = models.BooleanField(
        _("predefinito"), default=False, help_text=_("Porta i messaggi che nessun altro servizio porta")
    )
    generi = models.JSONField(_("tipi di messaggio"), default=list, blank=True)
    servizi = models.JSONField(_("servizi del Comune"), default=list, blank=True, help_text=_("Vengono prima dei tipi"))
    avanzato = models.BooleanField(
        _("Premium"), default=False, help_text=_("Il contratto Premium: allegati e conferma di lettura")
    )
    configurazione = models.CharField(
        _("configurazione dei contenuti remoti"),
        max_length=26,
        blank=True,
        validators=[RegexValidator(r"^[0-9A-HJKMNP-TV-Z]{26}$")],
        help_text=_("Il configuration_id dato da App IO: vuoto, i messaggi riservati si leggono solo nel portale"),
    )
    primaria = models.BinaryField(editable=False)
    secondaria = models.BinaryField(editable=False, default=b"")
    contenuti = models.BinaryField(editable=False, default=b"")  # the key with which IO asks us for remote contents

    class Meta:
        verbose_name = _("servizio di App IO")
        verbose_name_plural = _("servizi di App IO")
        ordering = ["nome"]
        constraints = [
            models.UniqueConstraint(
                fields=["ente"], condition=models.Q(predefinito=True), name="notifiche_un_servizio_io_predefinito"
            )
        ]

    def __str__(self) -> str:
        return self.nome

    def cambia_chiave(self, quale: str, chiave: str) -> None:
        """Close `chiave` in the field `quale`; nothing is saved yet."""
        setattr(self, quale, cifra(chiave.encode()))

    def chiave(self, quale: str) -> str:
        """The key in the clear, for a call. Raises ChiaveMancante when the house lost the key that closed it."""
        chiuso = bytes(getattr(self, quale))
        return decifra(chiuso).decode() if chiuso else ""

    def coda_della_chiave(self, quale: str) -> str:
        """The last signs of a key: enough to tell which one it is."""
        return self.chiave(quale)[-CODA_MOSTRATA:]

    @property
    def credenziale(self) -> Credenziale:
        chiavi = _presenti(self.chiave("primaria"), self.chiave("secondaria"))
        return Credenziale(str(self.codice), chiavi, self.configurazione, self.avanzato, self)

    def porta(self, messaggio: Messaggio) -> int:
        """How strongly this service claims a message: its municipal service, its kind, all that is left, or not at all."""
        if messaggio.servizio and messaggio.servizio in self.servizi:
            return 3
        if messaggio.genere in self.generi:
            return 2
        return int(self.predefinito)


def _presenti(*chiavi: str) -> tuple[str, ...]:
    return tuple(chiave for chiave in chiavi if chiave)
