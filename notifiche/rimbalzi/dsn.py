"""Reading what comes back (RFC 3464, 3463, 3834).

Whose delivery it is, is written in the address it came back to (VERP) and in the Message-ID of what is returned. Both hold a code
that only the recipient of that mail has seen: a forged report can stop nobody else's mail.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from enum import Enum

RITORNO = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "Return-Path")
_UUID = r"([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})"
VERP = re.compile(rf"\+{_UUID}@", re.IGNORECASE)
MESSAGE_ID = re.compile(rf"<{_UUID}\.v1@", re.IGNORECASE)
# no such mailbox or domain, mailbox closed; not "full" (5.2.2), nor what is about us, the road or the content (5.1.7-8, 5.3-5.7)
INESISTENTE = re.compile(r"5\.(?:0\.0|1\.(?:[0-6]|10)|2\.[01])\b")
STATO = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")


class Specie(Enum):
    RESPINTA = "respinta"  # for ever: nobody will try again
    PROVVISORIA = "provvisoria"  # delayed, relayed, delivered: nothing changes
    RISPOSTA = "risposta"  # a holiday notice and the like
    IGNOTA = "ignota"


@dataclass(frozen=True)
class Rimbalzo:
    """What a mail that came back says. `inesistente`: the address is not there, and not only for this mail."""

    specie: Specie
    consegna: uuid.UUID | None = None
    inesistente: bool = False


def leggi(contenuto: bytes) -> Rimbalzo:
    """Tell what came back. Never raises: what cannot be read is IGNOTA."""
    try:
        return _leggi(message_from_bytes(contenuto))
    except Exception:  # a charset that is none, parts nested by the thousand: whoever knows the address may write it
        return Rimbalzo(Specie.IGNOTA)


def _leggi(messaggio: Message) -> Rimbalzo:
    blocchi = list(_destinatari(messaggio))
    if not blocchi:
        automatica = str(messaggio.get("Auto-Submitted", "no")).strip().lower().startswith("auto-replied")
        return Rimbalzo(Specie.RISPOSTA if automatica else Specie.IGNOTA)
    falliti = [blocco for blocco in blocchi if str(blocco["Action"]).strip().lower() == "failed"]
    if not falliti:
        return Rimbalzo(Specie.PROVVISORIA)
    return Rimbalzo(Specie.RESPINTA, _consegna(messaggio), all(_inesistente(blocco) for blocco in falliti))


def _destinatari(messaggio: Message) -> Iterator[Message]:
    """The blocks of the report that speak of a recipient."""
    for parte in messaggio.walk():
        blocchi = parte.get_payload() if parte.get_content_type() == "message/delivery-status" else None
        if isinstance(blocchi, list):
            yield from (blocco for blocco in blocchi if isinstance(blocco, Message) and blocco["Action"])


def _consegna(messaggio: Message) -> uuid.UUID | None:
    for parte in messaggio.walk():
        for testo, forma in _indizi(parte):
            trovato = forma.search(testo)
            if trovato:
                return uuid.UUID(trovato[1])
    return None


def _indizi(parte: Message) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Where the code may be: the addresses, the Message-ID of what is returned, its headers alone (text/rfc822-headers)."""
    for nome in RITORNO:
        yield from ((str(valore), VERP) for valore in parte.get_all(nome, []))
    yield from ((str(valore), MESSAGE_ID) for valore in parte.get_all("Message-ID", []))
    if parte.get_content_type() in {"text/rfc822-headers", "message/rfc822-headers"}:
        yield str(parte.get_payload()), MESSAGE_ID


def _inesistente(blocco: Message) -> bool:
    """By the status; where it says nothing precise, by the words of the server that refused."""
    stato = STATO.search(str(blocco["Status"]))
    preciso = stato[0] if stato else "5.0.0"
    if preciso == "5.0.0":
        detto = STATO.search(str(blocco.get("Diagnostic-Code", "")))
        preciso = detto[0] if detto else preciso
    return bool(INESISTENTE.match(preciso))
