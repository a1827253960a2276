"""A ready answer goes into the words of an act, without a script: choose, press, go on writing."""

import uuid
from typing import Any

from pratiche.models import Pratica, RispostaPronta
from pratiche.operatori.moduli import Modulo
from pratiche.segnaposto import riempi


def con_la_risposta(modulo: type[Modulo], pratica: Pratica, dati: Any) -> Modulo:
    """The form as it was being written, with the chosen text added to its words. Files are to be chosen again."""
    nuovo = modulo(pratica=pratica)
    nuovo.initial = {nome: dati.get(nome) for nome in nuovo.fields if nome in dati}
    scelta = RispostaPronta.objects.per(pratica).filter(codice__in=_codici(dati.get("pronta", ""))).first()
    if scelta:
        prima = str(nuovo.initial.get(nuovo.campo_testo) or "").strip()
        nuovo.initial[nuovo.campo_testo] = "\n\n".join(filter(None, [prima, riempi(scelta.testo, pratica)]))
    return nuovo


def _codici(testo: str) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(testo)]
    except ValueError:
        return []
