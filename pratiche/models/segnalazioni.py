"""What everybody may know of a report about the town: the kind, about where, since when, how far it is. Never who or the story."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from portal.documenti.models import deposito
from portal.enti.models import Ente
from pratiche.models.pratica import Pratica
from pratiche.stati import ACCOLTE, Stato

# a report is public from when the office has looked at it: what nobody has read is shown to nobody
PUBBLICI = (Stato.IN_LAVORAZIONE, Stato.IN_ATTESA_DEL_CITTADINO, *ACCOLTE, Stato.RESPINTA, Stato.ARCHIVIATA)
APERTI = (Stato.IN_LAVORAZIONE, Stato.IN_ATTESA_DEL_CITTADINO)
DECIMALI = 3  # of a degree: about a hundred metres, so that a point is a street and not a door


class SegnalazioneQuerySet(models.QuerySet["Segnalazione"]):
    def pubbliche(self, ente: Ente) -> Self:
        return self.filter(ente=ente, visibile=True, pratica__stato__in=PUBBLICI).select_related("pratica")

    def con_sostegni(self) -> Self:
        """Each with its supporters, counted one report at a time: a page counts those that it shows."""
        suoi = Sostegno.objects.filter(segnalazione=models.OuterRef("pk")).order_by().values("segnalazione")
        quanti = models.Subquery(suoi.annotate(quanti=models.Count("pk")).values("quanti"))
        return self.annotate(quanti=Coalesce(quanti, 0))

    def nel_riquadro(self, latitudine: float, longitudine: float, *, gradi: float) -> Self:
        """Those in the box of this half-side, by the index alone: it works without geographic extensions."""
        return self.filter(
            latitudine__range=(latitudine - gradi, latitudine + gradi),
            longitudine__range=(longitudine - gradi, longitudine + gradi),
        )


def percorso_foto(segnalazione: "Segnalazione", nome: str) -> str:
    return f"segnalazioni/{segnalazione.codice.hex[:2]}/{uuid.uuid4().hex}.jpg"


class Segnalazione(Indirizzabile):
    """The public side of a case. `luogo` and `risposta` are words of the office; `foto` is a copy that it approved."""

    class Tipo(models.TextChoices):
        """The kinds of the municipal model; the package asks for these codes."""

        ACQUA = "acqua", _("Acqua")
        AMBIENTE = "ambiente", _("Ambiente")
        ARREDO = "arredo", _("Arredo urbano")
        DISINFESTAZIONE = "disinfestazione", _("Disinfestazione")
        IGIENE = "igiene", _("Igiene urbana")
        MANUTENZIONE = "manutenzione", _("Manutenzione")
        ORDINE = "ordine", _("Ordine pubblico")
        PARCHI = "parchi", _("Parchi")
        SERVIZI = "servizi", _("Servizi")
        SICUREZZA = "sicurezza", _("Sicurezza")
        STRADE = "strade", _("Strade")

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="+")
    pratica = models.OneToOneField(Pratica, on_delete=models.PROTECT, related_name="segnalazione")
    tipo = models.CharField(_("tipo"), max_length=20, choices=Tipo.choices)
    latitudine = models.FloatField(_("latitudine, arrotondata"), null=True)
    longitudine = models.FloatField(_("longitudine, arrotondata"), null=True)
    visibile = models.BooleanField(_("si vede nell'elenco pubblico"), default=True)
    luogo = models.CharField(_("luogo, come si legge nell'elenco"), max_length=150, blank=True)
    risposta = models.TextField(_("risposta pubblica dell'ufficio"), max_length=1000, blank=True)
    foto = models.FileField(
        _("fotografia pubblica"), storage=deposito, upload_to=percorso_foto, max_length=200, blank=True
    )

    objects = SegnalazioneQuerySet.as_manager()

    class Meta:
        verbose_name = _("segnalazione")
        verbose_name_plural = _("segnalazioni")
        indexes = [
            models.Index(fields=["ente", "latitudine", "longitudine"], name="pratiche_segnalazione_vicina"),
            models.Index(fields=["ente", "-creato_il", "-id"], name="pratiche_segnalazione_elenco"),
        ]

    def __str__(self) -> str:
        return str(self.codice)

    def get_absolute_url(self) -> str:
        return reverse("pratiche:segnalazione", args=[self.codice])

    @property
    def aperta(self) -> bool:
        return self.pratica.stato in APERTI

    @property
    def risolta(self) -> bool:
        return self.pratica.stato in ACCOLTE


class Sostegno(models.Model):
    """«C'è ancora»: one person says that the problem is there, instead of reporting it again."""

    segnalazione = models.ForeignKey(Segnalazione, on_delete=models.CASCADE, related_name="sostegni")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    creato_il = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("sostegno")
        verbose_name_plural = _("sostegni")
        constraints = [
            models.UniqueConstraint(fields=["segnalazione", "persona"], name="pratiche_sostegno_uno_a_testa")
        ]

    def __str__(self) -> str:
        return str(self.pk)
