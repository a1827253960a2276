"""A mail that comes back hours later: the report (RFC 3464) of a server that gave up, posted to the portal as a relay does."""

import hashlib
import hmac
import time
from email import message_from_bytes

from django.conf import settings

from portal.base import http
from portal.base.errors import GatewayError
from portal.sandbox.models import Email

MODELLO = """\
From: Mail Delivery System <MAILER-DAEMON@sandbox.localhost>
To: {ritorno}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="confine"

--confine
Content-Type: text/plain; charset=us-ascii

The mail system could not deliver this message.

--confine
Content-Type: message/delivery-status

Reporting-MTA: dns; sandbox.localhost

Final-Recipient: rfc822; {destinatario}
Action: failed
Status: {stato}
Diagnostic-Code: smtp; 550 {stato} refused

--confine
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: {oggetto}

--confine--
"""


def rapporto(riga: Email, stato: str) -> bytes:
    """The report about this mail, with a status such as 5.1.1 (no such mailbox) or 5.2.2 (full)."""
    messaggio = message_from_bytes(bytes(riga.contenuto))
    testo = MODELLO.format(
        ritorno=riga.mittente,
        destinatario=riga.destinatari[0],
        stato=stato,
        message_id=str(messaggio["Message-ID"]).strip(),
        oggetto=str(messaggio["Subject"]).replace("\n", " "),
    )
    return testo.replace("\n", "\r\n").encode()


def rimanda(riga: Email, stato: str) -> str:
    """Post it to the portal; what it answered."""
    corpo, istante = rapporto(riga, stato), int(time.time())
    impronta = hmac.new(settings.RIMBALZI_CHIAVE.encode(), f"{istante}.".encode() + corpo, hashlib.sha256).hexdigest()
    intestazioni = {"X-Casa-Firma": f"t={istante},v1={impronta}", "Content-Type": "message/rfc822"}
    url = f"{settings.PORTALE_URL}/-/posta/rimbalzi"
    try:
        risposta = http.post(url, servizio="portale", ok=(204, 401, 503), data=corpo, headers=intestazioni)
    except GatewayError as errore:
        return errore.evento
    return str(risposta.status_code)
