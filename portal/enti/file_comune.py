"""The file of a comune (`manage.py ente`), read from its YAML nodes: every problem knows its line, no code loses its zeros."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from portal.base import codice_fiscale
from portal.enti.models import Ente, Host, Ufficio

MODELLO = Path(__file__).parent / "modello_comune.yaml"
CONDIVISO = "condiviso_con"
_BOOLEANO, _NULLO = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null"
# what a model's validator only calls wrong
SERVONO = {
    "codice_istat": "servono 6 cifre, per esempio 058091.",
    "codice_belfiore": "servono una lettera maiuscola e 3 cifre, per esempio H501.",
    "codice_fiscale": "servono le 11 cifre del codice fiscale dell'ente: controllale, l'ultima non torna.",
}


class FileErrato(Exception):
    """The file cannot be applied: one sentence for each thing to mend."""

    def __init__(self, problemi: list[str]) -> None:
        super().__init__("\n".join(problemi))


@dataclass
class Voci:
    """A part of the file: what is written in it, and at which line. `nome` is how the problems call it."""

    nome: str
    riga: int
    valori: dict[str, Any] = field(default_factory=dict)
    righe: dict[str, int] = field(default_factory=dict)

    def problema(self, voce: str, testo: str) -> str:
        return f"riga {self.righe.get(voce, self.riga)}, {self.nome}.{voce}: {testo}"


@dataclass
class Comune:
    """The whole file."""

    ente: Voci
    hosts: dict[str, int]  # name, line
    uffici: list[Voci]


def campi(modello: type[models.Model]) -> "dict[str, models.Field[Any, Any]]":
    """The fields that the file may set."""
    return {campo.name: campo for campo in modello._meta.concrete_fields if campo.editable and campo.name != "id"}


def leggi(testo: str) -> Comune:
    """Raises FileErrato with every problem that the file alone shows."""
    try:
        radice = yaml.compose(testo, Loader=yaml.SafeLoader)
    except yaml.YAMLError as errore:
        segno = getattr(errore, "problem_mark", None)
        raise FileErrato([f"riga {segno.line + 1 if segno else 1}: non è YAML scritto bene."]) from None
    problemi: list[str] = []
    parti = _parti(radice, problemi)
    ente = _voci(parti.get("ente"), "ente", campi(Ente), problemi)
    hosts = {nodo.value.strip(): nodo.start_mark.line + 1 for nodo in _elenco(parti.get("hosts"), "hosts", problemi)}
    ammessi = {**campi(Ufficio), CONDIVISO: campi(Ente)["codice_ipa"]}
    nodi = enumerate(_elenco(parti.get("uffici"), "uffici", problemi), 1)
    uffici = [_voci(nodo, f"uffici[{numero}]", ammessi, problemi) for numero, nodo in nodi]
    comune = Comune(ente, hosts, uffici)
    problemi += [*_host_sbagliati(hosts), *_ente_sbagliato(ente), *_uffici_sbagliati(uffici)]
    if problemi:
        raise FileErrato(problemi)
    return comune


def _parti(radice: yaml.Node | None, problemi: list[str]) -> dict[str, yaml.Node]:
    if not isinstance(radice, yaml.MappingNode):
        raise FileErrato(["riga 1: servono le voci ente, hosts e uffici. «ente modello» stampa un file da riempire."])
    parti = {str(chiave.value): nodo for chiave, nodo in radice.value}
    for chiave, _nodo in radice.value:
        if str(chiave.value) not in {"ente", "hosts", "uffici"}:
            problemi.append(
                f"riga {chiave.start_mark.line + 1}, {chiave.value}: non si conosce; qui vanno ente, hosts, uffici."
            )
    if "ente" not in parti:
        raise FileErrato([*problemi, "riga 1: manca la voce ente."])
    return parti


def _elenco(nodo: yaml.Node | None, nome: str, problemi: list[str]) -> list[yaml.Node]:
    if nodo is None or nodo.tag == _NULLO:
        return []
    if not isinstance(nodo, yaml.SequenceNode):
        problemi.append(f"riga {nodo.start_mark.line + 1}, {nome}: serve un elenco, una riga per voce con il trattino.")
        return []
    attesi = yaml.ScalarNode if nome == "hosts" else yaml.MappingNode
    for figlio in nodo.value:
        if not isinstance(figlio, attesi):
            problemi.append(f"riga {figlio.start_mark.line + 1}, {nome}: questa voce non è scritta come nel modello.")
    return [figlio for figlio in nodo.value if isinstance(figlio, attesi)]


def _voci(nodo: yaml.Node | None, nome: str, ammessi: "dict[str, models.Field[Any, Any]]", problemi: list[str]) -> Voci:
    voci = Voci(nome, nodo.start_mark.line + 1 if nodo else 1)
    if not isinstance(nodo, yaml.MappingNode):
        problemi.append(f"riga {voci.riga}, {nome}: qui servono delle voci, come nel modello.")
        return voci
    for chiave, valore in nodo.value:
        voce = str(chiave.value)
        doppia, voci.righe[voce] = voce in voci.righe, chiave.start_mark.line + 1
        if doppia:
            problemi.append(voci.problema(voce, "è scritta due volte."))
        elif voce not in ammessi:
            problemi.append(voci.problema(voce, f"non si conosce; le voci sono: {', '.join(ammessi)}."))
        else:
            try:
                voci.valori[voce] = ammessi[voce].clean(_valore(ammessi[voce], valore), None)
            except ValidationError as errore:
                problemi.append(voci.problema(voce, SERVONO.get(voce) or " ".join(errore.messages)))
    return voci


def _valore(campo: "models.Field[Any, Any]", nodo: yaml.Node) -> Any:
    """As it is written: to YAML 058091 and NO are not what they are to people. Raises ValidationError."""
    if isinstance(campo, models.JSONField):
        lingue = [uno.value for uno in nodo.value] if isinstance(nodo, yaml.SequenceNode) else []
        conosciute = [codice for codice, _nome in settings.LANGUAGES]
        if not lingue or not set(lingue) <= set(conosciute):
            raise ValidationError(f"serve un elenco fra {', '.join(conosciute)}.")
        return lingue
    if not isinstance(nodo, yaml.ScalarNode):
        raise ValidationError("serve un testo.")
    if isinstance(campo, models.BooleanField):
        if nodo.tag != _BOOLEANO:
            raise ValidationError("serve true oppure false.")
        return yaml.SafeLoader.bool_values[nodo.value.lower()]
    scritto = "" if nodo.tag == _NULLO else nodo.value.strip()
    if isinstance(campo, models.IntegerField):
        if not (scritto.isascii() and scritto.isdigit()) and scritto:
            raise ValidationError("serve un numero.")
        return int(scritto) if scritto else None
    return scritto


def _host_sbagliati(hosts: dict[str, int]) -> Iterator[str]:
    for nome, riga in hosts.items():
        try:
            Host._meta.get_field("nome").clean(nome, None)
            Host(nome=nome).clean()
        except ValidationError as errore:
            yield f"riga {riga}, hosts: {' '.join(errore.messages)}"


def _ente_sbagliato(ente: Voci) -> Iterator[str]:
    scritti = ente.valori
    if "codice_ipa" not in ente.righe:
        yield f"riga {ente.riga}, ente: manca codice_ipa: dice di quale ente si parla."
    if "codice_fiscale" in scritti:
        try:
            codice_fiscale.controlla_impresa(scritti["codice_fiscale"])
        except ValueError:
            yield ente.problema("codice_fiscale", SERVONO["codice_fiscale"])
    if scritti.get("origine", "").endswith("/"):
        yield ente.problema("origine", "togli la barra finale.")
    mese, giorno = scritti.get("patrono_mese"), scritti.get("patrono_giorno")
    if (mese, giorno) != (None, None):
        try:
            dt.date(2024, mese or 0, giorno or 0)  # a leap year
        except ValueError:
            yield ente.problema("patrono_giorno", "mese e giorno del patrono non sono una data.")


def _uffici_sbagliati(uffici: list[Voci]) -> Iterator[str]:
    visti = set[str]()
    for ufficio in uffici:
        slug = ufficio.valori.get("slug", "")
        if "slug" not in ufficio.righe:
            yield f"riga {ufficio.riga}, {ufficio.nome}: manca slug, il nome breve dell'ufficio."
        elif slug and slug in visti:
            yield ufficio.problema("slug", "c'è già in questo file.")
        visti.add(slug)
        altro = set(ufficio.righe) - {"slug", CONDIVISO}
        if CONDIVISO in ufficio.righe and altro:
            yield ufficio.problema(
                CONDIVISO, "di un ufficio condiviso basta slug: il resto sta nel file dell'altro ente."
            )
