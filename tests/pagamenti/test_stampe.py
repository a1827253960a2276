"""The PDFs of the room: accessible, and with what a person needs on paper."""

import io

import pikepdf
import pytest
from django.template.loader import render_to_string

from pagamenti import stampe
from pagamenti.models import Avviso, Stampa
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests.makers import un_avviso, una_ricevuta


@pytest.fixture
def avviso_in_pdf(ente: Ente, giulia: Persona) -> bytes:
    return stampe.rendi(un_avviso(di=giulia, ente=ente).stampe.get(tipo=Stampa.Tipo.AVVISO))


def test_la_quietanza_dice_chi_quanto_quando_e_con_quale_ricevuta(avviso: Avviso) -> None:
    ricevuta = una_ricevuta(avviso)
    contesto = stampe.CONTESTI[Stampa.Tipo.QUIETANZA](avviso)
    testo = render_to_string("pdf/pagamenti/quietanza.html", contesto)
    for parola in (
        "25,00",
        "Giulia Bianchi",
        "BNCGLI85D52H501T",
        avviso.nav_leggibile,
        ricevuta.receipt_id,
        "Banca di prova",
    ):
        assert parola in testo


def test_il_pdf_dell_avviso_e_etichettato_e_in_italiano(avviso_in_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(avviso_in_pdf)) as documento:
        assert bool(documento.Root.MarkInfo.Marked)
        assert str(documento.Root.Lang) == "it"
        assert str(documento.docinfo["/Title"]) == "Avviso di pagamento"
        with documento.open_metadata() as metadati:
            assert metadati["pdfuaid:part"] == "1"
        assert len(documento.pages) == 1
