"""The checks of the house that no common tool does: templates that parse, translations complete, OpenAPI file current."""

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django

RADICE = Path(__file__).resolve().parent.parent
LINGUE = ("en", "de")
OPENAPI = RADICE / "docs" / "openapi.yaml"
SALTA = {".git", ".venv", ".casa", "build", "tests", "static", "docs", "scripts"}


def modelli_che_non_si_leggono() -> Iterator[str]:
    """Every template must compile: an error in a rare page is found here and not by a citizen."""
    from django.template import engines
    from django.template.exceptions import TemplateSyntaxError

    motore = engines["django"].engine  # type: ignore[attr-defined]
    for file in sorted(p for p in (RADICE / "templates").rglob("*") if p.suffix in {".html", ".txt", ".css"}):
        try:
            motore.from_string(file.read_text(encoding="utf-8"))
        except TemplateSyntaxError as errore:
            yield f"{file.relative_to(RADICE)}: {errore}"


def traduzioni_mancanti() -> Iterator[str]:
    """Collect the sentences with `makemessages` in a copy of the sources; report those without English or German."""
    with tempfile.TemporaryDirectory() as cartella:
        copia = Path(cartella) / "casa"
        shutil.copytree(RADICE, copia, ignore=lambda dove, nomi: SALTA & set(nomi) if Path(dove) == RADICE else set())
        lingue = [opzione for lingua in LINGUE for opzione in ("-l", lingua)]
        comando = [sys.executable, "manage.py", "makemessages", *lingue, "--no-obsolete", "--no-location", "-v", "0"]
        subprocess.run(comando, cwd=copia, check=True, env={**os.environ, "CASA_DATI": cartella})
        for lingua in LINGUE:
            for frase in _da_tradurre(copia / "locale" / lingua / "LC_MESSAGES" / "django.po"):
                yield f"{lingua}: manca la traduzione di {frase}"


def frasi_non_raccolte() -> Iterator[str]:
    """`makemessages` knows gettext by its own names and `_` alone: what another name says is never translated."""
    altro_nome = re.compile(r"import .*\bn?p?gettext(_lazy)? as (?!_\b)")
    for file in sorted(RADICE.rglob("*.py")):
        if file.relative_to(RADICE).parts[0] not in SALTA and altro_nome.search(file.read_text(encoding="utf-8")):
            yield f"{file.relative_to(RADICE)}: gettext si chiama gettext, o _"


def _da_tradurre(catalogo: Path) -> list[str]:
    """The sentences of a catalogue that are untranslated, or translated by guess only."""
    frasi: list[str] = []
    for scelta in ("--untranslated", "--only-fuzzy"):
        comando = ["msgattrib", scelta, "--no-wrap", str(catalogo)]
        uscita = subprocess.run(comando, check=True, capture_output=True, text=True).stdout
        frasi += [riga.removeprefix("msgid ") for riga in uscita.splitlines() if riga.startswith("msgid ")][1:]
    return frasi


def openapi_vecchia() -> Iterator[str]:
    """The committed description of the API is the one the code gives."""
    from django.core.management import call_command

    if not OPENAPI.exists():
        return
    uscita = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=uscita)
    if uscita.getvalue().strip() != OPENAPI.read_text(encoding="utf-8").strip():
        yield "docs/openapi.yaml è vecchio: manage.py spectacular --file docs/openapi.yaml"


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    problemi = [
        *modelli_che_non_si_leggono(),
        *frasi_non_raccolte(),
        *traduzioni_mancanti(),
        *openapi_vecchia(),
    ]
    for problema in problemi:
        print(problema)
    print(f"Controlli della casa: {len(problemi)} problemi.")
    return 1 if problemi else 0


if __name__ == "__main__":
    sys.exit(main())
