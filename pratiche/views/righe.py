"""What the buttons inside a form do before it goes on: one row more, one row less. What was typed is kept."""

from collections.abc import Mapping
from typing import Any

from pratiche.moduli.albero import GRUPPO
from pratiche.moduli.forms import ModuloCampi


def tocca_righe(modulo: ModuloCampi, dati: Mapping[str, Any], valori: dict[str, Any]) -> str:
    """Change the rows in `valori` as the pressed button says; the place of the page to go back to, empty if none was pressed."""
    if "aggiungi" in dati:
        return _aggiungi(modulo, str(dati["aggiungi"]), valori)
    if "togli" in dati:
        return _togli(modulo, str(dati["togli"]), valori)
    return ""


def _aggiungi(modulo: ModuloCampi, nome: str, valori: dict[str, Any]) -> str:
    campo = modulo.definizioni.get(nome)
    if campo is None or campo.tipo != "gruppo":
        return ""
    if len(valori[nome]) < GRUPPO.massimo(campo):
        valori[nome].append({})
    return f"#riga-{nome}-{len(valori[nome]) - 1}"


def _togli(modulo: ModuloCampi, quale: str, valori: dict[str, Any]) -> str:
    nome, _punto, numero = quale.partition(".")
    righe = valori.get(nome)
    campo = modulo.definizioni.get(nome)
    if campo is None or campo.tipo != "gruppo" or not isinstance(righe, list):
        return ""
    if numero.isascii() and numero.isdigit() and len(numero) < 4 and int(numero) < len(righe):
        del righe[int(numero)]
    return f"#gruppo-{nome}"
