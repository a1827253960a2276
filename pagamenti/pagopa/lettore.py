"""A strict reader of pagoPA's XML: what a message may hold is written as data, and anything else is refused.

It says the same as the official XSD for the messages we serve (a test compares the two), without a schema file to ship and
without the parser's own error texts, which repeat the values they refuse.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from lxml import etree

Lettore = Callable[[etree._Element], Any]

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
CODIFICHE = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "US-ASCII"}
_DATA = re.compile(r"(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2})?")
_DATA_ORA = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})?")
_IMPORTO = re.compile(r"\d+\.\d{2}")
IMPORTO_MASSIMO = Decimal("999999999.99")


class XmlRifiutato(Exception):
    """Not an XML document we accept at all."""


class ContenutoRifiutato(Exception):
    """A well-formed message that does not hold what it should. `dove` is the element's name, never its value."""

    def __init__(self, dove: str) -> None:
        super().__init__(dove)
        self.dove = dove


@dataclass(frozen=True)
class Campo:
    """One element of a sequence and how many times it may come."""

    nome: str
    leggi: Lettore
    minimo: int = 1
    massimo: int = 1


def facoltativo(nome: str, leggi: Lettore) -> Campo:
    return Campo(nome, leggi, minimo=0)


def documento(grezzo: bytes) -> etree._Element:
    """The root of an XML document. No DOCTYPE, no entities, no network, no odd encodings; raises XmlRifiutato."""
    analizzatore = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        radice = etree.fromstring(grezzo, analizzatore)
    except (etree.XMLSyntaxError, ValueError):
        raise XmlRifiutato from None
    info = radice.getroottree().docinfo
    if info.internalDTD is not None or (info.encoding or "UTF-8").upper() not in CODIFICHE:
        raise XmlRifiutato
    return radice


def sequenza(*campi: Campo, una_fra: frozenset[str] = frozenset()) -> Lettore:
    """A reader of these elements in this order, into a dict; of the names in `una_fra` exactly one must be there.

    An element that may come many times gives a list, one that is missing gives None.
    """

    def leggi(elemento: etree._Element) -> dict[str, Any]:
        _senza_altro(elemento)
        figli = list(elemento)
        letti: dict[str, Any] = {}
        for campo in campi:
            valori: list[Any] = []
            while figli and figli[0].tag == campo.nome and len(valori) < campo.massimo:
                valori.append(campo.leggi(figli.pop(0)))
            if len(valori) < campo.minimo:
                raise ContenutoRifiutato(campo.nome)
            letti[campo.nome] = valori if campo.massimo > 1 else next(iter(valori), None)
        if figli or (una_fra and sum(letti[nome] is not None for nome in una_fra) != 1):
            raise ContenutoRifiutato(etree.QName(elemento).localname)
        return letti

    return leggi


def testo(minimo: int = 0, massimo: int = 1_000_000, forma: str = r"(?s).*") -> Lettore:
    """Text of a given length and form (regular expression on the whole)."""
    modello = re.compile(forma)

    def leggi(elemento: etree._Element) -> str:
        valore = _testo(elemento)
        if not (minimo <= len(valore) <= massimo and modello.fullmatch(valore)):
            raise _rifiuto(elemento)
        return valore

    return leggi


def cifre(quante: int) -> Lettore:
    return testo(quante, quante, r"[0-9]+")


def importo(elemento: etree._Element) -> int:
    """`12.50` → 1250 cents."""
    valore = _testo(elemento).strip()
    if not (_IMPORTO.fullmatch(valore) and valore.isascii() and Decimal(valore) <= IMPORTO_MASSIMO):
        raise _rifiuto(elemento)
    return int(valore.replace(".", ""))


def importo_positivo(elemento: etree._Element) -> int:
    valore = importo(elemento)
    if not valore:
        raise _rifiuto(elemento)
    return valore


def data(elemento: etree._Element) -> dt.date:
    parti = _DATA.fullmatch(_testo(elemento).strip())
    if not parti:
        raise _rifiuto(elemento)
    try:
        return dt.date.fromisoformat(parti[1])
    except ValueError:
        raise _rifiuto(elemento) from None


def data_ora(elemento: etree._Element) -> dt.datetime:
    """A moment; without a zone it is Rome's time, as the platform writes it."""
    parti = _DATA_ORA.fullmatch(_testo(elemento).strip())
    if not parti:
        raise _rifiuto(elemento)
    try:
        quando = dt.datetime.fromisoformat(parti[1] + (parti[3] or ""))
    except ValueError:
        raise _rifiuto(elemento) from None
    return quando if quando.tzinfo else timezone.make_aware(quando)


def booleano(elemento: etree._Element) -> bool:
    valore = _testo(elemento).strip()
    if valore not in {"true", "false", "1", "0"}:
        raise _rifiuto(elemento)
    return valore in {"true", "1"}


def _testo(elemento: etree._Element) -> str:
    if len(elemento):
        raise _rifiuto(elemento)
    _senza_attributi(elemento)
    return elemento.text or ""


def _senza_altro(elemento: etree._Element) -> None:
    """Only elements inside: no stray text, no attributes."""
    _senza_attributi(elemento)
    if any((pezzo or "").strip() for pezzo in [elemento.text, *(figlio.tail for figlio in elemento)]):
        raise _rifiuto(elemento)


def _senza_attributi(elemento: etree._Element) -> None:
    ammessi = {f"{XSI}type", f"{XSI}schemaLocation", f"{XSI}noNamespaceSchemaLocation"}
    if set(elemento.attrib) - ammessi:
        raise _rifiuto(elemento)


def _rifiuto(elemento: etree._Element) -> ContenutoRifiutato:
    return ContenutoRifiutato(etree.QName(elemento).localname)
