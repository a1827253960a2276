"""What a person has chosen so far, step by step: kept in the session, so that it survives the login in the middle."""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from django.http import HttpRequest

CHIAVE = "prenotazione"


@dataclass(frozen=True)
class Scelte:
    """Texts only, as the session stores them. `fatta` is the code of the appointment just booked."""

    sportello: str = ""
    servizio: str = ""
    inizio: str = ""
    motivo: str = ""
    note: str = ""
    contatti_visti: bool = False
    fatta: str = ""

    @classmethod
    def lette(cls, request: HttpRequest) -> Self:
        """The choices of this browser; a session written by another version of the program counts as empty."""
        try:
            return cls(**request.session.get(CHIAVE, {}))
        except TypeError:
            return cls()

    def con(self, **cambi: Any) -> Self:
        return replace(self, **cambi)

    def scrivi(self, request: HttpRequest) -> None:
        request.session[CHIAVE] = asdict(self)

    @property
    def quando(self) -> dt.datetime | None:
        return dt.datetime.fromisoformat(self.inizio) if self.inizio else None

    @property
    def codice_sportello(self) -> uuid.UUID | None:
        return uuid.UUID(self.sportello) if self.sportello else None
