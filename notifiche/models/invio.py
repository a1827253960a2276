"""A message to many people: its words, where the people come from, how far it has come; and one row for each of them.

The rows hold personal data: they go away some time after the end, and the totals stay.
"""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.core.files.storage import Storage
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifiche.models.messaggio import Classe, Genere, Messaggio
from portal.base.coda import LEASE, CodaQuerySet, Lavoro, LeasePerso, Stato
from portal.base.depositi import Deposito
from portal.base.models import Indirizzabile
from portal.enti.models import Ente, Ufficio

CSV = "csv"
CONSERVAZIONE = dt.timedelta(days=30)  # of file and rows after the end: the time to answer who asks about it


def deposito() -> Storage:
    """Private storage: no address leads here."""
    return Deposito("invii")


def percorso(invio: "Invio", nome: str) -> str:
    """Opaque code: the name given by a person never becomes a path."""
    return f"{invio.codice}.csv"


class Fase(models.TextChoices):
    BOZZA = "bozza", _("Da completare")
    LETTURA = "lettura", _("Lettura dei destinatari")
    PRONTO = "pronto", _("Da confermare")
    INVIO = "invio", _("In corso")
    PAUSA = "pausa", _("In pausa")
    CONCLUSO = "concluso", _("Concluso")
    FERMATO = "fermato", _("Fermato")


COMPONIBILI = (Fase.BOZZA, Fase.LETTURA, Fase.PRONTO)  # nothing was said to anybody yet
FINITE = (Fase.CONCLUSO, Fase.FERMATO)


class InvioQuerySet(CodaQuerySet["Invio"]):
    def degli_uffici(self, uffici: list[Ufficio], ente: Ente) -> Self:
        return self.filter(ufficio__in=uffici, ente=ente)

    def componibili(self) -> Self:
        return self.filter(fase__in=COMPONIBILI)

    def da_pulire(self) -> Self:
        """Ended, or begun and forgotten, for long enough: the personal data go away."""
        limite = timezone.now() - CONSERVAZIONE
        finiti = models.Q(fase__in=FINITE, concluso_il__lt=limite)
        dimenticati = models.Q(fase__in=COMPONIBILI, prossimo_tentativo__lt=limite)
        return self.filter(finiti | dimenticati, dati_cancellati_il=None)


class Invio(Indirizzabile, Lavoro):
    """The work of a worker is to read the recipients (LETTURA) and to write the messages (INVIO): one worker at a time."""

    ripetibile = True  # each step is a transaction, and each person has a key

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    ufficio = models.ForeignKey(Ufficio, on_delete=models.PROTECT, related_name="+", verbose_name=_("ufficio"))
    autore = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("scritto da")
    )
    confermato_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("confermato da")
    )
    fase = models.CharField(_("fase"), max_length=10, choices=Fase.choices, default=Fase.BOZZA, editable=False)
    oggetto = models.CharField(_("oggetto"), max_length=120)
    testo = models.TextField(_("testo"))
    genere = models.CharField(
        _("di che cosa parla"), max_length=20, choices=Genere.choices, default=Genere.INFORMAZIONI
    )
    servizio = models.CharField(_("codice del servizio"), max_length=100, blank=True)
    url = models.CharField(_("pagina dove andare"), max_length=300, blank=True)
    azione = models.CharField(_("testo del pulsante"), max_length=60, blank=True)
    classe = models.CharField(
        _("se non si sa se una copia è partita"), max_length=20, choices=Classe.choices, default=Classe.ALMENO_UNA_VOLTA
    )
    giorni_utili = models.PositiveSmallIntegerField(
        _("giorni in cui è utile"), default=3, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    fonte = models.CharField(_("da dove vengono i destinatari"), max_length=40, blank=True, editable=False)
    parametri = models.JSONField(default=dict, editable=False)
    file = models.FileField(storage=deposito, upload_to=percorso, max_length=200, blank=True, editable=False)
    nome_file = models.CharField(_("nome del file"), max_length=200, blank=True, editable=False)
    colonne = models.JSONField(_("segnaposti disponibili"), default=list, editable=False)
    letto_fino = models.BigIntegerField(default=0, editable=False)
    pronti = models.PositiveIntegerField(_("destinatari"), default=0, editable=False)
    scartati = models.PositiveIntegerField(_("righe scartate"), default=0, editable=False)
    detti = models.PositiveIntegerField(_("messaggi scritti"), default=0, editable=False)
    confermato_il = models.DateTimeField(_("confermato il"), null=True, editable=False)
    concluso_il = models.DateTimeField(_("concluso il"), null=True, editable=False)
    dati_cancellati_il = models.DateTimeField(_("dati personali cancellati il"), null=True, editable=False)
    riepilogo = models.JSONField(_("esiti per canale"), default=list, editable=False)

    objects = InvioQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Lavoro.Meta):
        verbose_name = _("invio a molti")
        verbose_name_plural = _("invii a molti")
        indexes = [
            *Lavoro.Meta.indexes,
            models.Index(fields=["ente", "ufficio", "-creato_il", "-id"], name="notifiche_invii_dell_ufficio"),
        ]

    def __str__(self) -> str:
        return str(self.codice)

    def get_absolute_url(self) -> str:
        return reverse("invii:invio", args=[self.codice])

    @property
    def componibile(self) -> bool:
        """Can words and recipients still change?"""
        return self.fase in COMPONIBILI

    @property
    def finito(self) -> bool:
        return self.fase in FINITE

    @property
    def guasto(self) -> bool:
        """It stopped by an error of ours, not by a person."""
        return self.stato == Stato.FALLITO

    @property
    def da_dire(self) -> int:
        """How many people still have no message."""
        return self.pronti - self.detti

    def tieni(self, **campi: Any) -> None:
        """Write how far we are, at the end of each step and in its transaction; renews the lease.

        Raises LeasePerso when somebody paused it, or another worker has it: the step is undone.
        """
        if not self._scrivi(lease_fino=timezone.now() + LEASE, **campi):
            raise LeasePerso

    def continua(self, *, fra: int = 0) -> None:
        """More to do: give it back, for anybody to take after `fra` seconds. What went wrong before is forgotten."""
        self._chiudi(Stato.IN_CODA, tentativi=0, prossimo_tentativo=timezone.now() + dt.timedelta(seconds=fra))


class Motivo(models.TextChoices):
    """Why a row of the list is not told anything; `%s` is the detail."""

    ILLEGGIBILE = "illeggibile", _("la riga non si legge: controlla che le virgolette si chiudano")
    TROPPI_VALORI = "troppi_valori", _("ci sono più valori che colonne: forse un separatore è finito nel testo")
    SENZA_CODICE = "senza_codice", _("manca il codice fiscale")
    CODICE_ERRATO = "codice_errato", _("il codice fiscale «%s» non è corretto")
    DOPPIA = "doppia", _("la stessa persona è già alla riga %s")
    SENZA_VALORE = "senza_valore", _("manca il valore di «%s», che il testo usa")
    TESTO_LUNGO = "testo_lungo", _("con questi valori il testo è troppo lungo: %s caratteri")
    NON_ATTIVA = "non_attiva", _("la persona non è più attiva nel portale")


class RigaInvio(models.Model):
    """One person of the list. `numero` is the line of the file; for a query, a number that only grows."""

    class Stato(models.TextChoices):
        PRONTA = "pronta", _("da scrivere")
        DETTA = "detta", _("scritta")
        SCARTATA = "scartata", _("scartata")

    invio = models.ForeignKey(Invio, on_delete=models.CASCADE, related_name="righe")
    numero = models.BigIntegerField()
    codice_fiscale = models.CharField(max_length=16, blank=True)
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    valori = models.JSONField(default=dict)
    stato = models.CharField(max_length=10, choices=Stato.choices, default=Stato.PRONTA)
    motivo = models.CharField(max_length=20, choices=Motivo.choices, blank=True)
    dettaglio = models.CharField(max_length=100, blank=True)
    messaggio = models.OneToOneField(Messaggio, on_delete=models.PROTECT, null=True, related_name="riga_invio")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invio", "numero"], name="notifiche_riga_invio_unica"),
            models.UniqueConstraint(
                fields=["invio", "codice_fiscale"],
                condition=~models.Q(codice_fiscale="") & ~models.Q(stato="scartata"),
                name="notifiche_invio_una_volta_a_codice",
            ),
            models.UniqueConstraint(
                fields=["invio", "persona"],
                condition=~models.Q(persona=None) & ~models.Q(stato="scartata"),
                name="notifiche_invio_una_volta_a_persona",
            ),
        ]
        indexes = [models.Index(fields=["invio", "stato", "numero"], name="notifiche_righe_per_stato")]

    def __str__(self) -> str:
        return f"{self.invio_id}:{self.numero}"

    @property
    def perche(self) -> str:
        """Why it was refused, in words for who wrote the file."""
        parole = str(Motivo(self.motivo).label) if self.motivo else ""
        return parole % self.dettaglio if "%s" in parole else parole
