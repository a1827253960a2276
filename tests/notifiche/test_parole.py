"""The words of every room: each file under `templates/messaggi/` follows LEGGIMI.md."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.utils.translation import gettext, override

from notifiche.parole import blocchi, in_chiaro, in_html, lunghezza_utf16, scrivi
from portal.enti.models import Ente

CARTELLA = Path(settings.BASE_DIR) / "templates" / "messaggi"
EVENTI = sorted(file.relative_to(CARTELLA) for file in CARTELLA.glob("*/*.txt"))
PERSONALI = re.compile(r"codice_fiscale|cognome|\bnome_completo|targa|motivazione|destinatario", re.IGNORECASE)


@pytest.mark.parametrize("evento", EVENTI, ids=str)
def test_la_prima_riga_e_l_oggetto_e_non_dice_chi_sei(evento: Path) -> None:
    sorgente = (CARTELLA / evento).read_text(encoding="utf-8")
    oggetto, _, resto = re.sub(r"{#.*?#}|{% load .*?%}", "", sorgente).strip().partition("\n")
    assert resto.startswith("\n"), "Dopo l'oggetto serve una riga vuota."
    assert not PERSONALI.search(oggetto)


@pytest.mark.parametrize("evento", EVENTI, ids=str)
def test_il_testo_si_puo_tradurre_e_non_contiene_html_ne_collegamenti(evento: Path) -> None:
    modello = get_template(f"messaggi/{evento.as_posix()}")
    sorgente = modello.template.source  # type: ignore[attr-defined]
    fuori_dai_tag = re.sub(r"{%.*?%}|{#.*?#}|{{.*?}}", "", sorgente)
    assert "translate" in sorgente
    assert not re.search(r"<\w|\]\(|https?://|^#", fuori_dai_tag, re.MULTILINE)


@pytest.mark.parametrize("lingua", ["it", "en", "de"])
def test_un_messaggio_si_scrive_nella_lingua_di_chi_legge(ente: Ente, lingua: str) -> None:
    parole = scrivi("notifiche.benvenuto", {"ente": ente}, lingua)
    with override(lingua):
        assert gettext("i pagamenti e le ricevute") in parole.testo
    assert 10 <= lunghezza_utf16(parole.oggetto) <= 120


def test_un_paragrafo_e_una_riga_e_un_elenco_resta_un_elenco() -> None:
    testo = "Una frase\nandata a capo.\n\n\n  \n- prima\n- seconda\n\nFine."
    assert blocchi(testo) == ["Una frase andata a capo.", "- prima\n- seconda", "Fine."]


def test_le_parole_di_chi_scrive_non_diventano_html() -> None:
    html = in_html("Il motivo: **fumo & <script>alert(1)</script>** e <b>altro</b>\n\n- **uno** & due")
    assert html == (
        "<p>Il motivo: <strong>fumo &amp; &lt;script&gt;alert(1)&lt;/script&gt;</strong> e &lt;b&gt;altro&lt;/b&gt;</p>\n"
        "<ul><li><strong>uno</strong> &amp; due</li></ul>"
    )


def test_il_testo_in_chiaro_non_ha_segni() -> None:
    assert in_chiaro("Hai **dieci giorni** di **tempo**.") == "Hai dieci giorni di tempo."


def test_l_oggetto_troppo_lungo_si_taglia_a_una_parola(ente: Ente) -> None:
    ente.nome = "Comune di " + "Sant'Agata sul Fiume " * 8
    oggetto = scrivi("notifiche.benvenuto", {"ente": ente}, "it").oggetto
    assert lunghezza_utf16(oggetto) <= 120
    assert oggetto.endswith("Fiume…") or oggetto.endswith("sul…") or oggetto.endswith("Agata…")
