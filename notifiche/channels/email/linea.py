"""The conversation with the relay: opened at the first mail, kept for the next ones, opened again when it fell."""

import smtplib
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from notifiche.channels.email.guasti import guasto
from portal.base.errors import GatewayError


class Linea:
    def __init__(self) -> None:
        self._relay: BaseEmailBackend | None = None

    def spedisci(self, posta: EmailMultiAlternatives) -> None:
        """Hand over one mail. Raises GatewayError while nothing has left, else what the server or the socket said."""
        relay = self._pronto()
        try:
            relay.send_messages([posta])
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, ValueError):
            raise  # the server spoke, or the mail never left: the next one may use this line
        except BaseException:
            self.chiudi()
            raise

    def chiudi(self) -> None:
        if self._relay is not None:
            self._relay.close()
            self._relay = None

    def _pronto(self) -> BaseEmailBackend:
        if self._relay is not None and not _ascolta(self._relay):
            self.chiudi()
        if self._relay is None:
            self._relay = _apri()
        return self._relay


def spedisci_una(posta: EmailMultiAlternatives, tentativi: int) -> None:
    """A mail that is no delivery, on a line of its own. Raises GatewayError."""
    linea = Linea()
    try:
        linea.spedisci(posta)
    except (OSError, ValueError) as errore:  # SMTPException is an OSError; their text holds the address
        raise guasto(errore, tentativi) from None
    finally:
        linea.chiudi()


def _ascolta(relay: BaseEmailBackend) -> bool:
    """Does the server still listen? RSET also leaves behind whatever the last mail began."""
    smtp: Any = getattr(relay, "connection", None)
    if not isinstance(smtp, smtplib.SMTP):  # a backend that opens no socket
        return True
    try:
        return bool(smtp.rset()[0] == 250)
    except OSError:
        return False


def _apri() -> BaseEmailBackend:
    """A connection to our relay. Raises GatewayError: nothing has left yet."""
    relay: BaseEmailBackend = get_connection()
    try:
        relay.open()
    except smtplib.SMTPAuthenticationError:
        raise GatewayError("posta_chiusa", chiuso=True) from None
    except OSError:
        raise GatewayError("posta_irraggiungibile") from None
    return relay
