from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.processi import Broker, Lavoratore
from tests.sandbox_processo import SandboxProcesso


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path).avvia()
    yield broker
    broker.uccidi()


@pytest.fixture
def lavoratore(broker: Broker, sandbox: SandboxProcesso, tmp_path: Path, db: None) -> Iterator[Lavoratore]:
    """A worker, not yet started."""
    lavoratore = Lavoratore(broker, sandbox, tmp_path)
    yield lavoratore
    lavoratore.uccidi()
