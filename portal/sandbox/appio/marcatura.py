"""The little Markdown that messages use, as the app shows it: headings, bold, italic, links, lists, paragraphs."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_IN_LINEA = (
    (re.compile(r"\[([^\]]+)\]\((https?://[^\s)]+)\)"), r'<a href="\2">\1</a>'),
    (re.compile(r"\*\*(.+?)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w*])\*(.+?)\*(?![\w*])"), r"<em>\1</em>"),
)


def in_html(markdown: str) -> SafeString:
    """HTML of a message; everything is escaped before the marks are read."""
    blocchi = re.split(r"\n\s*\n", escape(markdown).replace("\r\n", "\n").strip())
    return mark_safe("\n".join(_blocco(blocco) for blocco in blocchi))


def _blocco(blocco: str) -> str:
    righe = [_in_linea(riga.strip()) for riga in blocco.split("\n")]
    if all(riga.startswith(("- ", "* ")) for riga in righe):
        return f"<ul>{''.join(f'<li>{riga[2:]}</li>' for riga in righe)}</ul>"
    if len(righe) == 1 and righe[0].startswith("#"):
        return f"<h4>{righe[0].lstrip('# ')}</h4>"
    return f"<p>{'<br>'.join(righe)}</p>"


def _in_linea(riga: str) -> str:
    for forma, html in _IN_LINEA:
        riga = forma.sub(html, riga)
    return riga
