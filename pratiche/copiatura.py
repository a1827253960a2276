"""The form with which an officer copies an answer from a sheet: the same for the page and for the act."""

from collections.abc import Iterable, Mapping
from typing import Any

from pratiche.compilazione import quadro
from pratiche.models import Pratica
from pratiche.moduli.carta import ModuloCarta
from pratiche.moduli.definizione import Campo
from pratiche.moduli.forms import Valuta
from pratiche.territorio import territorio


def modulo_carta(pratica: Pratica, campi: Iterable[Campo], *args: Any, **altro: Any) -> ModuloCarta:
    """These questions, beside the answers of the case: a question that those hide is not asked on paper either."""
    domande, correnti = tuple(campi), pratica.dati_correnti
    luoghi, conta = territorio(pratica, domande), _valuta(pratica, domande, correnti)
    return ModuloCarta(domande, *args, correnti=correnti, territorio=luoghi, valuta=conta, **altro)


def _valuta(pratica: Pratica, campi: Iterable[Campo], correnti: Mapping[str, Any]) -> Valuta:
    """What the page asks beside the questions of the service is always asked."""
    della_pagina = {campo.nome for campo in campi} - pratica.definizione.per_nome.keys()

    def valuta(valori: Mapping[str, Any]) -> Any:
        stato = quadro(pratica, {**correnti, **valori})
        stato.visibili |= della_pagina
        stato.abilitati |= della_pagina
        return stato

    return valuta
