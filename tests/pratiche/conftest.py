"""The service of the tests: the ZTL permit as the portal ships it, at the first comune, with its account for the money."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Ufficio
from tests import carte
from tests.makers import un_servizio

PDF = carte.un_pdf()


@pytest.fixture
def ztl(ente: Ente, ufficio: Ufficio) -> Servizio:
    return un_servizio(ente, ufficio)


def un_pdf(nome: str = "carta.pdf", contenuto: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(nome, contenuto, content_type="application/pdf")
