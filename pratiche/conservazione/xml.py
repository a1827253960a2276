"""XML from plain Python: a dictionary is an element with its children in order, a list the same element again."""

import base64
import datetime as dt
from typing import Any

from django.utils import timezone
from lxml import etree

from portal.base.xml import dicibile

Contenuto = dict[str, Any] | list[Any] | str | bool | int | None


def scrivi(radice: etree._Element) -> bytes:
    """The same tree always gives the same bytes."""
    return bytes(etree.tostring(radice, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def albero(nome: str, contenuto: Contenuto) -> etree._Element:
    """The element of this name. What is None or empty is left out."""
    nodo = etree.Element(nome)
    _riempi(nodo, contenuto)
    return nodo


def _riempi(nodo: etree._Element, contenuto: Contenuto) -> None:
    if not isinstance(contenuto, dict):
        nodo.text = str(contenuto).lower() if isinstance(contenuto, bool) else dicibile(str(contenuto))
        return
    for nome, valore in contenuto.items():
        for uno in valore if isinstance(valore, list) else [valore]:
            if uno not in (None, "", {}):
                _riempi(etree.SubElement(nodo, nome), uno)


def giorno(quando: dt.datetime) -> str:
    """`2026-03-02`, in Rome."""
    return f"{timezone.localtime(quando):%Y-%m-%d}"


def ora(quando: dt.datetime) -> str:
    return f"{timezone.localtime(quando):%H:%M:%S}"


def impronta(esadecimale: str) -> dict[str, str]:
    """Allegato 5 wants the bytes of the hash in base64."""
    return {"Impronta": base64.b64encode(bytes.fromhex(esadecimale)).decode(), "Algoritmo": "SHA-256"}
