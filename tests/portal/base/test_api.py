"""The machine API says whether it works, and refuses in one form."""

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client


def test_lo_stato_risponde_a_tutti(client: Client) -> None:
    risposta = client.get("/api/v1/status")
    assert risposta.status_code == 200
    assert risposta["Content-Type"] == "application/json"
    assert risposta["Cache-Control"] == "no-store"


def test_senza_database_lo_stato_e_un_problema(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def spento() -> None:
        raise OperationalError

    with monkeypatch.context() as guasto:
        guasto.setattr(connection, "ensure_connection", spento)
        risposta = client.get("/api/v1/status")
    assert risposta.status_code == 503
    assert risposta["Content-Type"].startswith("application/problem+json")
    assert risposta["Retry-After"] == "30"


def test_un_metodo_sbagliato_e_un_problema(client: Client) -> None:
    risposta = client.post("/api/v1/status", content_type="application/json")
    assert risposta.status_code == 405
    assert risposta["Content-Type"].startswith("application/problem+json")
    assert risposta.json()["status"] == 405
