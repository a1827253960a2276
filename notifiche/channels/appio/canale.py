"""App IO. Facts of the API: it gives every request a new message and knows no idempotency key, so a copy is never repeated
lightly; "201" means accepted, not shown; the person may have switched our service off, so we ask each time."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from notifiche.azioni import perche_finita
from notifiche.channels.appio import chiamate
from notifiche.channels.appio.contenuto import componi, con_allegati
from notifiche.channels.appio.credenziali import letti_una_volta, per_messaggio, servizio_per
from notifiche.channels.base import Canale, Ricevuta, Ritmo
from notifiche.models import Consegna, EsitoIO
from portal.base.errors import GatewayError

# of a person in Italy: App IO has neither companies (11 digits) nor who entered through the eIDAS node
DI_UNA_PERSONA = re.compile(r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]")


class AppIO(Canale):
    codice = "appio"
    nome = _("App IO")

    @property
    def ritmo(self) -> Ritmo:
        """Of one ente; IO allows it 150 calls in five seconds, and a copy costs two: some room stays for the outcomes."""
        return Ritmo(al_secondo=settings.APPIO_RITMO, insieme=max(1, round(settings.APPIO_RITMO)))

    def impedimento(self, consegna: Consegna) -> Consegna.Esito | None:
        messaggio = consegna.messaggio
        codice_fiscale = messaggio.destinatario.codice_fiscale or ""
        if not DI_UNA_PERSONA.fullmatch(codice_fiscale):
            return Consegna.Esito.NON_ATTIVA
        if messaggio.nav and perche_finita(messaggio):  # nobody may pay from the app what is paid or cancelled
            return Consegna.Esito.SUPERATA
        return chiamate.profilo(per_messaggio(messaggio), codice_fiscale)

    def prepara(self, consegna: Consegna) -> dict[str, Any]:
        return componi(consegna.messaggio, per_messaggio(consegna.messaggio))

    def invia(self, consegna: Consegna, pronta: dict[str, Any]) -> Ricevuta:
        credenziale = per_messaggio(consegna.messaggio)
        risposta = chiamate.chiama(credenziale, "POST", "/messages", ok=(200, 201, 202), json=pronta)
        codice = chiamate.leggi(risposta).get("id") if risposta.status_code == HTTPStatus.CREATED else ""
        if not codice:
            raise GatewayError("appio_risposta_incompleta", incerto=True, status=risposta.status_code)
        return Ricevuta(Consegna.Esito.ACCETTATA, str(codice), segue=True)

    def chiave(self, consegna: Consegna) -> str:
        servizio = servizio_per(consegna.messaggio)
        return str(servizio.codice) if servizio else ""

    def segui(self, consegna: Consegna) -> None:
        credenziale = per_messaggio(consegna.messaggio)
        allegati = con_allegati(consegna.messaggio, credenziale)
        EsitoIO.objects.segui(consegna, credenziale.servizio, con_allegati=allegati)

    @contextmanager
    def lotto(self) -> Iterator[None]:
        with letti_una_volta():
            yield
