"""What everybody may know of a report about the town: the kind, about where, since when, how far it is. Never who or the story."""

import math
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from portal.documenti.models import deposito
from portal.enti.models import Ente
from pratiche.models.pratica import Pratica
from pratiche.models.storia import AllegatoPratica
from pratiche.stati import ACCOLTE, APERTE, Stato

SERVIZIO = "segnalazione-disservizio"  # its package asks for `tipo`, `luogo`, `foto` and `segue`
DECIMALI = 3  # of a degree: about a hundred metres, so that a point is a street and not a door
METRI_PER_GRADO = 111_320


class Situazione(models.TextChoices):
    """How far a report is, for everybody: it follows the case."""

    IN_LAVORAZIONE = "in_lavorazione", _("In lavorazione")
    IN_ATTESA = "in_attesa", _("In attesa di notizie da chi l'ha fatta")
    RISOLTA = "risolta", _("Risolta")
    CHIUSA = "chiusa", _("Chiusa senza intervento")
    RITIRATA = "ritirata", _("Ritirata da chi l'ha fatta")
    UNITA = "unita", _("Unita a un'altra")


class Novita(models.TextChoices):
    """What who follows a report wants to hear."""

    PRESA = "presa", _("Presa in carico")
    RISOLTA = "risolta", _("Risolta")
    CHIUSA = "chiusa", _("Chiusa senza intervento")
    RIAPERTA = "riaperta", _("Riaperta")
    RITIRATA = "ritirata", _("Ritirata da chi l'ha fatta")


DELLO_STATO = {
    Stato.PRESENTATA: Situazione.IN_LAVORAZIONE,  # another office is about to take it
    Stato.IN_LAVORAZIONE: Situazione.IN_LAVORAZIONE,
    Stato.IN_ATTESA_DEL_CITTADINO: Situazione.IN_ATTESA,
    **dict.fromkeys(ACCOLTE, Situazione.RISOLTA),
    Stato.RESPINTA: Situazione.CHIUSA,
    Stato.ARCHIVIATA: Situazione.CHIUSA,
    Stato.RITIRATA: Situazione.RITIRATA,
}


class SegnalazioneQuerySet(models.QuerySet["Segnalazione"]):
    def pubbliche(self, ente: Ente) -> Self:
        """From when the office has looked at them: what nobody has read is shown to nobody."""
        return self.filter(ente=ente, visibile=True, pubblica_dal__isnull=False).select_related("pratica__ufficio")

    def in_elenco(self) -> Self:
        """Each problem once: those joined to another one are on its page."""
        return self.filter(unita_a=None)

    def che_dicono(self, parole: str) -> Self:
        """These words are in the place or in the answer."""
        return self.filter(Q(luogo__icontains=parole) | Q(risposta__icontains=parole))

    def con_sostegni(self) -> Self:
        """Each with its supporters, counted one report at a time: a page counts those that it shows."""
        suoi = Sostegno.objects.filter(segnalazione=models.OuterRef("pk")).order_by().values("segnalazione")
        quanti = models.Subquery(suoi.annotate(quanti=models.Count("pk")).values("quanti"))
        return self.annotate(quanti=Coalesce(quanti, 0))

    def da_raccontare(self) -> Self:
        """Those with news that who follows them has not heard yet."""
        return self.exclude(novita="")

    def vicine_a(self, latitudine: float, longitudine: float, *, metri: int) -> Self:
        """Those in the square with this half-side, by the index alone: it works without geographic extensions."""
        in_alto = metri / METRI_PER_GRADO
        di_lato = in_alto / max(math.cos(math.radians(latitudine)), 0.01)  # a degree of longitude is shorter
        return self.filter(
            latitudine__range=(latitudine - in_alto, latitudine + in_alto),
            longitudine__range=(longitudine - di_lato, longitudine + di_lato),
        )


class Segnalazione(Indirizzabile):
    """The public side of a case. `luogo` and `risposta` are words of the office."""

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
    pubblica_dal = models.DateTimeField(_("vista dall'ufficio il"), null=True, editable=False)
    luogo = models.CharField(_("luogo, come si legge nell'elenco"), max_length=150, blank=True)
    risposta = models.TextField(_("risposta pubblica dell'ufficio"), max_length=1000, blank=True)
    # made after the time to open the first one again was over
    dopo = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="successive")
    # the same problem, said twice: what becomes of it is there
    unita_a = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="unite")
    # what who follows it has still to hear, and since when
    novita = models.CharField(
        _("novità da raccontare"), max_length=20, choices=Novita.choices, blank=True, editable=False
    )
    novita_il = models.DateTimeField(_("ultima novità"), null=True, editable=False)

    objects = SegnalazioneQuerySet.as_manager()

    class Meta:
        verbose_name = _("segnalazione")
        verbose_name_plural = _("segnalazioni")
        constraints = [
            models.CheckConstraint(
                condition=Q(unita_a=None) | ~Q(unita_a=F("id")), name="pratiche_segnalazione_non_unita_a_se"
            )
        ]
        indexes = [
            models.Index(fields=["ente", "latitudine", "longitudine"], name="pratiche_segnalazione_vicina"),
            models.Index(fields=["ente", "-creato_il", "-id"], name="pratiche_segnalazione_elenco"),
            models.Index(fields=["novita_il"], condition=~Q(novita=""), name="pratiche_segnalazione_novita"),
        ]

    def __str__(self) -> str:
        return str(self.codice)

    def get_absolute_url(self) -> str:
        return reverse("pratiche:segnalazione", args=[self.codice])

    @property
    def situazione(self) -> Situazione:
        return Situazione.UNITA if self.unita_a_id else DELLO_STATO[Stato(self.pratica.stato)]

    @property
    def aperta(self) -> bool:
        return self.pratica.stato in APERTE and not self.unita_a_id

    @property
    def in_pubblico(self) -> bool:
        """May everybody read it now?"""
        return self.visibile and self.pubblica_dal is not None


def percorso_foto(foto: "FotoPubblica", nome: str) -> str:
    return f"segnalazioni/{foto.segnalazione.codice.hex[:2]}/{uuid.uuid4().hex}.jpg"


class FotoPubblica(Indirizzabile):
    """A clean copy of a photograph of the case, that the office approved."""

    segnalazione = models.ForeignKey(Segnalazione, on_delete=models.PROTECT, related_name="foto")
    allegato = models.OneToOneField(AllegatoPratica, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.FileField(_("fotografia pubblica"), storage=deposito, upload_to=percorso_foto, max_length=200)

    class Meta:
        verbose_name = _("fotografia pubblica")
        verbose_name_plural = _("fotografie pubbliche")
        ordering = ["creato_il", "pk"]

    def __str__(self) -> str:
        return str(self.codice)


class Sostegno(models.Model):
    """«C'è ancora»: one person says that the problem is there, instead of reporting it again, and hears what becomes of it."""

    segnalazione = models.ForeignKey(Segnalazione, on_delete=models.CASCADE, related_name="sostegni")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    avvisami = models.BooleanField(_("vuole sapere come va"), default=True)
    # the news up to here were told, or came before
    avvisato_il = models.DateTimeField(_("avvisato fino al"), default=timezone.now)
    creato_il = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("sostegno")
        verbose_name_plural = _("sostegni")
        constraints = [
            models.UniqueConstraint(fields=["segnalazione", "persona"], name="pratiche_sostegno_uno_a_testa")
        ]

    def __str__(self) -> str:
        return str(self.pk)
