from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from notifiche.models import Messaggio
from notifiche.operations import Contenuto, avvisa
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests.faults.piattaforme import AppIO, Posta
from tests.faults.processi import Broker, Lavoratore

Avvisa = Callable[..., list[Messaggio]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is slow, kills processes and needs PostgreSQL and Redis: `make test-guasti`."""
    for prova in items:
        if Path(__file__).parent in prova.path.parents:
            prova.add_marker(pytest.mark.guasti)
            prova.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path).avvia()
    yield broker
    broker.uccidi()


@pytest.fixture
def io() -> Iterator[AppIO]:
    piattaforma = AppIO()
    yield piattaforma
    piattaforma.chiudi()


@pytest.fixture
def posta() -> Iterator[Posta]:
    piattaforma = Posta()
    yield piattaforma
    piattaforma.chiudi()


@pytest.fixture
def lavoratore(broker: Broker, io: AppIO, posta: Posta, tmp_path: Path, db: None) -> Iterator[Lavoratore]:
    """A worker, not yet started."""
    lavoratore = Lavoratore(broker, tmp_path, io=io, posta=posta)
    yield lavoratore
    lavoratore.uccidi()


@pytest.fixture
def avvisane(ente: Ente, giulia: Persona) -> Avvisa:
    """Tell Giulia so many things, each about a case of its own."""

    def fai(quante: int = 1, **altro: Any) -> list[Messaggio]:
        campi = {"destinatario": giulia, "ente": ente, "tipo": "notifiche.benvenuto", **altro}
        gia = Messaggio.objects.count()
        return [
            avvisa(Contenuto(chiave_evento=f"prova:{numero}", riferimento=f"P-{numero}", **campi))
            for numero in range(gia, gia + quante)
        ]

    return fai
