"""From questions to the inputs of a page and back: a composed answer is spread over several inputs, one for each part.

The input of part `via` of question `sede` is `sede.via`; that of `nome` in the second row of `figli` is `figli.1.nome`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.base.parole import nella_lingua
from pratiche.moduli.campi import TIPI, Gruppo
from pratiche.moduli.campi.base import nome_di_riuso
from pratiche.moduli.domande import Campo
from pratiche.moduli.offerte import NOTO, Offerte

GRUPPO = Gruppo()


@dataclass(frozen=True)
class Foglia:
    """One input. `radice` is the question of the package it belongs to.

    A part of a composed answer knows that question (`composta`) and its key (`madre`).
    """

    chiave: str
    campo: Campo
    radice: str
    madre: str = ""
    contesto: str = ""
    composta: Campo | None = None
    in_riga: bool = False

    def obbligatoria(self, radice_obbligatoria: bool) -> bool:
        """Must it be answered? In a row that is the word of the row's own questions."""
        if self.campo.tipo == "gruppo":
            return False
        if self.in_riga:
            return self.campo.obbligatorio and (self.composta is None or self.composta.obbligatorio)
        return radice_obbligatoria and (self.composta is None or self.campo.obbligatorio)


def foglie(campi: Iterable[Campo], righe: Mapping[str, int]) -> Iterator[Foglia]:
    """The inputs of these questions, with so many rows in each group."""
    for campo in campi:
        if campo.tipo == "gruppo":
            yield Foglia(campo.nome, campo, campo.nome)
            for numero in range(righe.get(campo.nome, 0)):
                for parte in campo.campi:
                    chiave = f"{campo.nome}.{numero}.{parte.nome}"
                    yield from _foglie(parte, chiave, campo.nome, nome_riga(campo, numero), in_riga=True)
        elif campo.chiesto:
            yield from _foglie(campo, campo.nome, campo.nome, "")


def _foglie(campo: Campo, chiave: str, radice: str, contesto: str, *, in_riga: bool = False) -> Iterator[Foglia]:
    parti = TIPI[campo.tipo].parti(campo)
    if not parti:
        yield Foglia(chiave, campo, radice, contesto=contesto, in_riga=in_riga)
    for parte in parti:
        dove = ", ".join(pezzo for pezzo in (contesto, campo.etichetta) if pezzo)
        yield Foglia(f"{chiave}.{parte.nome}", parte, radice, chiave, dove, campo, in_riga)


def nome_riga(campo: Campo, numero: int) -> str:
    """What the person calls this row: «Figlio 2»."""
    return _("%(riga)s %(numero)s") % {"riga": nella_lingua(campo.opzioni["riga"]), "numero": numero + 1}


def annida(campi: Iterable[Campo], righe: Mapping[str, int], leggi: Callable[[str, Campo], Any]) -> dict[str, Any]:
    """The answers as they are kept, each input read with `leggi`; a composed answer asks its whole key first."""
    risposte: dict[str, Any] = {}
    for campo in campi:
        if campo.tipo == "gruppo":
            risposte[campo.nome] = [
                {parte.nome: leggi(f"{campo.nome}.{numero}.{parte.nome}", parte) for parte in campo.campi}
                for numero in range(righe.get(campo.nome, 0))
            ]
        elif campo.chiesto and campo.tipo != "file":
            risposte[campo.nome] = leggi(campo.nome, campo)
    return risposte


def appiattisci(campi: Iterable[Campo], risposte: Mapping[str, Any], offerte: Offerte | None = None) -> dict[str, Any]:
    """The contents of the inputs for these answers. With offers, also which one was taken."""
    piatti: dict[str, Any] = {}
    for campo in campi:
        valore = risposte.get(campo.nome)
        if campo.tipo == "gruppo":
            voci = GRUPPO.righe(valore)
            piatti[campo.nome] = len(voci)
            for numero, riga in enumerate(voci):
                for parte in campo.campi:
                    piatti |= _appiattisci(parte, f"{campo.nome}.{numero}.{parte.nome}", riga.get(parte.nome), offerte)
        elif campo.chiesto:
            piatti |= _appiattisci(campo, campo.nome, valore, offerte)
    return piatti


def _appiattisci(campo: Campo, chiave: str, valore: Any, offerte: Offerte | None) -> dict[str, Any]:
    tipo = TIPI[campo.tipo]
    piatti: dict[str, Any] = {}
    if offerte and offerte.per(campo):
        piatti[f"{chiave}.{NOTO}"] = offerte.presa(campo, valore, vuoto=tipo.vuoto(valore))
    parti = tipo.parti(campo)
    if not parti:
        return piatti | {chiave: tipo.per_modulo(campo, valore)}
    letto = valore if isinstance(valore, dict) else {}
    for parte in parti:
        piatti[f"{chiave}.{parte.nome}"] = TIPI[parte.tipo].per_modulo(parte, letto.get(parte.nome))
    return piatti


def quante_righe(campi: Iterable[Campo], risposte: Mapping[str, Any]) -> dict[str, int]:
    """The rows to show in each group: those there are, and at least those that must be there."""
    return {
        campo.nome: max(len(GRUPPO.righe(risposte.get(campo.nome))), GRUPPO.minimo(campo))
        for campo in campi
        if campo.tipo == "gruppo"
    }


def offribili(campi: Iterable[Campo]) -> set[str]:
    """The names under which answers to these questions are offered again."""
    tutti = [parte for campo in campi for parte in (campo, *campo.campi)]
    return {nome for campo in tutti if (nome := nome_di_riuso(campo, TIPI[campo.tipo]))}
