"""A request filled in by an officer for a citizen who came to the desk, or who sent somebody."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from pratiche.models.pratica import Pratica


class Riconoscimento(models.TextChoices):
    """How the officer knows who it is (art. 35 and 38 DPR 445/2000)."""

    DOCUMENTO = "documento", _("Documento d'identità")
    CONOSCENZA = "conoscenza", _("Conoscenza personale")
    DELEGA = "delega", _("Si è presentata un'altra persona, con una delega scritta")


class TipoDocumento(models.TextChoices):
    CARTA = "carta", _("Carta d'identità")
    PATENTE = "patente", _("Patente di guida")
    PASSAPORTO = "passaporto", _("Passaporto")
    SOGGIORNO = "soggiorno", _("Permesso di soggiorno")
    ALTRO = "altro", _("Altro documento con fotografia, di un'amministrazione dello Stato")


class Controllo(models.TextChoices):
    """How the office checked that who came is the parent of who asks (art. 43 and 71 DPR 445/2000)."""

    ANAGRAFE = "anagrafe", _("Con l'anagrafe o lo stato civile")
    DOCUMENTO = "documento", _("Con un documento del figlio che nomina i genitori")
    DOPO = "dopo", _("Non ancora: lo controlla poi l'ufficio che verifica i genitori")


class ModoFirma(models.TextChoices):
    DAVANTI = "davanti", _("Ha firmato davanti a me")
    CARTA = "carta", _("Ha firmato il modulo stampato, che allego")


class CompilazioneSportello(Indirizzabile):
    """Who filled the draft in, and how the citizen was identified. Of the document only the last four characters are kept."""

    pratica = models.OneToOneField(Pratica, on_delete=models.CASCADE, related_name="sportello")
    operatore = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    riconoscimento = models.CharField(_("riconosciuta con"), max_length=12, choices=Riconoscimento.choices)
    documento = models.CharField(_("documento"), max_length=12, choices=TipoDocumento.choices, blank=True)
    ultime_cifre = models.CharField(_("ultimi quattro caratteri del numero"), max_length=4, blank=True)
    delegato = models.CharField(_("nome e cognome di chi si è presentato"), max_length=200, blank=True)
    # who asks is a minor: the parent who came, identified as above, declares it and signs
    genitore = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("per mezzo del genitore"),
    )
    controllo = models.CharField(_("genitore controllato"), max_length=10, choices=Controllo.choices, blank=True)
    firma = models.CharField(_("firma"), max_length=8, choices=ModoFirma.choices, blank=True)

    class Meta:
        verbose_name = _("compilazione allo sportello")
        verbose_name_plural = _("compilazioni allo sportello")
        constraints = [
            models.CheckConstraint(
                condition=Q(riconoscimento="conoscenza") | (~Q(documento="") & ~Q(ultime_cifre="")),
                name="pratiche_sportello_con_documento",
            ),
            models.CheckConstraint(
                condition=~Q(riconoscimento="delega") | (~Q(delegato="") & ~Q(firma="davanti")),
                name="pratiche_sportello_delega_firma_su_carta",
            ),
            models.CheckConstraint(
                condition=Q(genitore=None, controllo="")
                | (Q(genitore__isnull=False) & ~Q(controllo="") & ~Q(riconoscimento="delega")),
                name="pratiche_sportello_genitore_presente",
            ),
        ]
