"""What our pages use of Bootstrap Italia: classes, elements and icons, read from templates and Python."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_PAROLA = re.compile(r"[A-Za-z_][\w-]*")
_ELEMENTO = re.compile(r"<([a-z][a-z0-9]*)")
_CLASSE_IN_PYTHON = re.compile(r"""["']class["']\s*:\s*["']([^"']+)["']""")
_ICONA = re.compile(r"\bit-[a-z0-9-]+\b")
# Never written in a template, or written by Django's widgets.
ELEMENTI_IMPLICITI = {
    "html",
    "body",
    "a",
    "button",
    "fieldset",
    "form",
    "input",
    "label",
    "legend",
    "option",
    "select",
    "textarea",
}


@dataclass(frozen=True, slots=True)
class Uso:
    classi: set[str]
    elementi: set[str]
    icone: set[str]


def leggi(modelli: Iterable[Path], moduli: Iterable[Path], extra: Path) -> Uso:
    """What these templates and Python modules use, plus the class names listed in the file `extra`.

    Every word of a template counts as a class: a rule too many costs a few bytes, a rule too few breaks a page.
    """
    html = "\n".join(modello.read_text() for modello in modelli)
    python = "\n".join(modulo.read_text() for modulo in moduli)
    aggiunte = [riga.partition("#")[0] for riga in extra.read_text().splitlines()]
    scritte = [html, *_CLASSE_IN_PYTHON.findall(python), *aggiunte]
    return Uso(
        classi={parola for testo in scritte for parola in _PAROLA.findall(testo)},
        elementi=ELEMENTI_IMPLICITI | set(_ELEMENTO.findall(html)),
        icone=set(_ICONA.findall(html)) | set(_ICONA.findall(python)),
    )
