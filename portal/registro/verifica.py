"""Reading the chain again: the proof that nothing was changed, removed or slipped in."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.registro.models import Catena, Riga

LOTTO = 2000  # lines read at a time


@dataclass(frozen=True)
class Rottura:
    """Where the chain does not hold, and how it shows. `riga` is the number of the line."""

    riga: int
    perche: str


@dataclass(frozen=True)
class Lotto:
    """Lines that hold, up to number `ultima`."""

    lette: int
    ultima: int


CONTENUTO = "il contenuto non corrisponde alla sua impronta"
CATENA = "non segue la riga che la precede: una riga manca, è stata aggiunta o spostata"
CODA = "dopo questa riga ne sono state tolte altre"


def verifica(modello: type[Riga], *, da: int = 0) -> Iterator[Lotto | Rottura]:
    """The batches that hold, one after the other; at the first line that does not, where and why, and no more.

    `da` continues from that line, trusting the one before it. Lines added meanwhile are read too.
    """
    righe = modello._default_manager.order_by("pk")
    prima = righe.filter(pk__lt=da).last() if da else None
    atteso, ultima, lette = prima.impronta if prima else "", da - 1 if da else 0, 0
    while lotto := list(righe.filter(pk__gt=ultima)[:LOTTO]):
        for riga in lotto:
            rottura = _difetto(riga, atteso)
            if rottura:
                yield rottura
                return
            atteso, ultima = riga.impronta, riga.pk
        lette += len(lotto)
        yield Lotto(lette, ultima)
    if _mancano_le_ultime(modello):
        yield Rottura(ultima, CODA)


def prima_rottura(modello: type[Riga]) -> Rottura | None:
    """The first defect of a whole register, or None when it is intact."""
    return next((esito for esito in verifica(modello) if isinstance(esito, Rottura)), None)


def _difetto(riga: Riga, atteso: str) -> Rottura | None:
    if riga.impronta != riga.calcola_impronta():
        return Rottura(riga.pk, CONTENUTO)
    return None if riga.precedente == atteso else Rottura(riga.pk, CATENA)


def _mancano_le_ultime(modello: type[Riga]) -> bool:
    """Each writing leaves its hash beside the register too: the line of that hash must be there."""
    ultimo = Catena.objects.filter(pk=modello._meta.model_name).values_list("ultimo", flat=True).first()
    return bool(ultimo) and not modello._default_manager.filter(impronta=ultimo).exists()
