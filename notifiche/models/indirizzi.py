"""The e-mail addresses of people: those that send our mails back, and those that wait for their code."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifiche.models.consegna import Consegna
from portal.base.coda import FERMI, CodaQuerySet, Lavoro, Stato
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.atti import atto

CIFRE = 6
VALIDITA = dt.timedelta(minutes=15)
PROVE_MASSIME = 5
RICHIESTE_MASSIME, FINESTRA = 5, dt.timedelta(hours=1)


def normalizza(indirizzo: str) -> str:
    """The same mailbox is written in one way: no server in use tells capitals apart."""
    return indirizzo.strip().lower()


class IndirizzoRespintoManager(models.Manager["IndirizzoRespinto"]):
    @atto
    def segna(self, consegna: Consegna) -> None:
        """The address this copy went to does not exist: no mail leaves for it until the person confirms one.

        Whoever confirmed an address after the copy had left, or while it was leaving, is not touched: the news is about another.
        """
        persona = Persona.objects.select_for_update(no_key=True, of=("self",)).get(
            pk=consegna.messaggio.destinatario_id
        )
        partita = consegna.conclusa_il or timezone.now()
        usato = consegna.messaggio.destinatario.email  # as whoever sends it has read it
        if normalizza(persona.email) != normalizza(usato):
            return
        if not persona.email or (persona.email_verificata_il and persona.email_verificata_il > partita):
            return
        self.get_or_create(persona=persona, indirizzo=normalizza(persona.email), defaults={"consegna_id": consegna.pk})
        if persona.email_respinta_il is None:
            Persona.objects.filter(pk=persona.pk).update(email_respinta_il=timezone.now())


class IndirizzoRespinto(models.Model):
    """An address of a person that a mail server refused for good."""

    persona = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("persona")
    )
    indirizzo = models.EmailField(_("indirizzo"))
    respinto_il = models.DateTimeField(_("respinto il"), default=timezone.now)
    consegna = models.ForeignKey(
        Consegna, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("consegna")
    )

    objects = IndirizzoRespintoManager()

    class Meta:
        verbose_name = _("indirizzo che non riceve")
        verbose_name_plural = _("indirizzi che non ricevono")
        constraints = [
            models.UniqueConstraint(fields=["persona", "indirizzo"], name="notifiche_indirizzo_respinto_unico")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class VerificaIndirizzo(Lavoro):
    """A code by mail that proves that an address is the person's; one row per person, whatever they ask.

    The worker makes the code when it sends it and keeps its keyed mark only, so a second sending makes a new code: nobody
    reads one here, and a repetition does no harm. `indirizzo` is empty when nothing is being confirmed.
    """

    ripetibile = True

    persona = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="+")
    indirizzo = models.EmailField(blank=True)
    impronta = models.CharField(max_length=64, blank=True, editable=False)
    scade_il = models.DateTimeField(null=True, editable=False)
    sbagliate = models.PositiveSmallIntegerField(default=0, editable=False)
    richieste = models.PositiveSmallIntegerField(default=0, editable=False)
    prima_richiesta = models.DateTimeField(default=timezone.now, editable=False)

    objects: Any = CodaQuerySet.as_manager()

    class Meta:
        verbose_name = _("indirizzo da confermare")
        verbose_name_plural = _("indirizzi da confermare")
        indexes = [
            models.Index(
                fields=["prossimo_tentativo", "id"],
                condition=models.Q(stato=Stato.IN_CODA),
                name="notifiche_codici_dovuti",
            ),
            models.Index(fields=["id"], condition=models.Q(stato__in=FERMI), name="notifiche_codici_fermi"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def valida(self) -> bool:
        """Can a code still be given?"""
        return bool(
            self.impronta and self.scade_il and timezone.now() < self.scade_il and self.sbagliate < PROVE_MASSIME
        )
