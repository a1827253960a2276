"""What the ente tells a citizen: the entry of the inbox, which exists as soon as the act is committed, whatever the channels do."""

import datetime as dt
import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifiche.parole import in_chiaro
from portal.base.models import Indirizzabile
from portal.documenti.models import Documento
from portal.enti.models import Ente

ANTEPRIMA = 140


class Classe(models.TextChoices):
    """What to do with a copy of which we do not know whether it left (no platform recognises a repetition)."""

    ALMENO_UNA_VOLTA = "almeno_una_volta", _("Almeno una volta: al massimo una copia in più")
    UNA_VOLTA = "una_volta", _("Una volta sola: decide l'ufficio")


class Genere(models.TextChoices):
    """What a message is about: people filter the inbox and choose their channels by this."""

    PRATICHE = "pratiche", _("Pratiche")
    PAGAMENTI = "pagamenti", _("Pagamenti")
    APPUNTAMENTI = "appuntamenti", _("Appuntamenti")
    FASCICOLO = "fascicolo", _("Deleghe e dati personali")
    PROMEMORIA = "promemoria", _("Promemoria")
    INFORMAZIONI = "informazioni", _("Informazioni dal Comune")


# nobody loses a right without them: the mail of these may be stopped with one click (RFC 8058)
FACOLTATIVI = (Genere.APPUNTAMENTI, Genere.PROMEMORIA, Genere.INFORMAZIONI)


VITA = dt.timedelta(hours=72)


def fra_tre_giorni() -> dt.datetime:
    """How long a copy about the state of something is worth sending."""
    return timezone.now() + VITA


class MessaggioQuerySet(models.QuerySet["Messaggio"]):
    def di(self, persona: Any, ente: Ente) -> Self:
        """The inbox of this person at this ente."""
        return self.filter(destinatario=persona, ente=ente)

    def recenti(self, quanti: int) -> Self:
        return self.order_by("-creato_il", "-pk")[:quanti]

    def dello_stesso_filo(self, messaggio: "Messaggio") -> Self:
        """The others about the same thing."""
        if not messaggio.riferimento:
            return self.none()
        return self.filter(riferimento=messaggio.riferimento).exclude(pk=messaggio.pk)

    def non_letti(self) -> Self:
        return self.filter(letto_il=None)

    def non_letti_per_genere(self) -> dict[str, int]:
        """How many are unread of each kind, in one query on the index of the unread alone."""
        quanti = self.non_letti().values_list("genere").annotate(quanti=models.Count("pk")).order_by()
        return dict(quanti)

    def con_parole(self, cercate: str) -> Self:
        """Those that have every word, in the subject, in the text or in the reference."""
        trovati = self
        for parola in cercate.split():
            trovati = trovati.filter(
                models.Q(oggetto__icontains=parola)
                | models.Q(testo__icontains=parola)
                | models.Q(riferimento__icontains=parola)
            )
        return trovati

    def segna_letti(self, quando: dt.datetime) -> int:
        """The first time a message is read counts: those already read keep theirs. Returns how many it marked."""
        return self.non_letti().update(letto_il=quando)

    def segna_da_leggere(self) -> int:
        return self.exclude(letto_il=None).update(letto_il=None)


class Messaggio(Indirizzabile):
    """A message in the inbox of a citizen, in the language the citizen had chosen when it was written."""

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="messaggi", verbose_name=_("ente"))
    destinatario = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messaggi", verbose_name=_("destinatario")
    )
    chiave_evento = models.CharField(
        _("chiave dell'evento"), max_length=150, unique=True, help_text=_("Lo stesso fatto si racconta una volta sola")
    )
    tipo = models.CharField(_("tipo"), max_length=60, help_text=_("Per esempio pratiche.presentata"))
    genere = models.CharField(_("genere"), max_length=20, choices=Genere.choices)
    servizio = models.CharField(_("codice del servizio"), max_length=100, blank=True)
    oggetto = models.CharField(_("oggetto"), max_length=120)
    testo = models.TextField(_("testo"))
    riferimento = models.CharField(_("riferimento"), max_length=60, blank=True)
    url = models.CharField(_("pagina dove andare"), max_length=300, blank=True)
    azione = models.CharField(_("testo del pulsante"), max_length=60, blank=True)
    classe = models.CharField(_("classe"), max_length=20, choices=Classe.choices, default=Classe.ALMENO_UNA_VOLTA)
    scadenza = models.DateTimeField(_("scadenza"), null=True, blank=True)
    utile_fino = models.DateTimeField(
        _("utile fino al"),
        default=fra_tre_giorni,
        help_text=_("Dopo, una copia non ancora partita non parte più: il messaggio resta nel portale"),
    )
    riservato = models.BooleanField(
        _("riservato"), default=False, help_text=_("Fuori dal portale esce solo l'avviso che c'è un messaggio")
    )
    nav = models.CharField(_("numero avviso"), max_length=18, blank=True)
    importo = models.PositiveBigIntegerField(_("importo in centesimi"), null=True, blank=True)
    lingua = models.CharField(_("lingua"), max_length=2, default="it")
    allegati = models.ManyToManyField(Documento, blank=True, related_name="+", verbose_name=_("allegati"))
    letto_il = models.DateTimeField(_("letto il"), null=True, blank=True)

    objects = MessaggioQuerySet.as_manager()

    class Meta:
        verbose_name = _("messaggio")
        verbose_name_plural = _("messaggi")
        indexes = [
            models.Index(fields=["destinatario", "ente", "-creato_il", "-id"], name="notifiche_posta_di_una_persona"),
            models.Index(
                fields=["destinatario", "ente"], condition=models.Q(letto_il=None), name="notifiche_non_letti"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(nav="", importo=None)
                | (~models.Q(nav="") & models.Q(importo__isnull=False, importo__gt=0)),
                name="notifiche_avviso_con_importo",
            )
        ]

    def __str__(self) -> str:
        return str(self.codice)

    def get_absolute_url(self) -> str:
        return reverse("notifiche:messaggio", args=[self.codice])

    @property
    def filo(self) -> uuid.UUID:
        """The thread it belongs to: all that one person is told about one reference, or this message alone.

        Mails of a thread are shown together, and the copies of a thread leave one after the other on each channel.
        """
        if not self.riferimento:
            return self.codice
        return uuid.uuid5(self.destinatario.codice, f"{self.ente.codice}:{self.riferimento}")

    @property
    def stato_lettura(self) -> str:
        """What a list says beside it: nothing, once read."""
        return "" if self.letto_il else gettext("Da leggere")

    @property
    def anteprima(self) -> str:
        """The beginning of the text, for lists: the fact comes first."""
        return Truncator(in_chiaro(self.testo.partition("\n")[0])).chars(ANTEPRIMA)
