"""E-mail: one conversation with the relay for many mails, one recipient each; what a refusal means for the address."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext_lazy as _

from notifiche.channels.base import Canale, Ricevuta
from notifiche.channels.email.composizione import componi
from notifiche.channels.email.guasti import e_inesistente, guasto
from notifiche.channels.email.linea import Linea
from notifiche.models import Consegna, IndirizzoRespinto

Esito = Consegna.Esito


class Email(Canale):
    codice = "email"
    nome = _("E-mail")

    def __init__(self) -> None:
        self._di_questo_filo = threading.local()  # one connection cannot serve two threads

    def impedimento(self, consegna: Consegna) -> Consegna.Esito | None:
        persona = consegna.messaggio.destinatario
        if not persona.email:
            return Esito.SENZA_RECAPITO
        if persona.email_respinta_il:
            return Esito.NON_RICEVE
        return None if persona.email_verificata_il else Esito.NON_CONFERMATO

    def prepara(self, consegna: Consegna) -> EmailMultiAlternatives:
        return componi(consegna)

    def invia(self, consegna: Consegna, pronta: EmailMultiAlternatives) -> Ricevuta:
        linea: Linea | None = getattr(self._di_questo_filo, "linea", None)
        if linea is None:
            with self.lotto():
                return self.invia(consegna, pronta)
        esito = Esito.INVIATA
        try:
            linea.spedisci(pronta)
        except (OSError, ValueError) as errore:  # SMTPException is an OSError; their text holds the address
            if not e_inesistente(errore):
                raise guasto(errore, consegna.tentativi) from None
            esito = Esito.RESPINTA
        return Ricevuta(esito, pronta.extra_headers["Message-ID"], segue=esito == Esito.RESPINTA)

    def segui(self, consegna: Consegna) -> None:
        if consegna.esito == Esito.RESPINTA:
            IndirizzoRespinto.objects.segna(consegna)

    @contextmanager
    def lotto(self) -> Iterator[None]:
        linea = self._di_questo_filo.linea = Linea()
        try:
            yield
        finally:
            self._di_questo_filo.linea = None
            linea.chiudi()
