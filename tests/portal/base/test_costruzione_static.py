"""The built stylesheet, icons and fonts: small, green, complete, and readable by the official validator."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from portal.base.static_build import colori, costruisci, foglio, uso

STATICI = Path(settings.BASE_DIR) / "static"
MODELLI = Path(settings.BASE_DIR) / "templates"
CASA = (STATICI / "css" / "casa.css").read_text(encoding="utf-8")
BIANCO = (255, 255, 255)
CONTRASTO_MINIMO = 4.5  # WCAG 2.1, 1.4.3


@pytest.fixture(scope="module")
def costruito(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cartella = tmp_path_factory.mktemp("static")
    costruisci(cartella)
    return cartella


def tavolozza(nome: str) -> colori.Colore:
    trovato = re.search(rf"--{nome}: (#[0-9a-f]{{6}})", CASA)
    assert trovato
    return colori.da_esadecimale(trovato[1])


def test_il_foglio_ridotto_e_piccolo_e_dice_la_versione_fra_virgolette(costruito: Path) -> None:
    css = (costruito / "css" / "bootstrap-italia.css").read_text(encoding="utf-8")
    assert len(css) < 80 * 1024
    assert re.search(r'--bootstrap-italia-version:\s*"2\.\d+\.\d+"', css)
    assert "@font-face" not in css
    assert ".alert-danger{" in css  # listed in classi-extra.txt only
    assert ".carousel" not in css


def test_nessun_blu_resta_nel_foglio(costruito: Path) -> None:
    css = (costruito / "css" / "bootstrap-italia.css").read_text(encoding="utf-8")
    assert colori.ricolora(css) == css
    assert "#007a52" in css


def test_ogni_icona_usata_e_nello_sprite(costruito: Path) -> None:
    sprite = (costruito / "img" / "icone.svg").read_text(encoding="utf-8")
    usate = {
        nome
        for modello in MODELLI.rglob("*.html")
        for nome in re.findall(r'{% icona "([\w-]+)"', modello.read_text(encoding="utf-8"))
    }
    assert len(usate) > 15
    assert {nome for nome in usate if f'id="{nome}"' not in sprite} == set()
    assert len(sprite) < 20 * 1024


def test_ogni_carattere_dichiarato_o_precaricato_c_e_con_la_sua_licenza(costruito: Path) -> None:
    base = (MODELLI / "base.html").read_text(encoding="utf-8")
    nominati = set(re.findall(r"fonts/([\w-]+\.woff2)", CASA + base))
    presenti = {file.name for file in (costruito / "fonts").iterdir()}
    assert nominati == {nome for nome in presenti if nome.endswith(".woff2")}
    assert {"Titillium_Web-OFL.txt", "Lora-OFL.txt", "Roboto_Mono-LICENSE.txt"} <= presenti
    assert "BSD" in (costruito / "css" / "bootstrap-italia-LICENSE.txt").read_text(encoding="utf-8")
    assert CASA.count("font-display: swap") == CASA.count("@font-face")


def test_costruire_due_volte_da_la_stessa_cosa(costruito: Path, tmp_path: Path) -> None:
    costruisci(tmp_path)
    costruisci(tmp_path)
    prima, dopo = (
        {f.relative_to(r): f.read_bytes() for r in [x] for f in x.rglob("*.*")} for x in (costruito, tmp_path)
    )
    assert prima == dopo


def test_restano_solo_le_regole_che_una_pagina_puo_usare() -> None:
    css = """
    .btn, .modal { color: red }
    .btn:not(.disabled):hover { color: blue }
    .btn .icon > use { fill: red }
    #menu { color: red }
    table { color: red }
    @media (min-width: 10px) { .modal { top: 0 } .btn { top: 1px } }
    @keyframes gira { from { top: 0 } to { top: 1px } }
    :root { --usata: 1px; --inutile: 2px }
    .btn { left: var(--usata) }
    """
    ridotto = foglio.riduci(css, {"btn"}, {"use", "svg"})
    assert "modal" not in ridotto
    assert "#menu" not in ridotto
    assert "table" not in ridotto
    assert "gira" not in ridotto
    assert "--inutile" not in ridotto
    assert "--usata: 1px" in ridotto
    assert ".btn:not(.disabled):hover" in ridotto
    assert ".icon" not in ridotto
    assert re.search(r"@media.*\.btn\{top: 1px\}", ridotto)


@pytest.mark.parametrize(
    ("prima", "dopo"),
    [
        ("color:#06c", "color:#007a52"),
        ("color:#0066cc", "color:#007a52"),
        ("color: hsl(210, 100%, 40%)", "color: rgb(0,122,82)"),
        ("color:rgb(0,102,204)", "color:rgb(0,122,82)"),
        ("color:rgba(0,102,204,.25)", "color:rgba(0,122,82,.25)"),
        ("--bs-primary-rgb: 0, 102, 204", "--bs-primary-rgb:0, 122, 82"),
        (
            "background:url('data:image/svg+xml,%3csvg fill=%230066cc%3e')",
            "background:url('data:image/svg+xml,%3csvg fill=%23007a52%3e')",
        ),
        ("color:#17324d00", "color:#17324d00"),
        ("color:hsl(210,17%,44%)", "color:hsl(210,17%,44%)"),
        ("color:#d9364f", "color:#d9364f"),
    ],
)
def test_il_blu_diventa_verde_e_gli_altri_colori_restano(prima: str, dopo: str) -> None:
    assert colori.ricolora(prima).replace(" ", "") == dopo.replace(" ", "")


@pytest.mark.parametrize("blu", ["#0066cc", "#0059b3", "#004d99", "#003366", "#1a75d1"])
def test_il_bianco_si_legge_su_ogni_verde_che_viene_da_un_blu(blu: str) -> None:
    assert colori.contrasto(BIANCO, colori.inverdisci(colori.da_esadecimale(blu))) >= CONTRASTO_MINIMO


@pytest.mark.parametrize("nome", ["verde", "verde-scuro", "piede", "testo", "grigio-testo", "rosso", "ambra"])
def test_i_colori_della_casa_si_leggono_sul_bianco_e_sul_tenue(nome: str) -> None:
    colore = tavolozza(nome)
    assert colori.contrasto(colore, BIANCO) >= CONTRASTO_MINIMO
    assert colori.contrasto(colore, tavolozza("pannello")) >= CONTRASTO_MINIMO
    assert colori.contrasto(colore, tavolozza("tinta")) >= CONTRASTO_MINIMO


def test_il_nostro_javascript_e_poco() -> None:
    assert sum(file.stat().st_size for file in (STATICI / "js").rglob("*.js")) <= 15 * 1024


def test_l_uso_si_legge_da_modelli_moduli_ed_elenco(tmp_path: Path) -> None:
    modello, modulo, extra = tmp_path / "a.html", tmp_path / "a.py", tmp_path / "extra.txt"
    modello.write_text('<section class="{% if x %}btn{% endif %} card">{% icona "it-check" %}', encoding="utf-8")
    modulo.write_text('Input(attrs={"class": "form-control"})', encoding="utf-8")
    extra.write_text("# commento\nalert-info alert-danger  # due\n", encoding="utf-8")
    letto = uso.leggi([modello], [modulo], extra)
    assert {"btn", "card", "form-control", "alert-info", "alert-danger"} <= letto.classi
    assert "commento" not in letto.classi
    assert "section" in letto.elementi
    assert letto.icone == {"it-check"}
