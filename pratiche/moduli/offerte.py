"""Once only: what the ente already has, offered as the answer to a question, with where it comes from and of when."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError

from pratiche.moduli import vincoli
from pratiche.moduli.campi import TIPI, campo_di_modulo
from pratiche.moduli.campi.base import nome_di_riuso
from pratiche.moduli.campi.composti import FONTE
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
    _adatte: dict[str, list[Offerta]] = field(default_factory=dict, init=False, repr=False)

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
        domanda = f"{campo.tipo} {campo.opzioni}"  # each row of a group asks the same one again
        if domanda not in self._adatte:
            adatte = (v for v in self.voci if v.nome == nome and not tipo.vuoto(v.valore) and _adatta(campo, v.valore))
            self._adatte[domanda] = list(islice(adatte, PER_DOMANDA))
        return self._adatte[domanda]

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


def _adatta(campo: Campo, valore: Any) -> bool:
    """Would it be right if it were typed? Another service asks the same thing with other limits, and a register has gaps."""
    parti = TIPI[campo.tipo].parti(campo)
    if parti and not isinstance(valore, dict):
        return False
    try:
        for parte, suo in [(parte, valore.get(parte.nome)) for parte in parti] or [(campo, valore)]:
            campo_di_modulo(parte).clean(TIPI[parte.tipo].per_modulo(parte, suo))
    except ValidationError:
        return False
    return not any(vincoli.problemi(campo, campo.nome, valore, {}, obbligatorio=True))


def _nudo(valore: Any) -> Any:
    return (
        {chiave: voce for chiave, voce in valore.items() if chiave != FONTE and voce != ""}
        if isinstance(valore, dict)
        else valore
    )
