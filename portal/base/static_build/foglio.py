"""Trim a stylesheet to the rules that our pages can match."""

import re
from collections.abc import Iterable, Iterator

import tinycss2
from tinycss2 import ast

from portal.base.static_build.colori import ricolora

_ANNIDATE = {"media", "supports", "layer"}
_VALORE = r"""(?:"[^"]*"|'[^']*'|[^;{}"'])*"""
_VARIABILE = re.compile(rf"(?<![\w-])(--[\w-]+)\s*:{_VALORE};?")
_VARIABILE_LETTA = re.compile(r"var\(\s*(--[\w-]+)")
_VERSIONE = "--bootstrap-italia-version"  # read by the validator of the municipal model, not by the sheet


def riduci(css: str, classi: set[str], elementi: set[str]) -> str:
    """The rules of `css` that a page of these classes and elements may match, recoloured.

    Comments and @font-face are dropped. Strings come out in double quotes: the official validator cannot read
    the version of Bootstrap Italia in single ones.
    """
    regole = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    ridotto = "".join(_regole(regole, classi, elementi))
    return _senza_variabili_inutili(_senza_animazioni_inutili(ridotto))


def _regole(regole: Iterable[ast.Node], classi: set[str], elementi: set[str]) -> Iterator[str]:
    for regola in regole:
        if isinstance(regola, ast.QualifiedRule):
            yield from _regola(regola, classi, elementi)
        elif isinstance(regola, ast.AtRule) and regola.content is not None:
            yield from _regola_at(regola, classi, elementi)


def _regola(regola: ast.QualifiedRule, classi: set[str], elementi: set[str]) -> Iterator[str]:
    selettori = [
        tinycss2.serialize(selettore).strip()
        for selettore in _selettori(regola.prelude)
        if _possibile(selettore, classi, elementi)
    ]
    dichiarazioni = tinycss2.serialize(regola.content).strip()
    if selettori and dichiarazioni:
        yield f"{','.join(selettori)}{{{ricolora(dichiarazioni)}}}"


def _regola_at(regola: ast.AtRule, classi: set[str], elementi: set[str]) -> Iterator[str]:
    if regola.lower_at_keyword in _ANNIDATE:
        interne = tinycss2.parse_rule_list(regola.content, skip_comments=True, skip_whitespace=True)
        contenuto = "".join(_regole(interne, classi, elementi))
    elif regola.lower_at_keyword == "keyframes":
        contenuto = ricolora(tinycss2.serialize(regola.content))
    else:
        return  # @font-face: ours are in casa.css; the others are for browsers long gone
    if contenuto:
        yield f"@{regola.at_keyword}{tinycss2.serialize(regola.prelude)}{{{contenuto}}}"


def _selettori(preludio: list[ast.Node]) -> Iterator[list[ast.Node]]:
    """The selectors of a prelude, split at its top-level commas."""
    corrente: list[ast.Node] = []
    for nodo in preludio:
        if nodo == ",":
            yield corrente
            corrente = []
        else:
            corrente.append(nodo)
    yield corrente


def _possibile(selettore: list[ast.Node], classi: set[str], elementi: set[str]) -> bool:
    """Whether the selector can match. What stands inside :not(), :is() and [] is not looked at."""
    precedente: ast.Node | None = None
    for nodo in selettore:
        if isinstance(nodo, ast.HashToken):
            return False  # ids are ours: no rule of theirs may style them
        if isinstance(nodo, ast.IdentToken) and precedente != ":":
            noti, nome = (classi, nodo.value) if precedente == "." else (elementi, nodo.lower_value)
            if nome not in noti:
                return False
        precedente = nodo
    return True


def _senza_animazioni_inutili(css: str) -> str:
    """Drop the @keyframes that no rule names."""
    for nome in set(re.findall(r"@keyframes\s+([\w-]+)", css)):
        if not re.search(rf"animation(?:-name)?\s*:[^;}}]*\b{re.escape(nome)}\b", css):
            css = re.sub(rf"@keyframes\s+{re.escape(nome)}\s*\{{(?:[^{{}}]*\{{[^{{}}]*\}})*\s*\}}", "", css)
    return css


def _senza_variabili_inutili(css: str) -> str:
    """Drop the custom properties that nothing reads: dropping one may leave another unread, hence the loop."""
    while (ridotto := _senza_variabili_non_lette(css)) != css:
        css = ridotto
    return css


def _senza_variabili_non_lette(css: str) -> str:
    lette = {_VERSIONE, *_VARIABILE_LETTA.findall(css)}
    ridotto = _VARIABILE.sub(lambda trovata: trovata[0] if trovata[1] in lette else "", css)
    return re.sub(r"[^{}]+\{\s*\}", "", ridotto)
