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
        ]
