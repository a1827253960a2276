"""Build the third-party part of the face: trimmed Bootstrap Italia, icon sprite, fonts. No Node needed.

The sources are read from the PyPI package `design-django-theme`, which carries the whole Bootstrap Italia; nothing of
it is copied into the repository and nothing of it is executed.
"""

import shutil
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from django.conf import settings

from portal.base.static_build import foglio, sprite, uso

PACCHETTO = "design-django-theme"
MODULO = "bootstrap_italia_template"
CARATTERI = {  # weights that static/css/casa.css declares
    "Titillium_Web": ("titillium-web-v10-latin-ext_latin", ("regular", "600", "700")),
    "Lora": ("lora-v20-latin-ext_latin", ("regular", "700")),
    "Roboto_Mono": ("roboto-mono-v13-latin-ext_latin", ("regular",)),
}
CARTELLE_SENZA_MODELLI = {"tests", "build", "docs", "static", "locale"}


@dataclass(frozen=True, slots=True)
class Esito:
    """Sizes in bytes of what was built."""

    css: int
    sprite: int
    caratteri: int


def costruisci(cartella: Path) -> Esito:
    """Write the folder afresh and say how big it became. Safe to repeat."""
    sorgente = cartella_sorgente()
    shutil.rmtree(cartella, ignore_errors=True)
    for interna in ("css", "img", "fonts"):
        (cartella / interna).mkdir(parents=True)
    usati = _uso()
    css = foglio.riduci(
        (sorgente / "css" / "bootstrap-italia.min.css").read_text("utf-8-sig"), usati.classi, usati.elementi
    )
    icone = sprite.riduci((sorgente / "svg" / "sprites.svg").read_bytes(), usati.icone)
    (cartella / "css" / "bootstrap-italia.css").write_text(css)
    (cartella / "css" / "bootstrap-italia-LICENSE.txt").write_text(_licenza())
    (cartella / "img" / "icone.svg").write_bytes(icone)
    return Esito(len(css.encode()), len(icone), _copia_caratteri(sorgente / "fonts", cartella / "fonts"))


def cartella_sorgente() -> Path:
    """The static folder of the installed package."""
    specifica = util.find_spec(MODULO)
    if specifica is None or specifica.origin is None:
        raise FileNotFoundError(f"{PACCHETTO} is not installed: run `make` again to install from the lock")
    return Path(specifica.origin).parent / "static"


def _uso() -> uso.Uso:
    radice: Path = settings.BASE_DIR
    moduli = (
        modulo
        for pacchetto in radice.iterdir()
        if (pacchetto / "__init__.py").exists() and pacchetto.name not in CARTELLE_SENZA_MODELLI
        for modulo in pacchetto.rglob("*.py")
    )
    return uso.leggi((radice / "templates").rglob("*.html"), moduli, radice / "static" / "css" / "classi-extra.txt")


def _copia_caratteri(sorgente: Path, cartella: Path) -> int:
    """Copy the woff2 files and their licences; the total size of the fonts."""
    totale = 0
    for famiglia, (nome, pesi) in CARATTERI.items():
        for peso in pesi:
            totale += Path(shutil.copy(sorgente / famiglia / f"{nome}-{peso}.woff2", cartella)).stat().st_size
        licenza = next(f for f in (sorgente / famiglia).iterdir() if f.suffix == ".txt")
        shutil.copy(licenza, cartella / f"{famiglia}-{licenza.name}")
    return totale


def _licenza() -> str:
    """The BSD licence that Bootstrap Italia asks to keep with its copies."""
    for voce in metadata.files(PACCHETTO) or []:
        if voce.name == "LICENSE":
            return voce.read_text()
    raise FileNotFoundError(f"{PACCHETTO} carries no licence")
