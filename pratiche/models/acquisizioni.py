"""What did not come through the portal: the office records it, and what counts is the day it came.

Who has no digital identity answers, or writes, as they can: at the desk, by post, by PEC or by e-mail (art. 38 DPR 445/2000, art. 65 CAD).
"""

from functools import reduce
from operator import or_
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from portal.base.templatetags.casa import giorno
from portal.documenti.models import Documento, deposito
from pratiche.models.accessi import Opposizione
from pratiche.models.immutabile import ScrittaUnaVolta
from pratiche.models.parti import Memoria
from pratiche.models.richieste import PreavvisoRigetto, Richiesta, RichiestaIntegrazione

A_UNA_SOLA = Q(integrazione__isnull=False, preavviso=None) | Q(integrazione=None, preavviso__isnull=False)
CHE_COSA = ("integrazione", "preavviso", "memoria", "opposizione")
DI_UNA_COSA = reduce(or_, (Q(**{f"{una}__isnull": una != nome for una in CHE_COSA}) for nome in CHE_COSA))


class Canale(models.TextChoices):
    SPORTELLO = "sportello", _("Consegnata allo sportello")
    POSTA = "posta", _("Arrivata per posta")
    PEC = "pec", _("Arrivata per PEC")
    EMAIL = "email", _("Arrivata per e-mail")


class Acquisizione(ScrittaUnaVolta, Indirizzabile):
    """How something came, and who recorded it. `foglio` is the scan, or the message as it was received.

    It is of the answer to a request for completion or to a notice of refusal, of a memoria, or of an objection: what was
    written is there, as for every other.
    """

    integrazione = models.OneToOneField(
        RichiestaIntegrazione, on_delete=models.PROTECT, null=True, related_name="acquisizione"
    )
    preavviso = models.OneToOneField(PreavvisoRigetto, on_delete=models.PROTECT, null=True, related_name="acquisizione")
    memoria = models.OneToOneField(Memoria, on_delete=models.PROTECT, null=True, related_name="acquisizione")
    opposizione = models.OneToOneField(Opposizione, on_delete=models.PROTECT, null=True, related_name="acquisizione")
    canale = models.CharField(_("come è arrivata"), max_length=10, choices=Canale.choices)
    arrivata_il = models.DateField(_("arrivata il"))
    foglio = models.OneToOneField(Documento, on_delete=models.PROTECT, related_name="+", verbose_name=_("foglio"))
    operatore = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("risposta arrivata fuori dal portale")
        verbose_name_plural = _("risposte arrivate fuori dal portale")
        ordering = ["creato_il", "pk"]
        constraints = [models.CheckConstraint(condition=DI_UNA_COSA, name="pratiche_acquisizione_di_una")]

    def __str__(self) -> str:
        return self.come

    @property
    def come(self) -> str:
        """How and when it came, in words that fit whatever it is."""
        modi = {
            Canale.SPORTELLO: gettext("Su carta, allo sportello, %s"),
            Canale.POSTA: gettext("Per posta, %s"),
            Canale.PEC: gettext("Per PEC, %s"),
            Canale.EMAIL: gettext("Per e-mail, %s"),
        }
        return modi[Canale(self.canale)] % giorno(self.arrivata_il)


class BozzaAcquisizione(Indirizzabile):
    """What an officer is copying from the sheet, right or wrong: another thing from what the citizen is writing at home.

    It goes away when the answer is recorded, and when nobody waits for it any more.
    """

    integrazione = models.ForeignKey(RichiestaIntegrazione, on_delete=models.PROTECT, null=True, related_name="copiate")
    preavviso = models.ForeignKey(PreavvisoRigetto, on_delete=models.PROTECT, null=True, related_name="copiate")
    operatore = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scritto = models.JSONField(_("scritto finora"), default=dict)

    class Meta:
        verbose_name = _("risposta in corso di registrazione")
        verbose_name_plural = _("risposte in corso di registrazione")
        constraints = [
            models.CheckConstraint(condition=A_UNA_SOLA, name="pratiche_bozza_acquisizione_di_una"),
            models.UniqueConstraint(fields=["integrazione", "operatore"], name="pratiche_una_copia_integrazione"),
            models.UniqueConstraint(fields=["preavviso", "operatore"], name="pratiche_una_copia_preavviso"),
        ]

    @property
    def richiesta(self) -> Richiesta:
        return self.integrazione or self.preavviso  # type: ignore[return-value]  # one of the two


def percorso_file(file: "FileAcquisizione", nome: str) -> str:
    """Opaque code: the name given by a person never becomes a path."""
    ente = file.bozza.richiesta.pratica.ente
    return f"{ente.codice_ipa}/bozze/{file.codice}{Path(nome).suffix.lower()}"


class FileAcquisizione(Indirizzabile):
    """The sheet, or a file that came with it, kept while the rest is still to be put right: nobody scans twice."""

    bozza = models.ForeignKey(BozzaAcquisizione, on_delete=models.CASCADE, related_name="file")
    campo = models.CharField(_("campo"), max_length=60)
    nome = models.CharField(_("nome"), max_length=150)
    mime = models.CharField(_("formato"), max_length=100)
    dimensione = models.PositiveBigIntegerField(_("dimensione in byte"))
    file = models.FileField(_("file"), storage=deposito, upload_to=percorso_file, max_length=200)

    class Meta:
        verbose_name = _("file di una risposta in corso di registrazione")
        verbose_name_plural = _("file di una risposta in corso di registrazione")
        ordering = ["creato_il", "pk"]

    def __str__(self) -> str:
        return self.nome
