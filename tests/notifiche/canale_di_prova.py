"""A channel that does what the test says, without a network: what the engine promises does not depend on the platform."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from notifiche.channels.base import Canale, Ricevuta, Ritmo
from notifiche.models import Consegna


class CanaleDiProva(Canale):
    """`modello` (before it starts) and `guasto` (while it leaves) may raise; `credenziale(consegna)` names the key; `partite` are the copies that left, in order."""

    codice, nome = "prova", "Prova"

    ritmo: Ritmo | None = None  # type: ignore[assignment]

    def __init__(self) -> None:
        self.partite: list[str] = []
        self.seguite: list[str] = []
        self.aperture = self.chiusure = 0
        self.segue = False
        self.guasto: Callable[[Consegna], Any] = lambda consegna: None
        self.modello: Callable[[Consegna], Any] = lambda consegna: None
        self.credenziale: Callable[[Consegna], str] = lambda consegna: ""

    def impedimento(self, consegna: Consegna) -> Consegna.Esito | None:
        return None

    def prepara(self, consegna: Consegna) -> Any:
        return self.modello(consegna)

    def invia(self, consegna: Consegna, pronta: Any) -> Ricevuta:
        self.guasto(consegna)
        self.partite.append(consegna.messaggio.chiave_evento)
        return Ricevuta(Consegna.Esito.INVIATA, segue=self.segue)

    def chiave(self, consegna: Consegna) -> str:
        return self.credenziale(consegna)

    def segui(self, consegna: Consegna) -> None:
        self.seguite.append(consegna.messaggio.chiave_evento)

    @contextmanager
    def lotto(self) -> Iterator[None]:
        self.aperture += 1
        yield
        self.chiusure += 1
