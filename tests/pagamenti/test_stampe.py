"""The PDFs of the room: accessible, and with what a person needs on paper."""

import io

import pikepdf
import pytest

from pagamenti import stampe
from pagamenti.models import Stampa
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests.makers import un_avviso


@pytest.fixture
def avviso_in_pdf(ente: Ente, giulia: Persona) -> bytes:
    return stampe.rendi(un_avviso(di=giulia, ente=ente).stampe.get(tipo=Stampa.Tipo.AVVISO))


def test_il_pdf_dell_avviso_e_etichettato_e_in_italiano(avviso_in_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(avviso_in_pdf)) as documento:
        assert bool(documento.Root.MarkInfo.Marked)
        assert str(documento.Root.Lang) == "it"
        assert str(documento.docinfo["/Title"]) == "Avviso di pagamento"
        with documento.open_metadata() as metadati:
            assert metadati["pdfuaid:part"] == "1"
        assert len(documento.pages) == 1
