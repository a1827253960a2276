"""The service of the tests: the ZTL permit as the portal ships it, at the first comune, with its account for the money."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Ufficio
from tests.makers import un_servizio
from tests.sandbox_processo import SandboxProcesso

PDF = b"%PDF-1.7\n" + b"0" * 200


@pytest.fixture
def ztl(ente: Ente, ufficio: Ufficio) -> Servizio:
    return un_servizio(ente, ufficio)


def un_pdf(nome: str = "carta.pdf", contenuto: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(nome, contenuto, content_type="application/pdf")


@pytest.fixture(scope="session")
def _sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcesso]:
    with SandboxProcesso(tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_sandbox: SandboxProcesso, settings: Settings) -> SandboxProcesso:
    """The platforms of the demo as new, with the protocol at hand; the other rooms' platforms are not called."""
    _sandbox.azzera()
    settings.PROTOCOLLO_URL = f"{_sandbox.url}/protocollo/api/v1"
    return _sandbox
