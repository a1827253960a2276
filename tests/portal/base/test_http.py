"""The door to the outside: what it understands of an answer, whatever the platform writes."""

import pytest
import requests

from portal.base.http import _rifiutata


@pytest.mark.parametrize(
    ("scritto", "secondi"),
    [
        ("120", 120),
        ("1700000000000", 3600),
        ("9" * 5000, None),
        ("²", None),
        ("domani", None),
        ("-5", None),
        ("", None),
    ],
)
def test_quanto_la_piattaforma_chiede_di_aspettare(scritto: str, secondi: int | None) -> None:
    risposta = requests.Response()
    risposta.status_code = 429
    risposta.headers["Retry-After"] = scritto
    assert _rifiutata("prova", risposta).dopo == secondi
