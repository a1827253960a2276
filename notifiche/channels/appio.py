"""App IO. Facts of the API: it gives every request a new message and knows no idempotency key, so a copy is never repeated
lightly; "201" means accepted, not shown; the person may have switched our service off, so we ask each time."""

import datetime as dt
import re
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from notifiche.channels.base import Canale, Ricevuta
from notifiche.models import Consegna, Messaggio
from notifiche.parole import lunghezza_utf16
from portal.base import http
from portal.base.errors import GatewayError

# shared/contracts: io-services-api, MessageContent and PaymentData
OGGETTO = range(10, 121)
TESTO = range(80, 10_001)
NUMERO_AVVISO = re.compile(r"^[0123]\d{17}$")
IMPORTO = range(1, 10_000_000_000)


class AppIO(Canale):
    codice = "appio"
    nome = _("App IO")

    def impedimento(self, consegna: Consegna) -> Consegna.Esito | None:
        codice_fiscale = consegna.messaggio.destinatario.codice_fiscale
        if not codice_fiscale:
            return Consegna.Esito.NON_ATTIVA
        # POST: the GET variant would put the codice fiscale in the address
        risposta = _chiama("/profiles", {"fiscal_code": codice_fiscale}, ok=(200, 404))
        if risposta.status_code == 404:  # not on IO, or inbox off: IO does not say which
            return Consegna.Esito.NON_ATTIVA
        return None if risposta.json().get("sender_allowed") is True else Consegna.Esito.NON_CONSENTITA

    def invia(self, consegna: Consegna) -> Ricevuta:
        risposta = _chiama("/messages", componi(consegna.messaggio), ok=(200, 201, 202))
        codice = _codice(risposta) if risposta.status_code == 201 else ""
        if not codice:
            raise GatewayError("appio_risposta_incompleta", incerto=True, status=risposta.status_code)
        return Ricevuta(Consegna.Esito.ACCETTATA, codice)


def componi(messaggio: Messaggio) -> dict[str, Any]:
    """The body of the request. Raises GatewayError, before the network, when IO would refuse the content."""
    contenuto: dict[str, Any] = {"subject": messaggio.oggetto, "markdown": _markdown(messaggio)}
    if messaggio.scadenza:
        contenuto["due_date"] = messaggio.scadenza.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if messaggio.nav:
        contenuto["payment_data"] = {
            "amount": messaggio.importo,
            "notice_number": messaggio.nav,
            "invalid_after_due_date": False,  # the pagoPA notice stays payable
        }
    if not _ammesso(messaggio, contenuto):
        raise GatewayError("appio_contenuto_non_ammesso", permanent=True)
    return {"fiscal_code": messaggio.destinatario.codice_fiscale, "content": contenuto}


def _markdown(messaggio: Messaggio) -> str:
    contesto = {
        "messaggio": messaggio,
        "ente": messaggio.ente,
        "url": messaggio.ente.url(messaggio.url or messaggio.get_absolute_url()),
    }
    with override(messaggio.lingua):
        modello = get_template("messaggi/appio.txt").template  # type: ignore[attr-defined]
        return str(modello.render(Context(contesto, autoescape=False))).strip()


def _ammesso(messaggio: Messaggio, contenuto: dict[str, Any]) -> bool:
    pagabile = not messaggio.nav or (NUMERO_AVVISO.match(messaggio.nav) and messaggio.importo in IMPORTO)
    return bool(
        lunghezza_utf16(contenuto["subject"]) in OGGETTO
        and lunghezza_utf16(contenuto["markdown"]) in TESTO
        and pagabile
    )


def _chiama(percorso: str, corpo: dict[str, Any], *, ok: tuple[int, ...]) -> Any:
    return http.post(
        f"{settings.APPIO_URL}{percorso}",
        servizio="appio",
        ok=ok,
        json=corpo,
        headers={"Ocp-Apim-Subscription-Key": settings.APPIO_CHIAVE},
    )


def _codice(risposta: Any) -> str:
    try:
        return str(risposta.json().get("id") or "")
    except (ValueError, AttributeError):
        return ""
