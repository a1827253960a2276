"""What the rooms above show in the profile of a person: a room registers its part, the page does not know it.

A part is registered in `AppConfig.ready`: the template, and a function that gives its context for the person who looks.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

Dati = Callable[[HttpRequest], dict[str, Any]]


@dataclass(frozen=True)
class Sezione:
    """`template` is included with `sezione.dati`."""

    template: str
    dati: dict[str, Any]


_sezioni: dict[str, Dati] = {}


def registra(template: str, dati: Dati) -> None:
    """Add a part, after those already there."""
    _sezioni[template] = dati


def sezioni(request: HttpRequest) -> Iterator[Sezione]:
    """All the parts, for this person."""
    for template, dati in _sezioni.items():
        yield Sezione(template, dati(request))
