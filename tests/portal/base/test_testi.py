"""Texts of the offices: paragraphs, points, safe links, never HTML."""

import pytest

from portal.base.testi import paragrafi


def test_paragrafi_ed_elenchi() -> None:
    assert paragrafi("Ti serve:\n\n- SPID;\n- la targa.\n\nPoi\ninvii.") == (
        "<p>Ti serve:</p>\n<ul><li>SPID;</li><li>la targa.</li></ul>\n<p>Poi invii.</p>"
    )


def test_un_testo_vuoto_non_da_niente() -> None:
    assert paragrafi("  \n ") == ""


def test_l_html_e_solo_testo() -> None:
    assert paragrafi("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


@pytest.mark.parametrize(
    "indirizzo", ["https://www.inps.it", "/servizi/pagare-imu/", "mailto:urp@comune.it", "tel:+39060"]
)
def test_i_collegamenti_buoni_diventano_link(indirizzo: str) -> None:
    assert paragrafi(f"Vedi [qui]({indirizzo}).") == f'<p>Vedi <a href="{indirizzo}">qui</a>.</p>'


@pytest.mark.parametrize(
    "indirizzo", ["javascript:alert(1)", "//altrove.it", "data:text/html,x", 'https://x" onclick="y']
)
def test_i_collegamenti_cattivi_restano_testo(indirizzo: str) -> None:
    assert "<a " not in paragrafi(f"[qui]({indirizzo})")
