"""What a service package may contain, checked on the YAML nodes so that every problem knows its line.

Each check also says itself as JSON Schema: from the same words come the refusals of the portal and the hints of an editor.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.translation import gettext as _

LINGUE = ("it", "en", "de")
_TAG = "tag:yaml.org,2002:"
_CODICE = re.compile(r"^[a-z][a-z0-9]*(?:[_-]+[a-z0-9]+)*$")
CODICE_MASSIMO = 60  # characters: as many as the columns that keep it
# written as people do: no leading zero (octal for YAML), no 0x1F, no 1_000
_INTERO, _NUMERO = re.compile(r"0|-?[1-9]\d{0,11}"), re.compile(r"-?(0|[1-9]\d{0,11})(\.\d{1,6})?")
_NON_SI_SCRIVE = re.compile(r"[^\n\t\x20-\x7e\x85\xa0-\ud7ff\ue000-\U0010ffff]")  # a database refuses some of these


@dataclass(frozen=True)
class Problema:
    """Something wrong at a line (counted from 1), in the field `percorso` such as `passi[1].campi[0].tipo`."""

    riga: int
    percorso: str
    testo: str


Verifica = Callable[[yaml.Node, str], Iterator[Problema]]
Schema = dict[str, Any]


@dataclass(frozen=True)
class Controllo:
    """A check of one node, and the same rule as JSON Schema."""

    verifica: Verifica
    schema: Schema

    def __call__(self, nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        return self.verifica(nodo, percorso)


def problema(nodo: yaml.Node, percorso: str, testo: str) -> Problema:
    return Problema(nodo.start_mark.line + 1, percorso, testo)


def testo(massimo: int = 10_000) -> Controllo:
    """A text that is not empty."""

    def verifica(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        if nodo.tag != f"{_TAG}str" or not nodo.value.strip():
            yield problema(nodo, percorso, _("serve un testo (tra virgolette se sembra un numero)."))
        elif len(nodo.value) > massimo:
            yield problema(nodo, percorso, _("il testo supera %(massimo)s caratteri.") % {"massimo": massimo})
        elif _NON_SI_SCRIVE.search(nodo.value):
            yield problema(nodo, percorso, _("c'è un carattere di controllo: toglilo."))

    return Controllo(verifica, {"type": "string", "minLength": 1, "maxLength": massimo})


def frase() -> Controllo:
    """Words for people: Italian alone, or one text per language with at least Italian."""
    sola = testo()
    per_lingua = mappa({"it": testo()}, {lingua: testo() for lingua in LINGUE if lingua != "it"})

    def verifica(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        yield from (per_lingua if isinstance(nodo, yaml.MappingNode) else sola)(nodo, percorso)

    return Controllo(verifica, {"$ref": "#/$defs/frase"})


def frase_per_esteso() -> Schema:
    """What `#/$defs/frase` stands for: written once, because every word of a package is one."""
    per_lingua = mappa({"it": testo()}, {lingua: testo() for lingua in LINGUE if lingua != "it"})
    return {"anyOf": [testo().schema, per_lingua.schema]}


def codice() -> Controllo:
    """A name for programs: lower case letters, digits, `_` and `-`."""

    def verifica(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        if nodo.tag != f"{_TAG}str" or not _CODICE.match(str(nodo.value)):
            yield problema(nodo, percorso, _("serve un nome di lettere minuscole, cifre e trattini."))
        elif len(nodo.value) > CODICE_MASSIMO:
            yield problema(nodo, percorso, _("il nome supera %(massimo)s caratteri.") % {"massimo": CODICE_MASSIMO})

    return Controllo(verifica, {"type": "string", "pattern": _CODICE.pattern, "maxLength": CODICE_MASSIMO})


def intero(minimo: int, massimo: int) -> Controllo:
    def verifica(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        scritto = nodo.tag == f"{_TAG}int" and _INTERO.fullmatch(nodo.value)
        if not scritto or not minimo <= int(nodo.value) <= massimo:
            limiti = {"minimo": minimo, "massimo": massimo}
            yield problema(nodo, percorso, _("serve un numero intero da %(minimo)s a %(massimo)s.") % limiti)

    return Controllo(verifica, {"type": "integer", "minimum": minimo, "maximum": massimo})


def numero() -> Controllo:
    """A number, also with decimals (after a dot, as YAML wants)."""

    def verifica(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        if nodo.tag not in {f"{_TAG}int", f"{_TAG}float"} or not _NUMERO.fullmatch(nodo.value):
            yield problema(nodo, percorso, _("serve un numero; i decimali si scrivono dopo un punto."))

    return Controllo(verifica, {"type": "number"})


def vero_o_falso() -> Controllo:
    def verifica(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        if nodo.tag != f"{_TAG}bool" or nodo.value.lower() not in yaml.SafeLoader.bool_values:
            yield problema(nodo, percorso, _("serve true oppure false."))

    return Controllo(verifica, {"type": "boolean"})


def uno_di(*ammessi: str) -> Controllo:
    def verifica(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        if nodo.tag != f"{_TAG}str" or nodo.value not in ammessi:
            yield problema(nodo, percorso, _("serve uno fra: %(ammessi)s.") % {"ammessi": ", ".join(ammessi)})

    return Controllo(verifica, {"enum": list(ammessi)})


def oppure(*casi: Controllo, testo: Any) -> Controllo:
    """Any of these; `testo` says what was expected when none fits."""

    def verifica(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        if all(list(caso(nodo, percorso)) for caso in casi):
            yield problema(nodo, percorso, str(testo))

    return Controllo(verifica, {"anyOf": [caso.schema for caso in casi]})


def elenco(voce: Controllo) -> Controllo:
    """A list with at least one element."""

    def verifica(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        if not isinstance(nodo, yaml.SequenceNode) or nodo.tag != f"{_TAG}seq" or not nodo.value:
            yield problema(nodo, percorso, _("serve un elenco con almeno una voce."))
            return
        for indice, figlio in enumerate(nodo.value):
            yield from voce(figlio, f"{percorso}[{indice}]")

    return Controllo(verifica, {"type": "array", "minItems": 1, "items": voce.schema})


def mappa(obbligatorie: Mapping[str, Controllo], facoltative: Mapping[str, Controllo] | None = None) -> Controllo:
    """A mapping with these keys and no other, each once."""
    note = {**obbligatorie, **(facoltative or {})}

    def verifica(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        if not isinstance(nodo, yaml.MappingNode) or nodo.tag != f"{_TAG}map":
            yield problema(nodo, percorso, _("servono delle voci con un nome."))
            return
        viste: set[str] = set()
        for chiave, valore in nodo.value:
            yield from _voce(chiave, valore, percorso, note, viste)
        for mancante in [nome for nome in obbligatorie if nome not in viste]:
            yield problema(nodo, sotto(percorso, mancante), _("manca."))

    schema: Schema = {
        "type": "object",
        "properties": {nome: controllo.schema for nome, controllo in note.items()},
        "additionalProperties": False,
    }
    if obbligatorie:
        schema["required"] = sorted(obbligatorie)
    return Controllo(verifica, schema)


def tabella(valore: Controllo) -> Controllo:
    """A mapping from the codes of some choices to values."""

    def verifica(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        if not isinstance(nodo, yaml.MappingNode) or nodo.tag != f"{_TAG}map" or not nodo.value:
            yield problema(nodo, percorso, _("servono delle voci con un nome."))
            return
        viste: set[str] = set()
        for chiave, figlio in nodo.value:
            dove = sotto(percorso, str(chiave.value))
            yield from codice()(chiave, dove)
            yield from _una_volta(chiave, dove, viste)
            yield from valore(figlio, dove)

    return Controllo(verifica, {"type": "object", "minProperties": 1, "additionalProperties": valore.schema})


def per_tipo(chiave: str, mappe: Mapping[str, Controllo]) -> Controllo:
    """A mapping whose other keys depend on the value of `chiave`."""

    def verifica(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        tipo = valore_di(nodo, chiave)
        if tipo not in mappe:
            dove = next((v for k, v in _coppie(nodo) if k.value == chiave), nodo)
            yield from uno_di(*mappe)(dove, sotto(percorso, chiave))
            return
        yield from mappe[tipo](nodo, percorso)

    return Controllo(verifica, {"oneOf": [_con_tipo(chiave, tipo, mappe[tipo].schema) for tipo in mappe]})


def a_scelta(mappe: Mapping[str, Controllo]) -> Controllo:
    """A mapping recognised by the one key that it must have: `{somma: …}`, `{tutte: …}`."""

    def verifica(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        presenti = [chiave.value for chiave, _valore in _coppie(nodo)]
        scelta = next((nome for nome in mappe if nome in presenti), None)
        if scelta is None:
            yield problema(nodo, percorso, _("serve uno fra: %(ammessi)s.") % {"ammessi": ", ".join(mappe)})
            return
        yield from mappe[scelta](nodo, percorso)

    return Controllo(verifica, {"oneOf": [controllo.schema for controllo in mappe.values()]})


def rimando(nome: str, controllo: Callable[[], Controllo]) -> Controllo:
    """A rule that may contain itself: looked up when it is used, `#/$defs/<nome>` in the schema."""

    def verifica(nodo: yaml.Node, percorso: str) -> Iterator[Problema]:
        yield from controllo()(nodo, percorso)

    return Controllo(verifica, {"$ref": f"#/$defs/{nome}"})


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
        trovate |= righe(figlio, sotto(percorso, str(chiave.value)))
    return trovate


def sotto(percorso: str, nome: str) -> str:
    return f"{percorso}.{nome}" if percorso else nome


def _coppie(nodo: yaml.Node) -> list[tuple[yaml.Node, yaml.Node]]:
    return list(nodo.value) if isinstance(nodo, yaml.MappingNode) else []


def _con_tipo(chiave: str, tipo: str, schema: Schema) -> Schema:
    return {**schema, "properties": {**schema["properties"], chiave: {"const": tipo}}}


def _voce(
    chiave: yaml.Node, valore: yaml.Node, percorso: str, note: Mapping[str, Controllo], viste: set[str]
) -> Iterator[Problema]:
    nome = chiave.value if chiave.tag == f"{_TAG}str" else "?"
    dove = sotto(percorso, nome)
    if nome not in note:
        yield problema(chiave, dove, _("voce sconosciuta; sono ammesse: %(note)s.") % {"note": ", ".join(note)})
        return
    yield from _una_volta(chiave, dove, viste)
    yield from note[nome](valore, dove)


def _una_volta(chiave: yaml.Node, dove: str, viste: set[str]) -> Iterator[Problema]:
    """Of a name written twice YAML would keep the last value, in silence."""
    if str(chiave.value) in viste:
        yield problema(chiave, dove, _("voce ripetuta."))
    viste.add(str(chiave.value))
