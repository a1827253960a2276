"""A caught mail made readable: headers, text, and HTML that cannot do anything."""

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import nh3

from portal.sandbox.models import Email

_ETICHETTE = nh3.ALLOWED_TAGS - {"img", "map", "area"}


@dataclass(frozen=True)
class Lettera:
    """A mail for the page. `html` is cleaned: no styles, scripts, images or frames."""

    id: int
    arrivata_il: Any
    intestazioni: list[tuple[str, str]]
    mittente: str
    destinatari: list[str]
    oggetto: str
    testo: str
    html: str
    allegati: list[str]


def leggi(riga: Email) -> Lettera:
    messaggio = email.message_from_bytes(bytes(riga.contenuto), policy=email.policy.default)
    assert isinstance(messaggio, EmailMessage)
    return Lettera(
        id=riga.pk,
        arrivata_il=riga.arrivata_il,
        intestazioni=[(nome, str(valore)) for nome, valore in messaggio.items()],
        mittente=riga.mittente,
        destinatari=riga.destinatari,
        oggetto=str(messaggio.get("Subject", "")),
        testo=_corpo(messaggio, "plain"),
        html=nh3.clean(_corpo(messaggio, "html"), tags=_ETICHETTE),
        allegati=[parte.get_filename() or "senza nome" for parte in messaggio.iter_attachments()],
    )


def _corpo(messaggio: EmailMessage, tipo: str) -> str:
    parte = messaggio.get_body(preferencelist=(tipo,))
    return str(parte.get_content()) if parte is not None else ""
