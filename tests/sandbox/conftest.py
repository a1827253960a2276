"""The sandbox under test, and the portal it calls back."""

from collections.abc import Iterator

import pytest

from tests.sandbox.portale_finto import PortaleFinto
from tests.sandbox_processo import SandboxProcesso


@pytest.fixture(scope="session")
def _portale_finto() -> Iterator[PortaleFinto]:
    portale = PortaleFinto()
    yield portale
    portale.ferma()


@pytest.fixture(scope="session")
def _sandbox_finta(_portale_finto: PortaleFinto, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcesso]:
    stazione = f"{_portale_finto.url}/pagopa/paForNode"
    cartella = tmp_path_factory.mktemp("sandbox")
    with SandboxProcesso(cartella, stazione_url=stazione, portale_url=_portale_finto.url) as sandbox:
        yield sandbox


@pytest.fixture
def portale(_portale_finto: PortaleFinto) -> PortaleFinto:
    _portale_finto.ricevute.clear()
    _portale_finto.esiti.clear()
    _portale_finto.certificati.clear()
    _portale_finto.contenuti.clear()
    return _portale_finto


@pytest.fixture
def sandbox(_sandbox_finta: SandboxProcesso, portale: PortaleFinto) -> SandboxProcesso:
    _sandbox_finta.azzera()
    return _sandbox_finta
