"""Every message as it will look on each channel, before anybody gets it: made from samples, with no row and no real person.

Each room declares its samples in its `anteprime.py`, beside its words: one for each way in which a message can be written.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from notifiche.channels import appio, email
from notifiche.models import Consegna, Credenziale, Messaggio
from notifiche.operations.avvisi import Contenuto, campi
from notifiche.parole import lunghezza_utf16
from portal.base.errors import GatewayError
from portal.enti.models import Ente
from portal.identita.models import Persona

Testo = str | Promise
LINGUE = ("it", "en", "de")


@dataclass(frozen=True, kw_only=True)
class Esempio:
    """A sample of a message. `quando` says when it is sent, `caso` which of its forms this one is.

    `contenuto` gives what the room would tell, from sample values: it is called at each preview, so dates stay in the future.
    """

    tipo: str
    quando: Testo
    contenuto: Callable[[], dict[str, Any]] = dict
    caso: Testo = ""


@dataclass(frozen=True)
class Telefono:
    """What App IO shows, and how long it is as IO counts (UTF-16 units)."""

    oggetto: str
    testo: str
    lungo_oggetto: int
    lungo_testo: int
    rifiuto: str


@dataclass(frozen=True)
class Anteprima:
    esempio: Esempio
    messaggio: Messaggio
    posta_testo: str
    posta_html: str
    telefono: Telefono


_ESEMPI: dict[str, list[Esempio]] = {}


def registra(*esempi: Esempio) -> None:
    for esempio in esempi:
        _ESEMPI.setdefault(esempio.tipo, []).append(esempio)


def esempi() -> dict[str, list[Esempio]]:
    """The samples of every message, by type, in alphabetical order: the rooms stay together."""
    return dict(sorted(_ESEMPI.items()))


registra(Esempio(tipo="notifiche.benvenuto", quando=_("la prima volta che una persona entra nel portale")))


def fra(giorni: int, ora: int = 10) -> dt.datetime:
    """A sample instant."""
    domani = timezone.localtime() + dt.timedelta(days=giorni)
    return domani.replace(hour=ora, minute=0, second=0, microsecond=0)


def prova(esempio: Esempio, ente: Ente, lingua: str) -> Anteprima:
    """The message of this sample as it would look for a person who reads this language. Writes nothing."""
    messaggio = _messaggio(esempio, ente, lingua)
    consegna = Consegna(messaggio=messaggio, canale="email", filo=messaggio.filo)
    posta = email.componi(consegna)
    html = next(parte for parte, tipo in posta.alternatives if tipo == "text/html")
    return Anteprima(esempio, messaggio, str(posta.body), str(html), _telefono(messaggio))


def _messaggio(esempio: Esempio, ente: Ente, lingua: str) -> Messaggio:
    persona = Persona(nome="Maria", cognome="Esempio", email="maria@example.org", lingua=lingua)
    with override(lingua):
        valori = {"url": "/area-personale/", "azione": _("Apri la pagina"), **esempio.contenuto()}
    contenuto = Contenuto(destinatario=persona, ente=ente, chiave_evento="prova", tipo=esempio.tipo, **valori)
    return Messaggio(creato_il=timezone.now(), **campi(contenuto))


def _telefono(messaggio: Messaggio) -> Telefono:
    messaggio.destinatario.codice_fiscale = "AAAAAA00A00A000A"  # IO's own test code: never sent
    try:
        contenuto = appio.componi(messaggio, Credenziale.delle_impostazioni())["content"]
    except GatewayError as rifiuto:
        return Telefono(messaggio.oggetto, "", lunghezza_utf16(messaggio.oggetto), 0, rifiuto.evento)
    oggetto, testo = contenuto["subject"], contenuto["markdown"]
    return Telefono(oggetto, testo, lunghezza_utf16(oggetto), lunghezza_utf16(testo), "")
