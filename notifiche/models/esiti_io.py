"""What became of a copy that App IO took: asked again and again, until it says so or a week has passed."""

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifiche.models.consegna import Consegna, Precedenza
from notifiche.models.messaggio import Messaggio
from notifiche.models.servizi_io import ServizioIO
from portal.base.coda import CodaQuerySet, Lavoro, Stato
from portal.base.scritture import inserisci

# after how long from the acceptance we ask: App IO may hold a message for seven days
DOMANDE = (
    dt.timedelta(seconds=30),
    dt.timedelta(minutes=2),
    dt.timedelta(minutes=10),
    dt.timedelta(hours=1),
    dt.timedelta(hours=6),
    *(dt.timedelta(days=giorno) for giorno in range(1, 9)),
)


class EsitoIOQuerySet(CodaQuerySet["EsitoIO"]):
    def prendi(self, quanti: int) -> list["EsitoIO"]:
        """Claimed rows with what a question needs: one query more for the batch."""
        righe: list[EsitoIO] = super().prendi(quanti)
        consegne = Consegna.objects.select_related("messaggio__ente", "messaggio__destinatario")
        models.prefetch_related_objects(righe, models.Prefetch("consegna", consegne), "servizio")
        return righe

    def segui(self, consegna: Consegna, servizio: ServizioIO | None, *, con_allegati: bool) -> None:
        """Plan the questions about a copy just accepted, in the transaction that writes so.

        A copy sent again by the office takes the place of the one before: whoever was asking about that one loses the row.
        """
        adesso = timezone.now()
        campi = {
            "servizio": servizio,
            "accettata_il": adesso,
            "con_allegati": con_allegati,
            "lettura": "",
            "stato": Stato.IN_CODA,
            "prossimo_tentativo": adesso + DOMANDE[0],
            "tentativi": 0,
            "lease_token": None,
            "errore": "",
        }
        if not inserisci(self.model(consegna=consegna, **campi), unico="consegna"):
            self.filter(consegna=consegna).update(**campi)


class EsitoIO(Lavoro):
    """The questions about one copy. Asking twice is harmless."""

    ripetibile = True

    class Lettura(models.TextChoices):
        """Told by App IO for ADVANCED messages only. People may refuse to tell it: that is not "unread"."""

        LETTO = "READ", _("letto")
        DA_LEGGERE = "UNREAD", _("da leggere")
        NON_DETTO = "UNAVAILABLE", _("non detto")

    consegna = models.OneToOneField(
        Consegna, on_delete=models.CASCADE, related_name="esito_io", verbose_name=_("consegna")
    )
    servizio = models.ForeignKey(
        ServizioIO, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("servizio")
    )
    accettata_il = models.DateTimeField(_("accettata il"), default=timezone.now)
    con_allegati = models.BooleanField(_("con allegati"), default=False)  # as declared to App IO: it must stay so
    lettura = models.CharField(_("lettura"), max_length=11, choices=Lettura.choices, blank=True)

    objects = EsitoIOQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Lavoro.Meta):
        verbose_name = _("esito su App IO")
        verbose_name_plural = _("esiti su App IO")

    def __str__(self) -> str:
        return f"{self.consegna_id}"

    @property
    def canale(self) -> str:
        return self.consegna.canale

    @property
    def messaggio(self) -> Messaggio:
        return self.consegna.messaggio

    @property
    def chiave(self) -> str:
        """The name of the credential that asks: that of the copy when it left."""
        return str(self.servizio.codice) if self.servizio else ""

    @property
    def precedenza(self) -> int:
        """Copies come first: nobody waits for an answer about a message as for the message."""
        return Precedenza.MASSIVA

    @property
    def eta(self) -> dt.timedelta:
        """How long ago App IO took the copy."""
        return timezone.now() - self.accettata_il

    @property
    def scaduto(self) -> bool:
        """Nothing more is to be expected."""
        return self.eta >= DOMANDE[-1]

    def chiedi_ancora(self, **campi: object) -> bool:
        """Not yet known: back in the queue until the next question. Questions missed while nobody worked are skipped."""
        prossima = next(self.accettata_il + attesa for attesa in DOMANDE if attesa > self.eta)
        return self._chiudi(Stato.IN_CODA, errore="", tentativi=0, prossimo_tentativo=prossima, **campi)
