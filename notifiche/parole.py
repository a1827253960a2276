"""The words of a message: one template for the inbox, the mail and App IO. The format is in `templates/messaggi/LEGGIMI.md`."""

import re
from dataclasses import dataclass
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from portal.base.testi import paragrafi

OGGETTO_MASSIMO = 120  # UTF-16 units: the narrowest channel (App IO) sets the measure for all
_GRASSETTO = re.compile(r"\*\*([^*<\n]+)\*\*")
_VUOTO = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Parole:
    """Subject (no personal data: it shows on locked screens) and text in the simple markdown of LEGGIMI.md."""

    oggetto: str
    testo: str


def scrivi(tipo: str, contesto: dict[str, Any], lingua: str) -> Parole:
    """The words of `tipo` ("pratiche.presentata" → `messaggi/pratiche/presentata.txt`) in the reader's language."""
    modello = get_template(f"messaggi/{tipo.replace('.', '/')}.txt")
    with override(lingua):
        # plain text: each channel escapes it in its own way
        grezzo = modello.template.render(Context(contesto, autoescape=False))  # type: ignore[attr-defined]
    oggetto, _, testo = grezzo.strip().partition("\n")
    return Parole(_accorcia(oggetto.strip()), "\n\n".join(blocchi(testo)))


def blocchi(testo: str) -> list[str]:
    """Paragraphs and lists: a paragraph is one line, however its template is wrapped; a list is its lines."""
    return [_blocco(grezzo) for grezzo in _VUOTO.split(testo.strip()) if grezzo.strip()]


def in_html(testo: str) -> SafeString:
    """The text as paragraphs, lists and bold: everything else is escaped."""
    return mark_safe(_GRASSETTO.sub(r"<strong>\1</strong>", paragrafi(testo)))


def in_chiaro(testo: str) -> str:
    """The text without marks, for mail readers that show no HTML and for previews."""
    return _GRASSETTO.sub(r"\1", testo)


def lunghezza_utf16(testo: str) -> int:
    """Length as App IO measures it: an emoji counts two."""
    return len(testo.encode("utf-16-le")) // 2


def _blocco(grezzo: str) -> str:
    righe = [riga.strip() for riga in grezzo.splitlines() if riga.strip()]
    return ("\n" if all(riga.startswith("- ") for riga in righe) else " ").join(righe)


def _accorcia(oggetto: str) -> str:
    """A subject within the measure, cut at a word."""
    if lunghezza_utf16(oggetto) <= OGGETTO_MASSIMO:
        return oggetto
    while lunghezza_utf16(oggetto) >= OGGETTO_MASSIMO:
        oggetto = oggetto[:-1]
    return oggetto.rpartition(" ")[0].rstrip(" ,;:") + "…"
