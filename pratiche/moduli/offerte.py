"""Once only: what the ente already has, offered as the answer to a question, with where it comes from and of when."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pratiche.moduli.campi import TIPI
from pratiche.moduli.campi.base import nome_di_riuso
from pratiche.moduli.campi.composti import FONTE, PersonaFamiglia
from pratiche.moduli.domande import Campo

NOTO, SCRIVO = "noto", "scrivo"  # the input that chooses an offer, and its answer «none of these, I write it»
PER_DOMANDA = 8


@dataclass(frozen=True)
class Offerta:
    """A known answer. `nome` is the kind of thing (`veicolo`, `iban`, `isee`), `fonte` in words: «ANPR, 3 maggio 2026»."""

    nome: str
    valore: Any
    fonte: str

    @property
    def segno(self) -> str:
        """A mark of the value, the same wherever it stands in the list."""
        testo = json.dumps(_nudo(self.valore), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(testo.encode()).hexdigest()[:12]


@dataclass
class Offerte:
    """All that is offered to one person, each value once: the first to come is the freshest."""

    voci: list[Offerta] = field(default_factory=list)

    @classmethod
    def da(cls, voci: Iterable[Offerta]) -> "Offerte":
        uniche: dict[tuple[str, str], Offerta] = {}
        for voce in voci:
            uniche.setdefault((voce.nome, voce.segno), voce)
        return cls(list(uniche.values()))

    def per(self, campo: Campo) -> list[Offerta]:
        """Those that can answer this question."""
        tipo = TIPI[campo.tipo]
        nome = nome_di_riuso(campo, tipo)
        if not nome:
            return []
        adatte = [voce for voce in self.voci if voce.nome == nome and not tipo.vuoto(voce.valore)]
        if isinstance(tipo, PersonaFamiglia):
            adatte = [voce for voce in adatte if isinstance(voce.valore, dict) and tipo.ha_eta(campo, voce.valore)]
        return adatte[:PER_DOMANDA]

    def presa(self, campo: Campo, valore: Any, *, vuoto: bool) -> str:
        """Which offer this answer is: its mark, or that it was written by hand, or nothing yet."""
        if vuoto:
            return ""
        segno = Offerta("", valore, "").segno
        return segno if any(voce.segno == segno for voce in self.per(campo)) else SCRIVO

    def valore(self, campo: Campo, segno: str) -> Any:
        """The answer that this mark stands for, with its source; None when it stands for none."""
        voce = next((voce for voce in self.per(campo) if voce.segno == segno), None)
        if voce is None:
            return None
        return {**voce.valore, FONTE: voce.fonte} if isinstance(voce.valore, dict) else voce.valore


def _nudo(valore: Any) -> Any:
    return (
        {chiave: voce for chiave, voce in valore.items() if chiave != FONTE and voce != ""}
        if isinstance(valore, dict)
        else valore
    )
