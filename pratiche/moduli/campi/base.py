"""What every kind of question knows how to do."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from pratiche.moduli import schema
from pratiche.moduli.domande import Campo

MANCA = {"required": _("Questa risposta è obbligatoria.")}

# what a condition may ask of an answer
COMPILATO = frozenset({"compilato"})
UGUAGLIANZE = COMPILATO | {"uguale", "diverso", "uno_di"}
CONFRONTI = COMPILATO | {"uguale", "diverso", "maggiore", "minore"}


@dataclass(frozen=True)
class Esempi:
    """Values as a person would type them: good ones, good but at the edge, and wrong or hostile ones."""

    buoni: tuple[Any, ...]
    limite: tuple[Any, ...] = ()
    ostili: tuple[Any, ...] = ()


class Tipo(ABC):
    """A kind of question. A simple kind has a Django field; a composed one is made of other questions (`parti`).

    Its answer is kept as JSON: `conserva` makes it from the cleaned value, `per_modulo` brings it back as it was typed.
    Whatever JSON it meets (an older version, a refused answer) is shown, never a failure.
    """

    chiavi: ClassVar[Mapping[str, schema.Controllo]] = {}
    chiavi_obbligatorie: ClassVar[Mapping[str, schema.Controllo]] = {}
    operatori: ClassVar[frozenset[str]] = COMPILATO
    in_righe: ClassVar[bool] = True  # may stand in a repeating group
    offerto: ClassVar[str] = ""  # offered again, under this name, from what the ente already has

    def modulo(self, campo: Campo) -> forms.Field:
        """The Django form field of a simple kind."""
        raise TypeError(campo.tipo)

    def parti(self, campo: Campo) -> tuple[Campo, ...]:
        """The questions of a composed kind."""
        return ()

    def conserva(self, valore: Any) -> Any:
        """The cleaned value as JSON."""
        return valore

    def per_modulo(self, campo: Campo, valore: Any) -> Any:
        """The stored value as the field shows it."""
        return valore if isinstance(valore, str) else ""

    def in_parole(self, campo: Campo, valore: Any) -> str:
        """The stored value as a person reads it in a summary."""
        return valore if isinstance(valore, str) else ""

    def vuoto(self, valore: Any) -> bool:
        """Is there no answer?"""
        return valore in (None, "", [], {})

    def controlla(self, campo: Campo, valori: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """What is wrong among the parts of a composed answer: the part and the words."""
        return iter(())

    def incoerenze(self, campo: Campo) -> Iterator[tuple[str, str]]:
        """What is wrong among the keys of the package: the key and the words."""
        return iter(())

    def valore_di_confronto(self, campo: Campo, valore: Any) -> str:
        """Why `valore` cannot be compared with answers of this kind; empty when it can."""
        return ""

    @abstractmethod
    def esempi(self, campo: Campo) -> Esempi:
        """Sample answers."""


def nome_di_riuso(campo: Campo, tipo: Tipo) -> str:
    """Under which name the answers to this question are offered again; empty when they are not."""
    return str(campo.opzioni.get("riusa", "")) or tipo.offerto
