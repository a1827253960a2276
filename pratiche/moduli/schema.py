"""What a service package may contain, checked on the YAML nodes so that every problem knows its line."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import yaml
from django.utils.translation import gettext as _

Controllo = Callable[[yaml.Node, str], Iterator["Problema"]]
LINGUE = ("it", "en", "de")
_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True)
class Problema:
    """Something wrong at a line (counted from 1), in the field `percorso` such as `passi[1].campi[0].tipo`."""

    riga: int
    percorso: str
    testo: str


def problema(nodo: yaml.Node, percorso: str, testo: str) -> Problema:
    return Problema(nodo.start_mark.line + 1, percorso, testo)


def testo(massimo: int = 10_000) -> Controllo:
    """A text that is not empty."""

    def controlla(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        if nodo.tag != f"{_TAG}str" or not nodo.value.strip():
            yield problema(nodo, percorso, _("serve un testo (tra virgolette se sembra un numero)."))
        elif len(nodo.value) > massimo:
            yield problema(nodo, percorso, _("il testo supera %(massimo)s caratteri.") % {"massimo": massimo})

    return controlla


def frase() -> Controllo:
    """Words for people: Italian alone, or one text per language with at least Italian."""
    per_lingua = mappa({"it": testo()}, {lingua: testo() for lingua in LINGUE if lingua != "it"})

    def controlla(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        yield from (per_lingua if isinstance(nodo, yaml.MappingNode) else testo())(nodo, percorso)

    return controlla


def codice() -> Controllo:
    """A name for programs: lower case letters, digits, `_` and `-`."""

    def controlla(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        pulito = str(nodo.value).replace("_", "").replace("-", "")
        buono = pulito.isascii() and pulito.isalnum() and pulito == pulito.lower() and not pulito[0].isdigit()
        if nodo.tag != f"{_TAG}str" or not buono:
            yield problema(nodo, percorso, _("serve un nome di lettere minuscole, cifre e trattini."))

    return controlla


def intero(minimo: int, massimo: int) -> Controllo:
    def controlla(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        valore = nodo.value if nodo.tag == f"{_TAG}int" else ""
        if not valore.isdigit() or not minimo <= int(valore) <= massimo:
            limiti = {"minimo": minimo, "massimo": massimo}
            yield problema(nodo, percorso, _("serve un numero intero da %(minimo)s a %(massimo)s.") % limiti)

    return controlla


def vero_o_falso() -> Controllo:
    def controlla(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        if nodo.tag != f"{_TAG}bool":
            yield problema(nodo, percorso, _("serve true oppure false."))

    return controlla


def uno_di(*ammessi: str) -> Controllo:
    def controlla(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        if nodo.value not in ammessi:
            yield problema(nodo, percorso, _("serve uno fra: %(ammessi)s.") % {"ammessi": ", ".join(ammessi)})

    return controlla


def elenco(voce: Controllo) -> Controllo:
    """A list with at least one element."""

    def controlla(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        if not isinstance(nodo, yaml.SequenceNode) or not nodo.value:
            yield problema(nodo, percorso, _("serve un elenco con almeno una voce."))
            return
        for indice, figlio in enumerate(nodo.value):
            yield from voce(figlio, f"{percorso}[{indice}]")

    return controlla


def mappa(obbligatorie: Mapping[str, Controllo], facoltative: Mapping[str, Controllo] | None = None) -> Controllo:
    """A mapping with these keys and no other, each once."""
    note = {**obbligatorie, **(facoltative or {})}

    def controlla(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        if not isinstance(nodo, yaml.MappingNode):
            yield problema(nodo, percorso, _("servono delle voci con un nome."))
            return
        viste: set[str] = set()
        for chiave, valore in nodo.value:
            yield from _voce(chiave, valore, percorso, note, viste)
        for mancante in obbligatorie.keys() - viste:
            yield problema(nodo, _sotto(percorso, mancante), _("manca."))

    return controlla


def per_tipo(chiave: str, mappe: Mapping[str, Controllo]) -> Controllo:
    """A mapping whose other keys depend on the value of `chiave`."""

    def controlla(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        tipo = valore_di(nodo, chiave)
        if tipo not in mappe:
            dove = next((v for k, v in _coppie(nodo) if k.value == chiave), nodo)
            yield from uno_di(*mappe)(dove, _sotto(percorso, chiave))
            return
        yield from mappe[tipo](nodo, percorso)

    return controlla


def valore_di(nodo: yaml.Node, chiave: str) -> str:
    """The text of the value of `chiave`, empty when there is none."""
    return next((str(v.value) for k, v in _coppie(nodo) if k.value == chiave), "")


def righe(nodo: yaml.Node, percorso: str = "") -> dict[str, int]:
    """The line of each field, for the checks made after reading."""
    trovate = {percorso: nodo.start_mark.line + 1}
    if isinstance(nodo, yaml.SequenceNode):
        for indice, figlio in enumerate(nodo.value):
            trovate |= righe(figlio, f"{percorso}[{indice}]")
    for chiave, figlio in _coppie(nodo):
        trovate |= righe(figlio, _sotto(percorso, str(chiave.value)))
    return trovate


def _coppie(nodo: yaml.Node) -> list[tuple[yaml.Node, yaml.Node]]:
    return list(nodo.value) if isinstance(nodo, yaml.MappingNode) else []


def _voce(
    chiave: yaml.Node, valore: yaml.Node, percorso: str, note: Mapping[str, Controllo], viste: set[str]
) -> Iterator[Problema]:
    nome = str(chiave.value)
    dove = _sotto(percorso, nome)
    if nome not in note:
        yield problema(chiave, dove, _("voce sconosciuta; sono ammesse: %(note)s.") % {"note": ", ".join(note)})
        return
    if nome in viste:
        yield problema(chiave, dove, _("voce ripetuta."))
    viste.add(nome)
    yield from note[nome](valore, dove)


def _sotto(percorso: str, nome: str) -> str:
    return f"{percorso}.{nome}" if percorso else nome
