"""What the rooms and a protocol say to each other: our words, whoever keeps the register."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Soggetto:
    codice_fiscale: str
    denominazione: str


@dataclass(frozen=True)
class FileRegistrato:
    """`codice` is that of the document in our archive; the others are what the law wants in the register."""

    codice: uuid.UUID
    nome: str
    mime: str
    sha256: str


@dataclass(frozen=True)
class DaRegistrare:
    """A document and its attachments as the protocol wants them. `flusso`: "E" received from a person, "U" sent to a person.

    The main document comes first. The same `chiave` must always come with the same values: the protocol refuses a key that
    changes its content. `arrivo` is when it came to the office, or left it: the registration may be later.
    """

    chiave: uuid.UUID
    ente: str
    flusso: str
    oggetto: str
    mittente: Soggetto
    destinatario: Soggetto
    arrivo: dt.datetime
    documenti: tuple[FileRegistrato, ...]


@dataclass(frozen=True)
class Numero:
    """What the protocol assigned: number of 7 digits per register and year (DPR 445/2000 art. 53, 57)."""

    registro: str
    numero: str
    anno: int
    data: dt.datetime


class Protocollatore(Protocol):
    """Who keeps the register of an ente. A new system is a class with this method, and a line in `scelta`."""

    def registra(self, documento: DaRegistrare) -> Numero:
        """Give a number to the document. The same key again gives the same number. Raises GatewayError."""
