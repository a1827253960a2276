"""Texts written by the offices: plain text with paragraphs, points and links, never HTML."""

import re

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

_PUNTO = "- "
# [text](address): only addresses of the web, of mail, of the phone and of this site
_COLLEGAMENTO = re.compile(r"\[([^\]]+)\]\(((?:https?://|mailto:|tel:|/(?!/))[^)\s]*)\)")


def paragrafi(testo: str) -> SafeString:
    """`testo` as paragraphs and lists: an empty line ends a block, a block of lines in "- " is a list."""
    blocchi = re.split(r"\n\s*\n", str(conditional_escape(testo)).strip())
    return mark_safe("\n".join(_blocco(blocco) for blocco in blocchi if blocco))


def _blocco(blocco: str) -> str:
    righe = [_COLLEGAMENTO.sub(r'<a href="\2">\1</a>', riga.strip()) for riga in blocco.splitlines()]
    if all(riga.startswith(_PUNTO) for riga in righe):
        return "<ul>" + "".join(f"<li>{riga.removeprefix(_PUNTO)}</li>" for riga in righe) + "</ul>"
    return f"<p>{' '.join(righe)}</p>"
