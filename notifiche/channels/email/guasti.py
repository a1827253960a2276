"""What the server's refusal means. One recipient per mail, so a refusal is never partial (RFC 5321 4.2.1, RFC 3463)."""

import re
import smtplib

from django.core.mail import BadHeaderError

from portal.base.coda import attesa_crescente
from portal.base.errors import GatewayError

PRIMA_ATTESA = 300  # greylisting servers want at least this many seconds before the second try
CASELLA_PIENA = 552  # a 5xx that passes
INESISTENTE = {550, 551, 553}
# "550 5.7.1 blocked": the refusal is about us or about this mail, the address may be good
NON_DELL_INDIRIZZO = re.compile(rb"\s*5\.[34567]\.")


def e_inesistente(errore: Exception) -> bool:
    """Did the server say that there is no such mailbox?"""
    if not isinstance(errore, smtplib.SMTPRecipientsRefused):
        return False
    codice, testo = _rifiuto_del_destinatario(errore)
    return codice in INESISTENTE and not NON_DELL_INDIRIZZO.match(testo)


def guasto(errore: Exception, tentativi: int) -> GatewayError:
    """Every other trouble: whose it is, and when to try again."""
    if isinstance(errore, GatewayError):
        return errore
    if isinstance(errore, smtplib.SMTPRecipientsRefused):
        return _rifiuto("posta_indirizzo_rifiutato", _rifiuto_del_destinatario(errore)[0], tentativi)
    if isinstance(errore, smtplib.SMTPSenderRefused) and errore.smtp_code >= 500:
        return GatewayError("posta_chiusa", chiuso=True, status=errore.smtp_code)
    if isinstance(errore, smtplib.SMTPResponseException):
        return _rifiuto("posta_rifiutata", errore.smtp_code, tentativi)
    if isinstance(errore, BadHeaderError):
        return GatewayError("posta_intestazione_non_valida", permanent=True)
    if isinstance(errore, smtplib.SMTPNotSupportedError | ValueError):
        return GatewayError("posta_indirizzo_non_valido", permanent=True)
    return GatewayError("posta_senza_risposta", incerto=True)


def _rifiuto_del_destinatario(errore: smtplib.SMTPRecipientsRefused) -> tuple[int, bytes]:
    codice, testo = next(iter(errore.recipients.values()))
    return codice, testo


def _rifiuto(evento: str, codice: int, tentativi: int) -> GatewayError:
    """5xx is for ever, 4xx and a full mailbox are for now."""
    definitivo = codice >= 500 and codice != CASELLA_PIENA
    attesa = None if definitivo else max(PRIMA_ATTESA, attesa_crescente(tentativi))
    return GatewayError(evento, permanent=definitivo, status=codice, dopo=attesa)
