"""What the citizen and the office write to each other about a case: kept with it, never changed, never deleted."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from portal.enti.models import Ufficio
from pratiche.models.immutabile import ScrittaUnaVolta
from pratiche.models.pratica import Pratica


class MessaggioPraticaQuerySet(models.QuerySet["MessaggioPratica"]):
    def segna_letti(self, pratica: Pratica, mittente: str, quando: dt.datetime) -> int:
        """Whoever these were for has opened the page that shows them. Returns how many were new."""
        return self.filter(pratica=pratica, mittente=mittente, letto_il=None).update(letto_il=quando)


class MessaggioPratica(ScrittaUnaVolta, Indirizzabile):
    """A message between a citizen and the office of the case. `codice` comes with the form: the second of two clicks adds nothing.

    `ufficio` is the office that had the case when it was written: the citizen reads its name, never the officer's.
    """

    class Mittente(models.TextChoices):
        CITTADINO = "cittadino", _("Cittadino")
        UFFICIO = "ufficio", _("Ufficio")

    pratica = models.ForeignKey(Pratica, on_delete=models.PROTECT, related_name="dialogo")
    mittente = models.CharField(_("da"), max_length=10, choices=Mittente.choices)
    autore = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("scritto da")
    )
    per_mezzo_di = models.CharField(_("scritto da, per il richiedente"), max_length=401, blank=True)
    ufficio = models.ForeignKey(Ufficio, on_delete=models.PROTECT, related_name="+", verbose_name=_("ufficio"))
    testo = models.TextField(_("testo"))
    # name and code of each: the documents are those of the case, and a page reads a long conversation in one query
    allegati = models.JSONField(_("documenti"), default=list)
    letto_il = models.DateTimeField(_("letto il"), null=True, editable=False)

    objects = MessaggioPraticaQuerySet.as_manager()

    class Meta:
        verbose_name = _("messaggio di una pratica")
        verbose_name_plural = _("messaggi delle pratiche")
        ordering = ["creato_il", "pk"]
        indexes = [models.Index(fields=["pratica", "creato_il", "id"], name="pratiche_dialogo")]

    @property
    def del_cittadino(self) -> bool:
        return self.mittente == self.Mittente.CITTADINO

    @property
    def nuovo(self) -> bool:
        return self.letto_il is None

    @property
    def file(self) -> list[tuple[str, str]]:
        """Name and address of each document sent with the words."""
        return [(uno["nome"], reverse("documenti:scarica", args=[uno["codice"]])) for uno in self.allegati]
