"""A desk with a free place tomorrow."""

import datetime as dt
from typing import Any, NamedTuple

import pytest
from django.utils import timezone

from appuntamenti.models import Orario, Sportello
from appuntamenti.queries import posti_liberi
from portal.enti.models import Ente, Ufficio


class Posto(NamedTuple):
    sportello: Sportello
    inizio: dt.datetime


@pytest.fixture
def sportello_di_prova(ente: Ente, ufficio: Ufficio) -> Any:
    sportello = Sportello.objects.create(
        ente=ente, ufficio=ufficio, nome="Sportello", indirizzo="Via 1", cap="00100", localita="Roccachiara"
    )
    for giorno in range(7):
        Orario.objects.create(
            sportello=sportello, giorno=giorno, dalle=dt.time(9), alle=dt.time(12), minuti=30, posti=1
        )
    libero = next(slot for slot in posti_liberi(sportello) if slot.inizio > timezone.now() + dt.timedelta(days=2))
    return Posto(sportello, libero.inizio)
