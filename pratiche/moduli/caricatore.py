"""Reading a service package: one YAML file, refused whole when anything in it is wrong, with the line of each problem."""

import copy
import hashlib
import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from pratiche.moduli import schema
from pratiche.moduli.coerenza import incoerenze
from pratiche.moduli.definizione import Definizione
from pratiche.moduli.pacchetto import PACCHETTO
from pratiche.moduli.schema import Problema

CARTELLA = Path(__file__).resolve().parent.parent / "servizi"
PESO_MASSIMO = 512 * 1024  # bytes: the longest package with its translations is a tenth of it


class _Lettore(yaml.SafeLoader):
    """YAML without dates: a day of a package is a text, `2026-12-31`, as answers are. And without references."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):  # a few lines could stand for millions
            dove = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(
                problem=_("i riferimenti YAML (& e *) non si usano nei pacchetti."), problem_mark=dove
            )
        return super().compose_node(parent, index)


_Lettore.yaml_implicit_resolvers = {
    lettera: [(tag, regola) for tag, regola in regole if tag != "tag:yaml.org,2002:timestamp"]
    for lettera, regole in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class PacchettoErrato(Exception):
    """A package that cannot be used. The text has one line per problem: file, line, field, what is wrong."""

    def __init__(self, file: str, problemi: list[Problema]) -> None:
        self.problemi = sorted(problemi, key=lambda p: p.riga)
        righe = [
            _("%(file)s, riga %(riga)s, %(percorso)s: %(testo)s")
            % {"file": file, "riga": p.riga, "percorso": p.percorso or "-", "testo": p.testo}
            for p in self.problemi
        ]
        super().__init__("\n".join(righe))


@dataclass(frozen=True)
class Pacchetto:
    """The checked content of a file: the procedure with its SHA-256, which tells one version from another, and the sheet.

    The sheet (empty when the file has none) stands apart because its words go to the catalogue, where the office corrects
    them: a page said better makes no new version, and tells nobody who is filling in that the form has changed.
    """

    contenuto: dict[str, Any]
    impronta: str
    scheda: dict[str, Any] = field(default_factory=dict)

    @property
    def intero(self) -> dict[str, Any]:
        """All that the file says: what a signature covers."""
        return {**self.contenuto, "scheda": self.scheda} if self.scheda else self.contenuto

    @property
    def definizione(self) -> Definizione:
        return Definizione.da(self.contenuto)

    @classmethod
    def da(cls, contenuto: dict[str, Any]) -> "Pacchetto":
        procedimento = {voce: valore for voce, valore in contenuto.items() if voce != "scheda"}
        return cls(procedimento, impronta(procedimento), contenuto.get("scheda", {}))


def impronta(contenuto: dict[str, Any]) -> str:
    """SHA-256 of the content: comments and order of the keys do not matter."""
    canonico = json.dumps(contenuto, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonico.encode()).hexdigest()


def disponibili() -> dict[str, Path]:
    """The packages that come with the portal, by the name of the service."""
    return {file.stem: file for file in sorted(CARTELLA.glob("*.yaml"))}


def leggi(file: Path) -> Pacchetto:
    """Read and check a package. Raises PacchettoErrato."""
    return leggi_testo(file.read_bytes(), file.name)


def leggi_testo(grezzo: bytes, nome: str) -> Pacchetto:
    """The same, of a package that is not a file here. Raises PacchettoErrato."""
    try:
        letto = _leggi_una_volta(grezzo, nome)
    except RecursionError:
        raise PacchettoErrato(nome, [Problema(1, "", _("le voci sono una dentro l'altra troppe volte."))]) from None
    return copy.deepcopy(letto)  # who reads may change it


@lru_cache(maxsize=64)
def _leggi_una_volta(grezzo: bytes, nome: str) -> Pacchetto:
    """The same bytes are always the same package: every comune of an installation has the ones of the portal."""
    lettore, nodo = _componi(nome, grezzo)
    problemi = list(PACCHETTO(nodo, ""))
    if problemi:
        raise PacchettoErrato(nome, problemi)
    linee = schema.righe(nodo)
    contenuto = lettore.construct_document(nodo)  # what was parsed once: it is most of the time
    trovate = [
        Problema(_riga(linee, percorso), percorso, testo) for percorso, testo in incoerenze(Definizione.da(contenuto))
    ]
    if trovate:
        raise PacchettoErrato(nome, trovate)
    return Pacchetto.da(contenuto)


def _riga(linee: dict[str, int], percorso: str) -> int:
    """The line of a place, or of the nearest one around it."""
    while percorso and percorso not in linee:
        percorso = percorso[: max(percorso.rfind("."), percorso.rfind("["), 0)]
    return linee.get(percorso, 1)


def _componi(nome: str, grezzo: bytes) -> tuple[_Lettore, yaml.Node]:
    if len(grezzo) > PESO_MASSIMO:
        raise PacchettoErrato(nome, [Problema(1, "", _("il file supera %s kB.") % (PESO_MASSIMO // 1024))])
    try:
        lettore = _Lettore(grezzo.decode("utf-8"))
        nodo = lettore.get_single_node()
    except UnicodeDecodeError:
        raise PacchettoErrato(nome, [Problema(1, "", _("il file non è un testo UTF-8."))]) from None
    except yaml.MarkedYAMLError as errore:
        riga = errore.problem_mark.line + 1 if errore.problem_mark else 1
        raise PacchettoErrato(nome, [Problema(riga, "", _("non è YAML: %s") % errore.problem)]) from None
    except yaml.reader.ReaderError as errore:
        riga = grezzo.decode()[: errore.position].count("\n") + 1
        raise PacchettoErrato(nome, [Problema(riga, "", _("c'è un carattere di controllo: toglilo."))]) from None
    if nodo is None:
        raise PacchettoErrato(nome, [Problema(1, "", _("il file è vuoto."))])
    return lettore, nodo
