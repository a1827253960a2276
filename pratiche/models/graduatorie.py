"""Rankings: the rounds in which one may apply, and what was published of them."""

import datetime as dt
import hashlib
import secrets

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Ufficio
from pratiche.models.immutabile import ScrittaUnaVolta
from pratiche.models.pratica import Pratica
from pratiche.models.versione import VersioneServizio
from pratiche.moduli.graduatoria import OVUNQUE, Graduatoria

LETTERE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is read for another


def nuovo_seme() -> str:
    return secrets.token_hex(16)


def nuova_sigla() -> str:
    """The public code of who applied: `K7Q2-9FXM`. It says nothing of the person."""
    lettere = "".join(secrets.choice(LETTERE) for _lettera in range(8))
    return f"{lettere[:4]}-{lettere[4:]}"


class Fase(models.TextChoices):
    FUTURA = "futura", _("Non ancora aperta")
    APERTA = "aperta", _("Aperta alle domande")
    CHIUSA = "chiusa", _("Chiusa: si calcola la graduatoria")
    PROVVISORIA = "provvisoria", _("Graduatoria provvisoria")
    DEFINITIVA = "definitiva", _("Graduatoria definitiva")
    CONCLUSA = "conclusa", _("Conclusa")


class TornataQuerySet(models.QuerySet["Tornata"]):
    def del_servizio(self, servizio_id: int) -> "TornataQuerySet":
        return self.filter(servizio_id=servizio_id).order_by("-apre_il")

    def aperta(self, servizio_id: int, quando: dt.datetime) -> "Tornata | None":
        """The round that takes requests at this moment."""
        return self.filter(servizio_id=servizio_id, apre_il__lte=quando, chiude_il__gte=quando).first()

    def blocca(self, tornata_id: int) -> "Tornata":
        """The round, locked until the end of the transaction: its places are given one act at a time. Read after the lock, as a case."""
        self.select_for_update(no_key=True).values_list("pk").get(pk=tornata_id)
        return self.select_related("servizio__ente", "servizio__ufficio", "versione").get(pk=tornata_id)

    def blocca_con_le_pratiche(self, tornata_id: int) -> "Tornata":
        """With all its cases, for an act that touches many: locked in the order of their keys, before any number is given."""
        tornata = self.blocca(tornata_id)
        sue = Pratica.objects.filter(candidatura__tornata=tornata).order_by("pk")
        list(sue.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))
        return tornata


class Tornata(Indirizzabile):
    """When one may apply, for how many places, with which criteria: those of `versione`, which no longer change.

    `inizia_il` is the first day of who gets a place. Until `cambi_entro` who has confirmed a place may give it up, or move to a more
    wanted one that frees; without it a confirmation is final.

    `seme` decides the draw among equals: its fingerprint is public from the start, the seed itself with the ranking, so that
    nobody can choose it after seeing who applied.
    """

    servizio = models.ForeignKey(Servizio, on_delete=models.PROTECT, related_name="tornate", verbose_name=_("servizio"))
    versione = models.ForeignKey(VersioneServizio, on_delete=models.PROTECT, related_name="+")
    nome = models.CharField(_("nome"), max_length=100)
    apre_il = models.DateTimeField(_("apre il"))
    chiude_il = models.DateTimeField(_("chiude il"))
    posti = models.JSONField(_("posti di ogni sede"), default=dict)
    inizia_il = models.DateField(_("primo giorno"), null=True)
    cambi_entro = models.DateField(_("rinunce e passaggi fino al"), null=True)
    seme = models.CharField(_("seme del sorteggio"), max_length=64, default=nuovo_seme, editable=False)
    provvisoria_il = models.DateTimeField(_("graduatoria provvisoria del"), null=True, editable=False)
    osservazioni_entro = models.DateField(_("osservazioni entro"), null=True, editable=False)
    definitiva_il = models.DateTimeField(_("graduatoria definitiva del"), null=True, editable=False)
    atto_numero = models.CharField(_("numero dell'atto"), max_length=50, blank=True, editable=False)
    atto_data = models.DateField(_("data dell'atto"), null=True, editable=False)
    valida_fino = models.DateField(_("valida fino al"), null=True, editable=False)
    pubblica_fino = models.DateField(_("pubblicata fino al"), null=True, editable=False)
    conclusa_il = models.DateTimeField(_("conclusa il"), null=True, editable=False)

    objects = TornataQuerySet.as_manager()

    class Meta:
        verbose_name = _("tornata")
        verbose_name_plural = _("tornate")
        ordering = ["-apre_il"]
        constraints = [
            models.CheckConstraint(condition=Q(chiude_il__gt=F("apre_il")), name="pratiche_tornata_con_durata"),
        ]
        indexes = [
            models.Index(fields=["servizio", "-apre_il"], name="pratiche_tornate_servizio"),
            models.Index(fields=["definitiva_il"], condition=Q(conclusa_il=None), name="pratiche_tornate_che_scorrono"),
        ]

    def __str__(self) -> str:
        return self.nome

    def get_absolute_url(self) -> str:
        """The public page of the round and of its ranking."""
        return reverse("pratiche:graduatoria", args=[self.servizio.slug, self.codice])

    @property
    def ente(self) -> Ente:
        return self.servizio.ente

    @property
    def ufficio(self) -> Ufficio:
        return self.servizio.ufficio

    @property
    def regole(self) -> Graduatoria:
        regole = self.versione.definizione.graduatoria
        if regole is None:
            raise ValueError("tornata di un servizio senza graduatoria")
        return regole

    @property
    def impronta_seme(self) -> str:
        """What is published before the seed: who has the seed can check it."""
        return hashlib.sha256(self.seme.encode()).hexdigest()

    @property
    def fase(self) -> Fase:
        adesso = timezone.now()
        passate = (
            (self.conclusa_il, Fase.CONCLUSA),
            (self.definitiva_il, Fase.DEFINITIVA),
            (self.provvisoria_il, Fase.PROVVISORIA),
            (adesso > self.chiude_il, Fase.CHIUSA),
            (adesso >= self.apre_il, Fase.APERTA),
        )
        return next((fase for vera, fase in passate if vera), Fase.FUTURA)

    @property
    def pubblicata(self) -> bool:
        """May the ranking be read by everybody today? Its time ends (art. 5 c. 1 e GDPR)."""
        return bool(self.provvisoria_il) and (self.pubblica_fino is None or timezone.localdate() <= self.pubblica_fino)

    @property
    def osservazioni_aperte(self) -> bool:
        return self.fase == Fase.PROVVISORIA and bool(
            self.osservazioni_entro and timezone.localdate() <= self.osservazioni_entro
        )

    @property
    def cambi_aperti(self) -> bool:
        """May a place already confirmed be given up, or left for a more wanted one?"""
        return self.fase == Fase.DEFINITIVA and bool(self.cambi_entro and timezone.localdate() <= self.cambi_entro)

    @property
    def sedi(self) -> list[tuple[str, str]]:
        """Code and name of each seat; one without a name where no preference is asked."""
        preferenze = self.regole.preferenze
        return self.versione.definizione.per_nome[preferenze[0]].scelte if preferenze else [(OVUNQUE, "")]

    def nome_sede(self, codice: str) -> str:
        return dict(self.sedi).get(codice, codice)

    @property
    def posti_in_tutto(self) -> int:
        return sum(self.posti.values())


class GraduatoriaPubblicata(ScrittaUnaVolta):
    """What everybody could read, as it was that day: code, points and position of each. Never changed."""

    class Genere(models.TextChoices):
        PROVVISORIA = "provvisoria", _("provvisoria")
        DEFINITIVA = "definitiva", _("definitiva")

    tornata = models.ForeignKey(Tornata, on_delete=models.PROTECT, related_name="pubblicate")
    genere = models.CharField(_("genere"), max_length=20, choices=Genere.choices)
    elenco = models.JSONField(_("elenco"))  # [{"posizione", "sigla", "punti"}]
    pubblicata_il = models.DateTimeField(_("pubblicata il"), default=timezone.now)

    class Meta:
        verbose_name = _("graduatoria pubblicata")
        verbose_name_plural = _("graduatorie pubblicate")
        ordering = ["pubblicata_il"]
        constraints = [
            models.UniqueConstraint(fields=["tornata", "genere"], name="pratiche_graduatoria_pubblicata_una_volta")
        ]
