"""What a channel is. A new one is a module with one class like this, and a line in `notifiche/channels/__init__.py`.

A channel speaks to its platform and writes nothing: `notifiche/giro.py` records what it answers. What goes wrong is a
GatewayError: retryable, `permanent` (this very copy is refused), `chiuso` (all of ours are), `incerto` (it may have left).
What the engine promises about each, and a channel made as an example: docs/consegne.md.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.functional import Promise

from notifiche.models import Consegna


@dataclass(frozen=True)
class Ricevuta:
    """The platform took the copy: how we call that, its name for it, and whether something is to be planned (`Canale.segui`)."""

    esito: Consegna.Esito
    id_esterno: str = ""
    segue: bool = False


@dataclass(frozen=True)
class Ritmo:
    """How fast the platform lets one ente go: so many copies a second in the long run, and so many at once after a rest."""

    al_secondo: float
    insieme: int


class Canale(ABC):
    """One way to reach a person. `nome` is how people call it."""

    codice: ClassVar[str]
    nome: ClassVar[str | Promise]

    @property
    def ritmo(self) -> Ritmo | None:
        """The pace that the platform imposes on each ente, if it does."""
        return None

    @abstractmethod
    def impedimento(self, consegna: Consegna) -> Consegna.Esito | None:
        """Why this person cannot be reached here, asked at each sending; None when they can. May call the platform."""

    @abstractmethod
    def prepara(self, consegna: Consegna) -> Any:
        """The words as the platform wants them, without a network: what breaks here has certainly not left."""

    @abstractmethod
    def invia(self, consegna: Consegna, pronta: Any) -> Ricevuta:
        """Send what was prepared, once: before this call the row says that it has started."""

    def chiave(self, consegna: Consegna) -> str:
        """The name (never the secret) of the credential that carries this copy: a platform that refuses it stops the copies
        of that one alone. Asked for each copy: no network."""
        return ""

    def segui(self, consegna: Consegna) -> None:  # noqa: B027 - most channels have nothing to plan
        """Plan what comes after, in the transaction that writes the outcome: called when the receipt says `segue`."""

    @contextmanager
    def lotto(self) -> Iterator[None]:
        """Around the copies of one batch: a channel may keep a connection open for all of them. Never raises: it connects
        at the first copy that needs it, so that the trouble is of that copy."""
        yield
