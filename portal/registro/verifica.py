"""Reading the chain again from the first line: the proof that nothing was changed."""

from portal.registro.models import Riga


def prima_riga_rotta(modello: type[Riga]) -> Riga | None:
    """The first line whose content or place in the chain does not hold, or None when the whole register is intact."""
    atteso = ""
    for riga in modello._default_manager.order_by("pk").iterator(chunk_size=2000):
        if riga.precedente != atteso or riga.impronta != riga.calcola_impronta():
            return riga
        atteso = riga.impronta
    return None
