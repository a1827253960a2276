"""A desk open every morning, and a fixed now: Thursday 10 December 2026, eight o'clock."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from appuntamenti.disponibilita import ROMA
from appuntamenti.models import Appuntamento, Orario, Sportello
from appuntamenti.operations import prenota
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona

ADESSO = dt.datetime(2026, 12, 10, 8, 0, tzinfo=ROMA)
LUNEDI = dt.date(2026, 12, 14)


def alle(ora: int, minuti: int = 0, giorno: dt.date = LUNEDI) -> dt.datetime:
    return dt.datetime.combine(giorno, dt.time(ora, minuti), tzinfo=ROMA)


def crea_sportello(ente: Ente, ufficio: Ufficio, nome: str = "Sportello permessi", posti: int = 1) -> Sportello:
    """Open from Monday to Friday, 9 to 12, half an hour each."""
    sportello = Sportello.objects.create(
        ente=ente, ufficio=ufficio, nome=nome, indirizzo="Via delle Scuole 3", cap="00100", localita="Roccachiara"
    )
    for giorno in range(5):
        Orario.objects.create(
            sportello=sportello,
            giorno=giorno,
            dalle=dt.time(9),
            alle=dt.time(12),
            posti=posti,
            valido_dal=ADESSO.date(),
        )
    return sportello


@pytest.fixture(autouse=True)
def orologio() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(ADESSO, tick=False) as orologio:
        yield orologio


@pytest.fixture
def sportello(ente: Ente, ufficio: Ufficio) -> Sportello:
    return crea_sportello(ente, ufficio)


@pytest.fixture
def prenotato(sportello: Sportello, giulia: Persona) -> Appuntamento:
    """Giulia's appointment, Monday at half past nine."""
    return prenota(sportello.pk, inizio=alle(9, 30), persona=giulia, motivo="Permesso ZTL", attore=giulia)
