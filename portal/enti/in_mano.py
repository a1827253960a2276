"""What an officer still has in hand: the rooms above count it, the page of the account says it, and neither knows the other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class InMano:
    """One line; `url` leads who looks to those things, when they may see them."""

    testo: str
    url: str = ""


# given the officer and the request of who looks
Conto = Callable[[Any, HttpRequest], Iterable[InMano]]
_CONTI: list[Conto] = []


def impara(conto: Conto) -> None:
    """Something that can be in an officer's hands."""
    _CONTI.append(conto)


def di(operatore: Any, request: HttpRequest) -> list[InMano]:
    """All that this officer has in hand at the ente of the request."""
    return [voce for conto in _CONTI for voce in conto(operatore, request)]
