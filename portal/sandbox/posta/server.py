"""The SMTP server. Its mood comes from the panel, like that of the platforms over HTTP."""

import asyncio
import hashlib

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from asgiref.sync import sync_to_async
from django.db import close_old_connections

from portal.sandbox import fatti, piattaforme
from portal.sandbox.models import Email, Fatto, Modo

AL_DESTINATARIO = {
    piattaforme.RINVIA: "451 4.3.0 Try again later",
    piattaforme.RESPINGE: "550 5.1.1 User unknown",
    piattaforme.PIENA: "552 5.2.2 Mailbox full",
    piattaforme.GRIGIA: "451 4.7.1 Greylisted, try again later",
}


class Cassetta:
    """Hooks of aiosmtpd: at MAIL a broken server says so, at RCPT it judges the address, at DATA a good one keeps the mail."""

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        modo = await sync_to_async(_modo)()
        rifiuto = {
            piattaforme.GIU: "421 4.3.2 Service not available",
            piattaforme.ERRORE: "550 5.7.1 Refused by the sandbox panel",
        }.get(modo)
        if rifiuto:
            await sync_to_async(_segna)("MAIL", rifiuto[:3])
            return rifiuto
        if modo == piattaforme.MUTA:
            await sync_to_async(_segna)("MAIL", modo)
            await asyncio.sleep(piattaforme.SECONDI_MUTA)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        rifiuto = await sync_to_async(_giudica)(address)
        if rifiuto:
            return rifiuto
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        modo = await sync_to_async(_conserva)(envelope)
        if modo == piattaforme.TAGLIA:
            server.transport.close()
        if modo == piattaforme.LENTA:
            await asyncio.sleep(piattaforme.SECONDI_LENTA)
        return "250 2.0.0 Message accepted for delivery"


def _modo() -> str:
    close_old_connections()
    return Modo.di("posta")


def _segna(comando: str, esito: str, riferimento: str = "") -> None:
    fatti.segna("posta", "SMTP", comando, esito, riferimento)


def _giudica(indirizzo: str) -> str:
    """The refusal that the mood wants for this address; empty: it is good. A greylisted one is good the second time."""
    modo, segno = _modo(), hashlib.sha256(indirizzo.encode()).hexdigest()[:16]
    rifiuto = AL_DESTINATARIO.get(modo, "")
    if modo == piattaforme.GRIGIA and Fatto.objects.filter(forma="RCPT", riferimento=segno).exists():
        return ""
    if rifiuto:
        _segna("RCPT", rifiuto[:3], segno)
    return rifiuto


def _conserva(envelope: Envelope) -> str:
    """Keep the mail and give the mood of the moment."""
    close_old_connections()
    contenuto = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
    Email.objects.create(mittente=envelope.mail_from or "", destinatari=envelope.rcpt_tos, contenuto=contenuto)
    _segna("DATA", "250")
    return Modo.di("posta")


def controllore(porta: int) -> Controller:
    """The server for this port, not yet started."""
    return Controller(Cassetta(), hostname="127.0.0.1", port=porta, server_hostname="sandbox.localhost")
