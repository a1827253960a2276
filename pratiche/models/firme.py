"""The signature of a second person on a request that waits for it: a task with its own state, never a state of the case."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.base.coda import FERMI, Lavoro
from portal.base.models import Indirizzabile
from portal.base.templatetags.casa import giorno, giorno_ora
from portal.enti.models import Ente
from pratiche.models.pratica import Pratica


class StatoFirma(models.TextChoices):
    CHIESTA = "chiesta", _("In attesa della firma")
    APPOSTA = "apposta", _("Firmata")
    RIFIUTATA = "rifiutata", _("Rifiutata")
    RITIRATA = "ritirata", _("Invito ritirato")
    SCADUTA = "scaduta", _("Tempo finito")


VALIDE = (StatoFirma.CHIESTA, StatoFirma.APPOSTA)


def entro_quando(entro: dt.date, chiusura: dt.datetime | None) -> str:
    """`domenica 31 maggio 2026`; where requests are taken until then, it says so and at which hour."""
    return gettext("la chiusura delle domande, %s") % giorno_ora(chiusura) if chiusura else giorno(entro)


class FirmaQuerySet(models.QuerySet["Firma"]):
    def chieste(self) -> Self:
        return self.filter(stato=StatoFirma.CHIESTA)

    def valide(self) -> Self:
        """Those that count for the text as it is now."""
        return self.filter(stato__in=VALIDE)

    def scadute(self) -> Self:
        """Asked, and nobody signed in time."""
        return self.chieste().filter(Q(entro__lt=timezone.localdate()) | Q(chiusura__lt=timezone.now()))

    def chieste_a(self, persona: Any, ente: Ente) -> Self:
        """What waits for this person at this ente, the first to expire on top."""
        aperte = self.chieste().filter(persona=persona, pratica__ente=ente, entro__gte=timezone.localdate())
        in_tempo = aperte.filter(Q(chiusura=None) | Q(chiusura__gte=timezone.now()))
        return in_tempo.order_by("entro", "pk")


class Firma(Indirizzabile):
    """Somebody named by who asks must sign the same text. The name is as it was typed; the person is who has that codice fiscale.

    `impronta` is the mark of the text to sign (`Pratica.impronta_bozza`): on another text the signature is worth nothing.
    """

    pratica = models.ForeignKey(Pratica, on_delete=models.CASCADE, related_name="firme")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="firme")
    nome = models.CharField(_("nome"), max_length=200)
    cognome = models.CharField(_("cognome"), max_length=200)
    email = models.EmailField(_("e-mail indicata da chi chiede"))
    impronta = models.CharField(_("impronta del testo"), max_length=64)
    entro = models.DateField(_("firmare entro"))
    # where requests are taken until a moment that comes first, that moment: signed after it, it could not leave
    chiusura = models.DateTimeField(_("chiusura delle domande"), null=True)
    stato = models.CharField(_("stato"), max_length=10, choices=StatoFirma.choices, default=StatoFirma.CHIESTA)
    risposta_il = models.DateTimeField(_("risposta il"), null=True)
    motivo = models.TextField(_("perché non firma"), blank=True)
    identita = models.JSONField(_("identità di chi ha firmato"), default=dict)
    sottoscrizione = models.JSONField(_("come era entrato chi ha firmato"), default=dict)

    objects = FirmaQuerySet.as_manager()

    class Meta:
        verbose_name = _("firma di un'altra persona")
        verbose_name_plural = _("firme di altre persone")
        ordering = ["creato_il", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pratica", "persona"], condition=Q(stato__in=VALIDE), name="pratiche_una_firma_a_persona"
            ),
            models.CheckConstraint(
                condition=~Q(stato="apposta") | (Q(risposta_il__isnull=False) & ~Q(sottoscrizione={})),
                name="pratiche_firma_apposta_con_prova",
            ),
        ]
        indexes = [
            models.Index(fields=["persona", "entro"], condition=Q(stato="chiesta"), name="pratiche_firme_chieste"),
            models.Index(fields=["entro"], condition=Q(stato="chiesta"), name="pratiche_firme_che_scadono"),
        ]

    def get_absolute_url(self) -> str:
        """The page where it is read and signed: its address says nothing of whom or what."""
        return reverse("pratiche:firma", args=[self.codice])

    @property
    def nome_completo(self) -> str:
        return f"{self.nome} {self.cognome}"

    @property
    def aperta(self) -> bool:
        return self.stato == StatoFirma.CHIESTA and not self.tardi

    @property
    def tardi(self) -> bool:
        """Is its time over?"""
        return timezone.localdate() > self.entro or bool(self.chiusura and timezone.now() > self.chiusura)

    @property
    def apposta(self) -> bool:
        return self.stato == StatoFirma.APPOSTA

    @property
    def entro_quando(self) -> str:
        """The end of its time as people read it, after «entro»."""
        return entro_quando(self.entro, self.chiusura)

    def chiudi(self, stato: StatoFirma, quando: dt.datetime, **campi: Any) -> None:
        """Its end, with what comes with it."""
        for nome, valore in {"stato": stato, "risposta_il": quando, **campi}.items():
            setattr(self, nome, valore)
        self.save(update_fields=["stato", "risposta_il", *campi])


class InvitoFirma(Lavoro):
    """A mail to an address that nobody has confirmed: it says only that there is something to sign, and where to enter."""

    firma = models.ForeignKey(Firma, on_delete=models.CASCADE, related_name="inviti")

    class Meta(Lavoro.Meta):
        verbose_name = _("invito a firmare")
        verbose_name_plural = _("inviti a firmare")
        indexes = [
            *Lavoro.Meta.indexes,
            models.Index(fields=["id"], condition=models.Q(stato__in=FERMI), name="pratiche_inviti_fermi"),
        ]
