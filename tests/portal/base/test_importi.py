"""Money in words: as the reader's language writes it, and read in both ways of writing cents."""

import pytest
from django.utils import translation

from portal.base.importi import centesimi, euro


@pytest.mark.parametrize(("lingua", "scritto"), [("it", "1.020,99\xa0€"), ("de", "1.020,99\xa0€"), ("en", "€1,020.99")])
def test_un_importo_si_legge_nella_lingua_della_persona(lingua: str, scritto: str) -> None:
    with translation.override(lingua):
        assert euro(102099) == scritto


@pytest.mark.parametrize(
    ("scritto", "valore"), [("12,5", 1250), ("12.50", 1250), ("1.020,99", 102099), ("1.020", 102000)]
)
def test_un_importo_si_scrive_con_la_virgola_o_col_punto(scritto: str, valore: int) -> None:
    assert centesimi(scritto) == valore


@pytest.mark.parametrize("scritto", ["1,020.99", "12.345,6.7", "dieci", "-3", "1.02.0"])
def test_un_importo_che_si_legge_in_due_modi_non_si_indovina(scritto: str) -> None:
    with pytest.raises(ValueError, match="importo"):
        centesimi(scritto)
