"""A question to the help desk, from who has not entered: an address that was proved, the words, what was answered.

It is not a case: nobody is identified, nothing is granted, no term of the law runs. Who has a digital identity uses the service
`richiesta-assistenza` instead.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.coda import FERMI, Lavoro
from portal.base.models import Indirizzabile
from portal.enti.models import Ente, Ufficio

SALE = "assistenza.domanda"
DA_CONFERMARE_PER = dt.timedelta(days=7)  # then what nobody confirmed is deleted
CONSERVATA_PER = dt.timedelta(days=365)  # after it was closed; the page says so too
CHIUDE_DOPO = dt.timedelta(days=30)  # without anything new after the last answer
PREAVVISO = dt.timedelta(days=7)  # never less, also when the portal was off


class DomandaQuerySet(models.QuerySet["Domanda"]):
    def degli_uffici(self, uffici: Iterable[Ufficio], ente: Ente) -> Self:
        """Those that entered, of these offices."""
        return self.filter(ente=ente, ufficio__in=uffici).exclude(confermata_il=None)

    def vive(self) -> Self:
        """Those whose time is not over: what is thrown away tonight is not shown this evening."""
        return self.exclude(_scadute())

    def da_avvisare(self) -> Self:
        """Answered and left open: it is time to say that they close."""
        fine = timezone.now() - CHIUDE_DOPO + PREAVVISO
        return self.filter(chiusa_il=None, risposta_il__lt=fine, si_chiude_il=None)

    def da_chiudere(self) -> Self:
        """Their day has come."""
        return self.filter(chiusa_il=None, si_chiude_il__lte=timezone.localdate())

    def da_buttare(self) -> Self:
        return self.filter(_scadute())


def _scadute() -> Q:
    """Never confirmed, or closed a year ago."""
    ora = timezone.now()
    mai = Q(confermata_il__isnull=True, creato_il__lt=ora - DA_CONFERMARE_PER)
    return mai | Q(chiusa_il__isnull=False, chiusa_il__lt=ora - CONSERVATA_PER)


class Domanda(Indirizzabile):
    """One question. It enters, and an office sees it, only when its address is confirmed."""

    class Categoria(models.TextChoices):
        """The kinds of the service `richiesta-assistenza`."""

        RELAZIONI = "relazioni", _("Relazioni con il pubblico")
        ACCESSO = "accesso", _("Accesso al portale, SPID e CIE")
        ANAGRAFE = "anagrafe", _("Anagrafe e stato civile")
        SCUOLA = "scuola", _("Educazione e formazione")
        MOBILITA = "mobilita", _("Mobilità e trasporti")
        SALUTE = "salute", _("Salute, benessere e assistenza")
        TRIBUTI = "tributi", _("Tributi, finanze e contravvenzioni")
        EDILIZIA = "edilizia", _("Catasto e urbanistica")
        IMPRESE = "imprese", _("Imprese e commercio")
        AMBIENTE = "ambiente", _("Ambiente")
        ALTRO = "altro", _("Altro")

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="+")
    ufficio = models.ForeignKey(Ufficio, on_delete=models.PROTECT, related_name="+", verbose_name=_("ufficio"))
    nome = models.CharField(_("nome"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"))
    categoria = models.CharField(_("argomento"), max_length=20, choices=Categoria.choices)
    testo = models.TextField(_("domanda"), max_length=2000)
    pagina = models.CharField(_("pagina da cui scrive"), max_length=500, blank=True)
    lingua = models.CharField(_("lingua"), max_length=10, default="it")
    confermata_il = models.DateTimeField(_("indirizzo confermato il"), null=True)
    risposta_il = models.DateTimeField(_("ultima risposta il"), null=True)
    si_chiude_il = models.DateField(_("si chiude da sola il"), null=True)  # said by mail
    chiusa_il = models.DateTimeField(_("chiusa il"), null=True)

    objects = DomandaQuerySet.as_manager()

    class Meta:
        verbose_name = _("domanda all'assistenza")
        verbose_name_plural = _("domande all'assistenza")
        constraints = [
            models.CheckConstraint(
                condition=Q(confermata_il__isnull=False) | Q(risposta_il=None, chiusa_il=None),
                name="assistenza_si_risponde_a_chi_ha_confermato",
            ),
            models.CheckConstraint(
                condition=Q(si_chiude_il=None) | Q(risposta_il__isnull=False), name="assistenza_si_chiude_con_risposta"
            ),
        ]
        indexes = [
            models.Index(fields=["ufficio", "ente", "-creato_il", "-id"], name="assistenza_dell_ufficio"),
            models.Index(fields=["email", "creato_il"], name="assistenza_di_un_indirizzo"),
            models.Index(fields=["creato_il"], condition=Q(confermata_il=None), name="assistenza_da_confermare"),
            models.Index(
                fields=["risposta_il"],
                condition=Q(risposta_il__isnull=False, chiusa_il=None),
                name="assistenza_risposte_aperte",
            ),
            models.Index(fields=["chiusa_il"], condition=Q(chiusa_il__isnull=False), name="assistenza_chiuse"),
        ]

    def __str__(self) -> str:
        return self.numero

    def get_absolute_url(self) -> str:
        """Where who asked reads: the address is signed and is the only key."""
        return reverse("assistenza:domanda", args=[signing.Signer(salt=SALE).sign(self.codice.hex)])

    @property
    def numero(self) -> str:
        """What one quotes on the phone."""
        return self.codice.hex[:8].upper()

    @property
    def aperta(self) -> bool:
        return self.confermata_il is not None and self.chiusa_il is None


class Risposta(Indirizzabile):
    """What the office answered."""

    domanda = models.ForeignKey(Domanda, on_delete=models.CASCADE, related_name="risposte")
    autore = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    testo = models.TextField(_("risposta"), max_length=4000)

    class Meta:
        verbose_name = _("risposta dell'assistenza")
        verbose_name_plural = _("risposte dell'assistenza")
        ordering = ["creato_il", "pk"]

    def __str__(self) -> str:
        return str(self.codice)


class Lettera(Lavoro):
    """A mail about a question, to who has no inbox here. Sent again it says the same: it harms nobody."""

    ripetibile = True

    class Genere(models.TextChoices):
        CONFERMA = "conferma", _("Conferma dell'indirizzo")
        RISPOSTA = "risposta", _("Risposta")
        CHIUSURA = "chiusura", _("Avviso di chiusura")

    domanda = models.ForeignKey(Domanda, on_delete=models.CASCADE, related_name="lettere")
    genere = models.CharField(_("genere"), max_length=10, choices=Genere.choices)

    class Meta(Lavoro.Meta):
        verbose_name = _("lettera dell'assistenza")
        verbose_name_plural = _("lettere dell'assistenza")
        indexes = [
            *Lavoro.Meta.indexes,
            models.Index(fields=["id"], condition=Q(stato__in=FERMI), name="assistenza_lettere_ferme"),
        ]
