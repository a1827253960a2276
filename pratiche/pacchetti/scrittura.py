"""A published version as a file again: the keys in the order in which a person reads them."""

from typing import Any

import yaml

from pratiche.moduli.pacchetto import PACCHETTO

_PRIMA = ("codice", "nome", "tipo", "etichetta", "titolo", "aiuto", "riga", "testo", "it", "en", "de")


class _Scrittore(yaml.SafeDumper):
    """Long texts as blocks, so that they can be read and corrected."""


def _testo(scrittore: _Scrittore, testo: str) -> yaml.Node:
    stile = "|" if "\n" in testo else None
    return scrittore.represent_scalar("tag:yaml.org,2002:str", testo, style=stile)


_Scrittore.add_representer(str, _testo)


def in_yaml(contenuto: dict[str, Any]) -> str:
    """The package as YAML, equal in content to what was published. The public page comes first, as one meets the service."""
    ordine = dict.fromkeys(["servizio", "scheda", *PACCHETTO.schema["properties"]])
    in_ordine = {chiave: _ordina(contenuto[chiave]) for chiave in ordine if chiave in contenuto}
    return yaml.dump(in_ordine, Dumper=_Scrittore, allow_unicode=True, sort_keys=False, width=120)


def _ordina(valore: Any) -> Any:
    if isinstance(valore, list):
        return [_ordina(voce) for voce in valore]
    if not isinstance(valore, dict):
        return valore
    prime = [chiave for chiave in _PRIMA if chiave in valore]
    return {chiave: _ordina(valore[chiave]) for chiave in [*prime, *(c for c in valore if c not in prime)]}
