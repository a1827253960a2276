"""Nothing inline, nothing from other hosts: in every template and in the header of every answer."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

MODELLI = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
DEL_SITO = [modello for modello in MODELLI if not {"messaggi", "pdf"} & set(modello.parts)]
IN_LINEA = re.compile(
    r"""<style|\sstyle=|\son[a-z]+=["']|<script(?![^>]*(\ssrc=|application/ld\+json))|javascript:""", re.IGNORECASE
)
ESTERNI = re.compile(r"""(src|<link[^>]+href)=["']https?://""", re.IGNORECASE)


@pytest.mark.parametrize("modello", DEL_SITO, ids=lambda modello: modello.name)
def test_nessun_codice_in_linea_e_nessuna_risorsa_esterna(modello: Path) -> None:
    testo = modello.read_text(encoding="utf-8")
    assert not IN_LINEA.search(testo)
    assert not ESTERNI.search(testo)


@pytest.mark.parametrize("indirizzo", ["/operatori/", "/-/vivo", "/documenti/"])
def test_ogni_risposta_porta_la_politica_stretta(client: Client, indirizzo: str) -> None:
    politica = client.get(indirizzo)["Content-Security-Policy"]
    assert "default-src 'none'" in politica
    assert "unsafe" not in politica
