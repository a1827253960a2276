"""The figures of the house, for who watches over it: each room says its own, `/-/pronto` and `/-/metriche` show them all.

A room registers a source in its `AppConfig.ready`. A source costs a few queries whatever the rows: both addresses are read
every few seconds. Figures count things; they never name a person.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.db.utils import Error as ErroreDatabase

log = logging.getLogger("casa.salute")


@dataclass(frozen=True)
class Cifra:
    """One figure: a Prometheus gauge, `casa_` in front. Times are in seconds, and 0 means that nothing waits."""

    nome: str
    aiuto: str
    valore: float
    etichette: dict[str, str] = field(default_factory=dict)

    @property
    def chiave(self) -> str:
        """The name with its labels: `notifiche_interruttore_aperto{canale="appio"}`."""
        if not self.etichette:
            return self.nome
        return self.nome + "{" + ",".join(f'{nome}="{_protetta(v)}"' for nome, v in self.etichette.items()) + "}"


Fonte = Callable[[], Iterable[Cifra]]
_fonti: list[Fonte] = []


def registra(fonte: Fonte) -> None:
    """Add what a room has to say."""
    if fonte not in _fonti:
        _fonti.append(fonte)


def cifre() -> Iterator[Cifra]:
    """All the figures. A room that cannot say its own does not silence the others."""
    for fonte in _fonti:
        try:
            yield from list(fonte())
        except ErroreDatabase:
            log.exception("cifre_non_lette", extra={"servizio": fonte.__module__})


def prometheus() -> str:
    """The figures in the text form of Prometheus (exposition format 0.0.4)."""
    righe = []
    for (nome, aiuto), gruppo in groupby(cifre(), key=lambda cifra: (cifra.nome, cifra.aiuto)):
        righe += [f"# HELP casa_{nome} {aiuto}", f"# TYPE casa_{nome} gauge"]
        righe += [f"casa_{cifra.chiave} {cifra.valore:g}" for cifra in gruppo]
    return "\n".join(righe) + "\n"


def _protetta(valore: str) -> str:
    return valore.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
