"""The reopened questions as an officer copies them from a sheet: the paper may leave something out, or wrong."""

from collections.abc import Iterable, Mapping
from typing import Any

from pratiche.moduli import albero
from pratiche.moduli.campi import TIPI
from pratiche.moduli.definizione import Campo
from pratiche.moduli.forms import ModuloCampi


class ModuloCarta(ModuloCampi):
    """Nothing must be answered, but `dovuti`: the office records the paper as it is and may ask again. What is written must be well formed.

    `correnti` are the answers before this one: those that the paper does not change are not looked at again.
    """

    def __init__(
        self, campi: Iterable[Campo], *args: Any, correnti: Mapping[str, Any], dovuti: Iterable[str] = (), **altro: Any
    ) -> None:
        self.correnti, self.dovuti = correnti, frozenset(dovuti)
        super().__init__(campi, *args, **altro)

    def risposte(self) -> dict[str, Any]:
        """What the paper changes: not a hidden answer, nor an empty one where there must be one, that leaves it as it was."""
        valori = self.valori()
        cambiati = (campo for campo in self.definizioni.values() if self._cambia(campo, valori.get(campo.nome)))
        return {campo.nome: valori[campo.nome] for campo in cambiati if self.quadro.conta(campo.nome)}

    def _cambia(self, campo: Campo, valore: Any) -> bool:
        if not campo.chiesto or campo.tipo == "file":
            return False
        prima = self.correnti.get(campo.nome)
        if _vuota(campo, valore):
            return not _vuota(campo, prima) and not (campo.obbligatorio or campo.obbligatorio_se)
        return _in_pagina(campo, valore) != _in_pagina(campo, prima)

    def _dovuta(self, nome: str) -> bool:
        return nome in self.dovuti

    def _quadro(self, iniziali: Mapping[str, Any]) -> Any:
        quadro = super()._quadro(iniziali)
        quadro.obbligatori = set(self.dovuti)
        return quadro

    def _controlla(self, campo: Campo, valori: Mapping[str, Any]) -> None:
        if campo.nome in self.dovuti or self._cambia(campo, valori.get(campo.nome)):
            super()._controlla(campo, valori)


def _in_pagina(campo: Campo, valore: Any) -> dict[str, Any]:
    """As the inputs show it: where an answer came from is not there, and the sheet does not change it."""
    return albero.appiattisci([campo], {campo.nome: valore})


def _vuota(campo: Campo, valore: Any) -> bool:
    """The first row of a group is there before anybody writes in it."""
    tipo = TIPI[campo.tipo]
    return not tipo.in_parole(campo, valore) if campo.tipo == "gruppo" else tipo.vuoto(valore)
