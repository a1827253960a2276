"""What App IO is told, checked by its own rules before anything leaves (io-services-api: MessageContent, PaymentData)."""

import datetime as dt
import re
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils.translation import override

from notifiche.models import Credenziale, Messaggio
from notifiche.parole import lunghezza_utf16, scrivi
from portal.base.errors import GatewayError
from portal.documenti.models import Documento
from portal.identita.models import Persona

OGGETTO = range(10, 121)
TESTO = range(80, 10_001)
NUMERO_AVVISO = re.compile(r"[0123]\d{17}", re.ASCII)
IMPORTO = range(1, 10_000_000_000)
# what says who or what somebody is, wherever it stands: the subject shows on locked screens (AgID, linee guida App IO, 7.3)
PERSONALI = re.compile(
    r"\b[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]\b"  # codice fiscale
    r"|\b[A-Z]{2}\d{2} ?[A-Z] ?\d{5} ?\d{5} ?\w{12}\b"  # IBAN
    r"|\b[A-HJ-NPR-TV-Z]{2} ?\d{3} ?[A-HJ-NPR-TV-Z]{2}\b"  # plate
    r"|\S@\S+\.\S",  # e-mail
    re.ASCII,
)
PDF = "application/pdf"


def componi(messaggio: Messaggio, credenziale: Credenziale) -> dict[str, Any]:
    """The body of the request. Raises GatewayError, before the network, when IO would refuse the content."""
    contenuto = _riservato(messaggio, credenziale) if messaggio.riservato else _aperto(messaggio)
    if _personale(contenuto["subject"], messaggio.destinatario):
        raise GatewayError("appio_oggetto_con_dati_personali", permanent=True)
    if not _ammesso(contenuto):
        raise GatewayError("appio_contenuto_non_ammesso", permanent=True)
    livello = {"feature_level_type": "ADVANCED"} if credenziale.avanzato else {}
    return {"fiscal_code": messaggio.destinatario.codice_fiscale, "content": contenuto, **livello}


def markdown(messaggio: Messaggio) -> str:
    """The text with its frame: the fact first, because the mail that the app forwards shows 134 signs."""
    return _incornicia("messaggi/appio.txt", messaggio, url=messaggio.url or messaggio.get_absolute_url())


def allegati(messaggio: Messaggio) -> list[Documento]:
    """The documents that App IO can show: PDF only."""
    return list(messaggio.allegati.filter(mime=PDF).order_by("pk"))


def con_allegati(messaggio: Messaggio, credenziale: Credenziale) -> bool:
    """Does the copy declare attachments? Then, and only then, we give them."""
    return bool(messaggio.riservato and credenziale.configurazione and credenziale.avanzato and allegati(messaggio))


def _aperto(messaggio: Messaggio) -> dict[str, Any]:
    contenuto: dict[str, Any] = {"subject": messaggio.oggetto, "markdown": markdown(messaggio)}
    if messaggio.scadenza:
        contenuto["due_date"] = messaggio.scadenza.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if messaggio.nav:
        contenuto["payment_data"] = {  # no payee: it is the ente of the service
            "amount": messaggio.importo,
            "notice_number": messaggio.nav,
            "invalid_after_due_date": False,  # the pagoPA notice stays payable
        }
    return contenuto


def _riservato(messaggio: Messaggio, credenziale: Credenziale) -> dict[str, Any]:
    """Neither subject nor text: that there is something to read, and for the app the way to ask us for it."""
    parole = scrivi("notifiche.riservato", {"ente": messaggio.ente}, messaggio.lingua)  # the same that the mail says
    cortesia = {"testo": parole.testo, "url": messaggio.get_absolute_url()}
    testo = _incornicia("messaggi/appio_riservato.txt", messaggio, **cortesia)
    contenuto: dict[str, Any] = {"subject": parole.oggetto, "markdown": testo}
    if credenziale.configurazione:
        contenuto["third_party_data"] = {
            "id": str(messaggio.codice),
            "has_remote_content": True,
            "has_attachments": con_allegati(messaggio, credenziale),
            "configuration_id": credenziale.configurazione,
        }
    return contenuto


def _incornicia(modello: str, messaggio: Messaggio, *, url: str, **altro: str) -> str:
    contesto = {"messaggio": messaggio, "ente": messaggio.ente, "url": messaggio.ente.url(url), **altro}
    with override(messaggio.lingua):
        sorgente = get_template(modello).template  # type: ignore[attr-defined]
        return str(sorgente.render(Context(contesto, autoescape=False))).strip()


def _personale(oggetto: str, persona: Persona) -> bool:
    """Codes and addresses of anybody, and the full name of the recipient; a surname alone may be a street."""
    parole = set(re.findall(r"\w+", oggetto.casefold()))
    nome = set(re.findall(r"\w+", f"{persona.nome} {persona.cognome}".casefold()))
    return bool(PERSONALI.search(oggetto)) or bool(persona.nome and persona.cognome and nome <= parole)


def _ammesso(contenuto: dict[str, Any]) -> bool:
    pagamento = contenuto.get("payment_data")
    pagabile = not pagamento or (NUMERO_AVVISO.fullmatch(pagamento["notice_number"]) and pagamento["amount"] in IMPORTO)
    return bool(
        lunghezza_utf16(contenuto["subject"]) in OGGETTO
        and lunghezza_utf16(contenuto["markdown"]) in TESTO
        and pagabile
    )
