"""What the office asks of the citizen while it works: to complete the request, or to answer a notice of refusal.

Each is a thing of its own, with its words, its term, its answer and its end; never a state of the case.
"""

import datetime as dt

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from portal.documenti.models import Documento
from pratiche import termini
from pratiche.models.arrivi import AncheFuori
from pratiche.models.pratica import Pratica
from pratiche.termini import Motivo, Sospensione


class StatoRichiesta(models.TextChoices):
    APERTA = "aperta", _("In attesa di risposta")
    RISPOSTA = "risposta", _("Risposta arrivata")
    ANNULLATA = "annullata", _("Annullata dall'ufficio")
    CHIUSA = "chiusa", _("Chiusa senza risposta")


class Richiesta(AncheFuori, Indirizzabile):
    """What both have. The words of the office are never erased; `messaggio` is a draft until `risposta_il`."""

    operatore = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    testo = models.TextField(_("che cosa serve e perché"))
    documenti = models.ManyToManyField(Documento, related_name="+", verbose_name=_("documenti dell'ufficio"))
    chiesta_il = models.DateTimeField(_("chiesta il"))
    scadenza = models.DateField(_("rispondere entro"))
    messaggio = models.TextField(_("messaggio del cittadino"), blank=True)
    risposta_il = models.DateTimeField(_("risposta il"), null=True)
    chiusa_il = models.DateTimeField(_("chiusa senza risposta il"), null=True)
    motivo_annullamento = models.TextField(_("perché l'ufficio l'ha annullata"), blank=True)

    class Meta:
        abstract = True

    pratica: Pratica

    @property
    def stato(self) -> StatoRichiesta:
        if self.risposta_il:
            return StatoRichiesta.RISPOSTA
        if self.chiusa_il is None:
            return StatoRichiesta.APERTA
        return StatoRichiesta.ANNULLATA if self.motivo_annullamento else StatoRichiesta.CHIUSA

    @property
    def aperta(self) -> bool:
        return self.risposta_il is None and self.chiusa_il is None

    @property
    def scaduta(self) -> bool:
        """Still without an answer, and its time is over."""
        return self.aperta and timezone.localdate() > self.scadenza

    @property
    def mandata_da_qui(self) -> bool:
        """Was it answered, and from the portal?"""
        return self.risposta_il is not None and not self.fuori_dal_portale

    @property
    def annullata(self) -> bool:
        return self.stato == StatoRichiesta.ANNULLATA

    @property
    def _giorni(self) -> tuple[dt.date, dt.date | None, dt.date | None]:
        """When it was sent, answered and closed, as days in Rome."""
        risposta = timezone.localdate(self.risposta_il) if self.risposta_il else None
        chiusa = timezone.localdate(self.chiusa_il) if self.chiusa_il else None
        return timezone.localdate(self.chiesta_il), risposta, chiusa


class RichiestaIntegrazione(Richiesta):
    """One request for completion (art. 6 L. 241/1990). It reopens the fields named in `campi` and nothing else.

    `motivi` says of each what is wrong (`MotivoCampo`); `risposte` are a draft until `risposta_il`.
    """

    class MotivoCampo(models.TextChoices):
        MANCA = "manca", _("manca")
        INCOMPLETO = "incompleto", _("è incompleto")
        ILLEGGIBILE = "illeggibile", _("non si legge")
        NON_AGGIORNATO = "non_aggiornato", _("è scaduto o non aggiornato")
        ERRATO = "errato", _("non è corretto")
        ALTRO = "altro", _("va rivisto, come spiegato")

    pratica = models.ForeignKey(Pratica, on_delete=models.PROTECT, related_name="integrazioni")
    campi = models.JSONField(_("campi da correggere"), default=list)
    motivi = models.JSONField(_("che cosa non va in ciascun campo"), default=dict)
    risposte = models.JSONField(_("risposte"), default=dict)
    prorogata_il = models.DateTimeField(_("prorogata il"), null=True)
    motivo_proroga = models.TextField(_("perché il cittadino ha chiesto più tempo"), blank=True)

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

    def perche(self, campo: str) -> str:
        """What is wrong in a field, in words."""
        return str(self.MotivoCampo(self.motivi.get(campo, self.MotivoCampo.ALTRO)).label)

    @property
    def da_rivedere(self) -> list[tuple[str, str]]:
        """The fields reopened, each with what is wrong, in words."""
        nomi = {campo.nome: campo.etichetta for campo in self.pratica.definizione.campi}
        return [(nomi[campo], self.perche(campo)) for campo in self.campi if campo in nomi]

    @property
    def sospensione(self) -> Sospensione:
        """What it does to the term of the case (art. 2 c. 7)."""
        chiesta, risposta, chiusa = self._giorni
        return Sospensione(Motivo.INTEGRAZIONE, chiesta, risposta or chiusa)


class PreavvisoRigetto(Richiesta):
    """The notice that the request is going to be refused (art. 10-bis): `testo` has the reasons, `messaggio` the observations.

    `valutazione` is how the office weighed the observations: without it there is no refusal.
    """

    pratica = models.ForeignKey(Pratica, on_delete=models.PROTECT, related_name="preavvisi")
    valutazione = models.TextField(_("come sono state valutate le osservazioni"), blank=True)

    class Meta:
        verbose_name = _("preavviso di rigetto")
        verbose_name_plural = _("preavvisi di rigetto")
        ordering = ["chiesta_il", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pratica"],
                condition=models.Q(risposta_il=None, chiusa_il=None),
                name="pratiche_un_preavviso_aperto",
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("pratiche:osserva", args=[self.pratica.codice])

    @property
    def sospensione(self) -> Sospensione:
        """What it does to the term of the case (art. 10-bis)."""
        comunicato, osservazioni, chiuso = self._giorni
        return termini.preavviso(comunicato, self.scadenza, osservazioni, chiuso=chiuso)
