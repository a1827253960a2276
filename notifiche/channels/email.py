"""E-mail: text and HTML from one source, one Message-ID per delivery whatever the attempts.

A copy sent twice after a lost reply carries the same Message-ID, so receivers that de-duplicate show one.
"""

import smtplib
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from notifiche.channels.base import Canale, Ricevuta
from notifiche.models import Consegna
from notifiche.parole import in_chiaro, in_html
from portal.base.coda import attesa_crescente
from portal.base.errors import GatewayError

PRIMA_ATTESA = 300  # greylisting servers want at least this many seconds before the second try
CASELLA_PIENA = 552  # a 5xx that passes


class Email(Canale):
    codice = "email"
    nome = _("E-mail")

    def impedimento(self, consegna: Consegna) -> Consegna.Esito | None:
        return None if consegna.messaggio.destinatario.email else Consegna.Esito.SENZA_RECAPITO

    def invia(self, consegna: Consegna) -> Ricevuta:
        posta = componi(consegna)
        connessione = _apri()
        try:
            connessione.send_messages([posta])
        except (OSError, ValueError) as errore:  # SMTPException is an OSError
            raise _guasto(errore, consegna.tentativi) from None  # their text holds the address
        finally:
            connessione.close()
        return Ricevuta(Consegna.Esito.INVIATA, posta.extra_headers["Message-ID"])


def componi(consegna: Consegna) -> EmailMultiAlternatives:
    """The mail, in the language of the message."""
    messaggio = consegna.messaggio
    ente = messaggio.ente
    contesto = {
        "messaggio": messaggio,
        "ente": ente,
        "testo": in_chiaro(messaggio.testo),
        "testo_html": in_html(messaggio.testo),
        "azione_url": ente.url(messaggio.url) if messaggio.url else "",
        "messaggio_url": ente.url(messaggio.get_absolute_url()),
    }
    with override(messaggio.lingua):
        testo = render_to_string("messaggi/base.txt", contesto)
        html = render_to_string("messaggi/base.html", contesto)
    indirizzo = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    posta = EmailMultiAlternatives(
        subject=messaggio.oggetto,
        body=testo,
        from_email=formataddr((ente.nome, indirizzo)),
        to=[messaggio.destinatario.email],
        headers=_intestazioni(consegna, dominio=indirizzo.rpartition("@")[2]),
    )
    posta.attach_alternative(html, "text/html")
    return posta


def _intestazioni(consegna: Consegna, *, dominio: str) -> dict[str, str]:
    intestazioni = {
        "Message-ID": f"<{consegna.codice}.v1@{dominio}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday replies
        "X-Auto-Response-Suppress": "All",
        "Content-Language": consegna.messaggio.lingua,
    }
    if consegna.messaggio.riferimento:
        filo = f"<{consegna.filo}@{dominio}>"
        intestazioni |= {"In-Reply-To": filo, "References": filo}
    return intestazioni


def _apri() -> BaseEmailBackend:
    """A connection to our relay. Raises GatewayError: nothing has left yet."""
    connessione: BaseEmailBackend = get_connection()
    try:
        connessione.open()
    except smtplib.SMTPAuthenticationError:
        raise GatewayError("posta_chiusa", chiuso=True) from None
    except OSError:
        raise GatewayError("posta_irraggiungibile") from None
    return connessione


def _guasto(errore: Exception, tentativi: int) -> GatewayError:
    """What the server's refusal means. One recipient per mail, so a refusal is never partial."""
    if isinstance(errore, smtplib.SMTPRecipientsRefused):
        codice, _testo = next(iter(errore.recipients.values()))
        return _rifiuto("posta_indirizzo_rifiutato", codice, tentativi)
    if isinstance(errore, smtplib.SMTPSenderRefused) and errore.smtp_code >= 500:
        return GatewayError("posta_chiusa", chiuso=True, status=errore.smtp_code)
    if isinstance(errore, smtplib.SMTPResponseException):
        return _rifiuto("posta_rifiutata", errore.smtp_code, tentativi)
    if isinstance(errore, smtplib.SMTPNotSupportedError | ValueError):
        return GatewayError("posta_indirizzo_non_valido", permanent=True)
    return GatewayError("posta_senza_risposta", incerto=True)


def _rifiuto(evento: str, codice: int, tentativi: int) -> GatewayError:
    """5xx is for ever, 4xx and a full mailbox are for now (RFC 5321, 4.2.1)."""
    definitivo = codice >= 500 and codice != CASELLA_PIENA
    attesa = None if definitivo else max(PRIMA_ATTESA, attesa_crescente(tentativi))
    return GatewayError(evento, permanent=definitivo, status=codice, dopo=attesa)
