"""Where a person was before coming here to pay: the room above that asked for the notice says the way back.

A room teaches it in its `AppConfig.ready`, for the word with which its origins begin:

    ritorni.impara("pratica", dove_si_torna)
"""

from collections.abc import Callable
from typing import NamedTuple

from pagamenti.models import Avviso


class Ritorno(NamedTuple):
    url: str
    testo: str


Dove = Callable[[str], Ritorno | None]  # from what follows the word in the origin
_dove: dict[str, Dove] = {}


def impara(genere: str, dove: Dove) -> None:
    """From now on `dove` finds the way back of the notices with an origin `genere:…`."""
    _dove[genere] = dove


def ritorno(avviso: Avviso) -> Ritorno | None:
    """The way back, when there is one."""
    genere, _segno, resto = avviso.origine.partition(":")
    return _dove[genere](resto) if genere in _dove else None
