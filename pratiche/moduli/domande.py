"""The questions of a service: what a step asks, and the words with which it asks."""

from dataclasses import dataclass, field
from typing import Any, Self

from portal.base.parole import Frase, nella_lingua

Condizione = dict[str, Any]

# words to read, results computed: nobody answers them
SENZA_RISPOSTA = frozenset({"calcolato", "testo_fisso"})
_DI_TUTTI = {"nome", "tipo", "etichetta", "aiuto", "obbligatorio", "visibile_se", "obbligatorio_se", "abilitato_se"}


def in_ogni_lingua(frase: Frase) -> set[str]:
    """Every text of a phrase."""
    return set(frase.values()) if isinstance(frase, dict) else {str(frase)}


@dataclass(frozen=True)
class Campo:
    """One question of the form. `opzioni` holds what only its kind knows (choices, limits).

    Without its condition a question is visible and enabled; `obbligatorio_se` takes the place of `obbligatorio`.
    """

    nome: str
    tipo: str
    frase_etichetta: Frase
    frase_aiuto: Frase = ""
    obbligatorio: bool = True
    opzioni: dict[str, Any] = field(default_factory=dict)
    visibile_se: Condizione | None = None
    obbligatorio_se: Condizione | None = None
    abilitato_se: Condizione | None = None

    @property
    def etichetta(self) -> str:
        return nella_lingua(self.frase_etichetta)

    @property
    def aiuto(self) -> str:
        return nella_lingua(self.frase_aiuto)

    @property
    def scelte(self) -> list[tuple[str, str]]:
        """Code and words of each choice, in the order of the package."""
        return [(scelta["codice"], nella_lingua(scelta["testo"])) for scelta in self.opzioni.get("scelte", [])]

    @property
    def campi(self) -> tuple["Campo", ...]:
        """The questions of each row of a repeating group."""
        return tuple(Campo.da(campo) for campo in self.opzioni.get("campi", []))

    @property
    def chiesto(self) -> bool:
        """Does a person answer it?"""
        return self.tipo not in SENZA_RISPOSTA

    @classmethod
    def da(cls, contenuto: dict[str, Any]) -> Self:
        return cls(
            nome=contenuto["nome"],
            tipo=contenuto["tipo"],
            frase_etichetta=contenuto.get("etichetta", ""),
            frase_aiuto=contenuto.get("aiuto", ""),
            obbligatorio=contenuto.get("obbligatorio", True),
            opzioni={chiave: valore for chiave, valore in contenuto.items() if chiave not in _DI_TUTTI},
            visibile_se=contenuto.get("visibile_se"),
            obbligatorio_se=contenuto.get("obbligatorio_se"),
            abilitato_se=contenuto.get("abilitato_se"),
        )


@dataclass(frozen=True)
class Passo:
    """A page of the form. With `richiedente` it shows who asks and where to write them."""

    codice: str
    frase_titolo: Frase
    campi: tuple[Campo, ...]
    richiedente: bool = False
    frase_aiuto: Frase = ""
    visibile_se: Condizione | None = None
    obbligatorio_se: Condizione | None = None
    abilitato_se: Condizione | None = None

    @property
    def titolo(self) -> str:
        return nella_lingua(self.frase_titolo)

    @property
    def aiuto(self) -> str:
        return nella_lingua(self.frase_aiuto)

    @classmethod
    def da(cls, contenuto: dict[str, Any]) -> Self:
        return cls(
            codice=contenuto["codice"],
            frase_titolo=contenuto["titolo"],
            campi=tuple(Campo.da(campo) for campo in contenuto.get("campi", [])),
            richiedente=contenuto.get("richiedente", False),
            frase_aiuto=contenuto.get("aiuto", ""),
            visibile_se=contenuto.get("visibile_se"),
            obbligatorio_se=contenuto.get("obbligatorio_se"),
            abilitato_se=contenuto.get("abilitato_se"),
        )
