"""A desk: its rules as rows, and what a free place is now."""

import pytest
from django.core.exceptions import ValidationError

from appuntamenti.models import Chiusura, Sportello
from appuntamenti.queries import posti_liberi
from portal.enti.models import Ente
from tests import people
from tests.appuntamenti.conftest import LUNEDI


def test_la_chiusura_di_tutto_l_ente_vale_per_ogni_sportello(sportello: Sportello, altro_ente: Ente) -> None:
    Chiusura.objects.create(ente=altro_ente, dal=LUNEDI, al=LUNEDI, motivo="Chiusura di un altro comune")
    assert posti_liberi(sportello, [LUNEDI])
    Chiusura.objects.create(ente=sportello.ente, dal=LUNEDI, al=LUNEDI, motivo="Ponte")
    assert not posti_liberi(sportello, [LUNEDI])


def test_uno_sportello_sta_in_un_ufficio_che_serve_l_ente(sportello: Sportello, altro_ente: Ente) -> None:
    sportello.ufficio = people.crea_ufficio("Ufficio di un altro comune", altro_ente)
    with pytest.raises(ValidationError, match="non serve"):
        sportello.full_clean()
