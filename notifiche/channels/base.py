"""What a channel is. A new one is a module with one class like this, and a line in `notifiche/channels/__init__.py`.

A channel speaks to its platform and writes nothing: `notifiche/tasks.py` records what it answers. What goes wrong is a
GatewayError: retryable, `permanent` (this very copy is refused), `chiuso` (all of ours are), `incerto` (it may have left).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise

from notifiche.models import Consegna


@dataclass(frozen=True)
class Ricevuta:
    """The platform took the copy: how we call that, and its name for it."""

    esito: Consegna.Esito
    id_esterno: str = ""


class Canale(ABC):
    """One way to reach a person. `nome` is how people call it."""

    codice: ClassVar[str]
    nome: ClassVar[str | Promise]

    @abstractmethod
    def impedimento(self, consegna: Consegna) -> Consegna.Esito | None:
        """Why this person cannot be reached here, asked at each sending; None when they can. May call the platform."""

    @abstractmethod
    def invia(self, consegna: Consegna) -> Ricevuta:
        """Send the copy, once: before this call the row says that it has started."""

    def chiave(self, consegna: Consegna) -> str:
        """Which credential carries this copy: a platform that refuses it stops the copies of that one alone."""
        return ""

    def segui(self, consegna: Consegna) -> None:  # noqa: B027 - most channels have nothing to plan
        """Plan what comes after the platform took the copy, in the transaction that writes the outcome."""

    @contextmanager
    def lotto(self) -> Iterator[None]:
        """Around the copies of one drain: a channel may keep a connection open for all of them."""
        yield
