"""What the rooms above know of a message, said downwards: whether its button still leads to something to do, and where the
office works on it. A room registers by the `tipo` of the message, at start, in its `azioni.py`."""

import uuid
from collections.abc import Callable

from django.utils.functional import Promise

from notifiche.models import Messaggio

Testo = str | Promise
_FINITE: dict[str, Callable[[Messaggio], Testo]] = {}
_DELL_UFFICIO: dict[str, Callable[[Messaggio], str]] = {}


def finisce(*tipi: str) -> Callable[[Callable[[Messaggio], Testo]], Callable[[Messaggio], Testo]]:
    """The function says in words why there is nothing to do any more, or nothing while there is."""

    def registra(funzione: Callable[[Messaggio], Testo]) -> Callable[[Messaggio], Testo]:
        _FINITE.update(dict.fromkeys(tipi, funzione))
        return funzione

    return registra


def per_l_ufficio(stanza: str) -> Callable[[Callable[[Messaggio], str]], Callable[[Messaggio], str]]:
    """The function gives the address of the office's page about what the messages of this room speak of."""

    def registra(funzione: Callable[[Messaggio], str]) -> Callable[[Messaggio], str]:
        _DELL_UFFICIO[stanza] = funzione
        return funzione

    return registra


def codice_del_fatto(messaggio: Messaggio) -> uuid.UUID | None:
    """The code in the key of the event: "appuntamento:<code>:prenotato"."""
    try:
        return uuid.UUID(messaggio.chiave_evento.split(":")[1])
    except (IndexError, ValueError):
        return None


def perche_finita(messaggio: Messaggio) -> Testo:
    """Why the button of this message leads to nothing to do any more; empty while it does."""
    controllo = _FINITE.get(messaggio.tipo)
    return controllo(messaggio) if controllo and messaggio.url else ""


def pagina_dell_ufficio(messaggio: Messaggio) -> str:
    """Where the office finds the case, the notice or the appointment; empty when there is nothing of the kind."""
    dove = _DELL_UFFICIO.get(messaggio.tipo.partition(".")[0])
    return dove(messaggio) if dove and messaggio.riferimento else ""
