"""Reading a register again: no gap, no number twice, moments that grow, nothing changed behind our back."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.protocollo.models import Registrazione, RegistroProtocollo

LOTTO = 2000  # lines read at a time
SALTO = "il numero non segue quello di prima: una riga manca o è stata aggiunta"
TEMPO = "è di un momento precedente alla riga prima"
CONTENUTO = "il contenuto non corrisponde alla sua impronta"
CATENA = "non porta l'impronta della riga che la precede"


@dataclass(frozen=True)
class Difetto:
    segnatura: str
    perche: str


def verifica(registro: RegistroProtocollo) -> Iterator[int | Difetto]:
    """How many lines hold, batch after batch; at the first that does not, which and why, and no more."""
    prima: Registrazione | None = None
    lette = 0
    while lotto := _dopo(registro, prima):
        for riga in lotto:
            difetto = _difetto(riga, prima)
            if difetto:
                yield Difetto(riga.segnatura, difetto)
                return
            prima = riga
        lette += len(lotto)
        yield lette


def _dopo(registro: RegistroProtocollo, prima: Registrazione | None) -> list[Registrazione]:
    righe = Registrazione.objects.filter(registro=registro).order_by("anno", "numero")
    if prima is None:
        return list(righe[:LOTTO])
    stesso_anno = list(righe.filter(anno=prima.anno, numero__gt=prima.numero)[:LOTTO])
    return stesso_anno or list(righe.filter(anno__gt=prima.anno)[:LOTTO])


def _difetto(riga: Registrazione, prima: Registrazione | None) -> str:
    atteso = prima.numero + 1 if prima and prima.anno == riga.anno else 1
    if riga.numero != atteso:
        return SALTO
    if prima and riga.quando < prima.quando:
        return TEMPO
    if riga.impronta != riga.calcola_impronta():
        return CONTENUTO
    return "" if riga.precedente == (prima.impronta if prima else "") else CATENA
