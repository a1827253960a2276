"""How each copy of a message travels: one row of leased work (`portal/base/coda.py`) per channel."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifiche.models.messaggio import Classe, Messaggio
from portal.base.coda import FERMI, CodaQuerySet, Lavoro, Stato
from portal.base.models import Indirizzabile
from portal.registro.atti import atto

VIVE = [Stato.IN_CODA, Stato.IN_CORSO]
SCADUTA = "scaduta"  # the error of a copy that did not leave within its life


class Precedenza(models.IntegerChoices):
    """Whose turn it is among the copies that are due: what is said to one person does not wait for what is said to all."""

    ORDINARIA = 0, _("Messaggio a una persona")
    MASSIVA = 1, _("Invio a molte persone")


class ConsegnaQuerySet(CodaQuerySet["Consegna"]):
    def dovuti(self) -> Self:
        """Copies whose time has come, those of single messages first, then the oldest; none overtakes an earlier copy of its
        thread on the same channel. One that stopped (uncertain, failed) holds back nobody; one that waits holds the others
        until its life ends.
        """
        prima = Consegna.objects.filter(
            filo=models.OuterRef("filo"), canale=models.OuterRef("canale"), pk__lt=models.OuterRef("pk"), stato__in=VIVE
        )
        return super().dovuti().filter(~models.Exists(prima)).order_by("precedenza", "prossimo_tentativo", "pk")

    def prendi(self, quanti: int) -> list["Consegna"]:
        """Claimed rows with their message, ente and recipient: one query for the batch."""
        righe: list[Consegna] = super().prendi(quanti)
        messaggi = Messaggio.objects.select_related("ente", "destinatario")
        models.prefetch_related_objects(righe, models.Prefetch("messaggio", messaggi))
        return righe

    def ferme(self) -> Self:
        """Copies that wait for a decision of the office."""
        return self.filter(stato__in=FERMI)

    def da_ripetere(self) -> Self:
        """Uncertain copies that may be sent once more, while somebody still needs them."""
        incerte = self.filter(stato=Stato.INCERTO, ripetuta=False, messaggio__classe=Classe.ALMENO_UNA_VOLTA)
        return incerte.filter(messaggio__utile_fino__gt=timezone.now())


class Consegna(Indirizzabile, Lavoro):
    """One channel's copy of a message."""

    class Esito(models.TextChoices):
        """How it ended, in the words the citizen reads after the name of the channel."""

        INVIATA = "inviata", _("inviata")
        ACCETTATA = "accettata", _("presa in carico")  # the platform has it; whether it shows it we do not know
        CONSEGNATA = "consegnata", _("disponibile nell'app")  # the only one that says that the person can see it
        IGNOTA = "ignota", _("di arrivo incerto, presa in carico")
        SENZA_RECAPITO = "senza_recapito", _("non inviata, nel tuo profilo manca il recapito")
        NON_CONFERMATO = "non_confermato", _("non inviata, devi ancora confermare il tuo indirizzo")
        RESPINTA = "respinta", _("tornata indietro")  # the address refuses it; the page of the profile says what to do
        NON_RICEVE = "non_riceve", _("non inviata, il tuo indirizzo non riceve")
        DISATTIVATA = "disattivata", _("non inviata, l'hai disattivata tu")
        NON_ATTIVA = "non_attiva", _("non attiva")
        NON_CONSENTITA = "non_consentita", _("disattivata da te per questo servizio")
        SUPERATA = "superata", _("non inviata, nel frattempo non serviva più")
        CHIUSA = "chiusa", _("non inviata, l'ufficio ha deciso di non riprovare")

    PARTITE = (Esito.INVIATA, Esito.ACCETTATA, Esito.CONSEGNATA)

    messaggio = models.ForeignKey(
        Messaggio, on_delete=models.CASCADE, related_name="consegne", verbose_name=_("messaggio")
    )
    canale = models.CharField(_("canale"), max_length=20)
    filo = models.UUIDField(
        _("filo"), editable=False, help_text=_("Le copie di un filo partono una dopo l'altra, su ogni canale")
    )
    esito = models.CharField(_("esito"), max_length=20, choices=Esito.choices, blank=True)
    conclusa_il = models.DateTimeField(_("conclusa il"), null=True, blank=True)
    id_esterno = models.CharField(_("codice dato dal canale"), max_length=100, blank=True)
    precedenza = models.PositiveSmallIntegerField(
        _("precedenza"), choices=Precedenza.choices, default=Precedenza.ORDINARIA, editable=False
    )
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
                fields=["precedenza", "prossimo_tentativo", "id"],
                condition=models.Q(stato="in_coda"),
                name="notifiche_per_precedenza",
            ),
            models.Index(
                fields=["stato"], condition=models.Q(stato__in=["fallito", "incerto"]), name="notifiche_da_guardare"
            ),
            models.Index(
                fields=["-creato_il", "-id"],
                condition=models.Q(stato__in=["fallito", "incerto"]),
                name="notifiche_ferme_recenti",
            ),
            models.Index(
                fields=["filo", "canale", "id"],
                condition=models.Q(stato__in=["in_coda", "in_corso"]),
                name="notifiche_ordine_nel_filo",
            ),
        ]

    def __str__(self) -> str:
        return str(self.codice)

    @atto
    def _non_riesce(self, stato: Stato, errore: str, **campi: Any) -> bool:
        """The row keeps the last outcome alone: what was before stays among its `insuccessi`."""
        scritta = super()._non_riesce(stato, errore, **campi)
        if scritta:
            self.insuccessi.create(esito=stato, errore=errore)
        return scritta

    def entro_la_vita(self, quando: dt.datetime) -> dt.datetime:
        return min(quando, self.messaggio.utile_fino)
