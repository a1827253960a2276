"""Dates as people of each language write them."""

import datetime as dt

import pytest
from django.utils import translation

from portal.base.templatetags.casa import data, data_ora, giorno

QUANDO = dt.datetime(2026, 4, 8, 8, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("lingua", "scritta", "con_giorno"),
    [
        ("it", "8 aprile 2026", "mercoledì 8 aprile 2026"),
        ("en", "8 April 2026", "Wednesday 8 April 2026"),
        ("de", "8. April 2026", "Mittwoch, 8. April 2026"),
    ],
)
def test_una_data_si_legge_nella_lingua_della_persona(lingua: str, scritta: str, con_giorno: str) -> None:
    with translation.override(lingua):
        assert data(QUANDO) == scritta
        assert giorno(QUANDO.date()) == con_giorno


def test_data_e_ora_sono_di_roma() -> None:
    with translation.override("it"):
        assert data_ora(QUANDO) == "8 aprile 2026, ore 10:02"
