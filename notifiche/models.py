"""What the ente tells a citizen, and how each copy of it travels.

A `Messaggio` is the entry of the inbox: it exists as soon as the act is committed, whatever the channels do. Each `Consegna`
is a piece of leased work (`portal/base/coda.py`): one channel's copy.
"""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifiche.parole import in_chiaro
from portal.base.coda import CodaQuerySet, Lavoro, Stato
from portal.base.models import Indirizzabile
from portal.enti.models import Ente

NON_LETTI_MASSIMI = 99  # beyond this the page says "99+": nobody needs the exact number
ANTEPRIMA = 140


class Classe(models.TextChoices):
    """What to do with a copy of which we do not know whether it left (no platform recognises a repetition)."""

    ALMENO_UNA_VOLTA = "almeno_una_volta", _("Almeno una volta: al massimo una copia in più")
    UNA_VOLTA = "una_volta", _("Una volta sola: decide l'ufficio")


class MessaggioQuerySet(models.QuerySet["Messaggio"]):
    def di(self, persona: Any, ente: Ente) -> Self:
        """The inbox of this person at this ente."""
        return self.filter(destinatario=persona, ente=ente)

    def recenti(self, quanti: int) -> Self:
        return self.order_by("-creato_il", "-pk")[:quanti]

    def non_letti(self) -> Self:
        return self.filter(letto_il=None)

    def quanti_non_letti(self) -> int:
        """How many are unread, counted up to one more than NON_LETTI_MASSIMI: a full inbox costs as a small one."""
        return self.non_letti()[: NON_LETTI_MASSIMI + 1].count()

    def con_parole(self, cercate: str) -> Self:
        return self.filter(models.Q(oggetto__icontains=cercate) | models.Q(testo__icontains=cercate))


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
    oggetto = models.CharField(_("oggetto"), max_length=120)
    testo = models.TextField(_("testo"))
    riferimento = models.CharField(_("riferimento"), max_length=60, blank=True)
    url = models.CharField(_("pagina dove andare"), max_length=300, blank=True)
    azione = models.CharField(_("testo del pulsante"), max_length=60, blank=True)
    classe = models.CharField(_("classe"), max_length=20, choices=Classe.choices, default=Classe.ALMENO_UNA_VOLTA)
    scadenza = models.DateTimeField(_("scadenza"), null=True, blank=True)
    nav = models.CharField(_("numero avviso"), max_length=18, blank=True)
    importo = models.PositiveBigIntegerField(_("importo in centesimi"), null=True, blank=True)
    lingua = models.CharField(_("lingua"), max_length=2, default="it")
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
                condition=models.Q(nav="", importo=None) | (~models.Q(nav="") & models.Q(importo__gt=0)),
                name="notifiche_avviso_con_importo",
            )
        ]

    def __str__(self) -> str:
        return str(self.codice)

    def get_absolute_url(self) -> str:
        return reverse("notifiche:messaggio", args=[self.codice])

    @property
    def stato_lettura(self) -> str:
        """What a list says beside it: nothing, once read."""
        return "" if self.letto_il else gettext("Da leggere")

    @property
    def anteprima(self) -> str:
        """The beginning of the text, for lists: the fact comes first."""
        return Truncator(in_chiaro(self.testo.partition("\n")[0])).chars(ANTEPRIMA)


FERME = [Stato.FALLITO, Stato.INCERTO]  # a person of the office decides


class ConsegnaQuerySet(CodaQuerySet["Consegna"]):
    def prendi(self, quanti: int) -> list["Consegna"]:
        """Claimed rows with their message, ente and recipient: one query for the batch."""
        righe: list[Consegna] = super().prendi(quanti)
        messaggi = Messaggio.objects.select_related("ente", "destinatario")
        models.prefetch_related_objects(righe, models.Prefetch("messaggio", messaggi))
        return righe

    def ferme(self) -> Self:
        """Copies that wait for a decision of the office."""
        return self.filter(stato__in=FERME)

    def da_ripetere(self) -> Self:
        """Uncertain copies that may be sent once more."""
        return self.filter(stato=Stato.INCERTO, ripetuta=False, messaggio__classe=Classe.ALMENO_UNA_VOLTA)

    def fa_aspettare(self, canale: str, secondi: int) -> int:
        """No due row of the channel leaves before then."""
        fino = timezone.now() + dt.timedelta(seconds=secondi)
        return self.filter(canale=canale, stato=Stato.IN_CODA, prossimo_tentativo__lt=fino).update(
            prossimo_tentativo=fino
        )


class Consegna(Indirizzabile, Lavoro):
    """One channel's copy of a message."""

    class Esito(models.TextChoices):
        """How it ended, in the words the citizen reads after the name of the channel."""

        INVIATA = "inviata", _("inviata")
        ACCETTATA = "accettata", _("presa in carico")  # the platform has it; whether it shows it we do not know
        SENZA_RECAPITO = "senza_recapito", _("non inviata, nel tuo profilo manca il recapito")
        NON_ATTIVA = "non_attiva", _("non attiva")
        NON_CONSENTITA = "non_consentita", _("disattivata da te per questo servizio")

    messaggio = models.ForeignKey(
        Messaggio, on_delete=models.CASCADE, related_name="consegne", verbose_name=_("messaggio")
    )
    canale = models.CharField(_("canale"), max_length=20)
    esito = models.CharField(_("esito"), max_length=20, choices=Esito.choices, blank=True)
    conclusa_il = models.DateTimeField(_("conclusa il"), null=True, blank=True)
    id_esterno = models.CharField(_("codice dato dal canale"), max_length=100, blank=True)
    ripetuta = models.BooleanField(
        _("inviata una seconda volta"), default=False, help_text=_("Dopo un esito incerto: può esistere una copia")
    )

    objects = ConsegnaQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Lavoro.Meta):
        verbose_name = _("consegna")
        verbose_name_plural = _("consegne")
        constraints = [models.UniqueConstraint(fields=["messaggio", "canale"], name="notifiche_una_consegna_a_canale")]
        indexes = [
            *Lavoro.Meta.indexes,
            models.Index(
                fields=["stato"], condition=models.Q(stato__in=["fallito", "incerto"]), name="notifiche_da_guardare"
            ),
        ]

    def __str__(self) -> str:
        return str(self.codice)
