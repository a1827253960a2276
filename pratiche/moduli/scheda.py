"""The block `scheda` of a package: the public page of the service. Lengths and vocabularies are those of the catalogue."""

from collections.abc import Iterator

import yaml
from django.utils.translation import gettext as _

from portal.catalogo.models import Servizio
from portal.catalogo.schede import PAROLE, SCELTE, TESTI
from portal.catalogo.vocabolari import Argomento, Categoria
from portal.enti.models import Ufficio
from pratiche.moduli import schema
from pratiche.moduli.campi.tempo import giorno_iso

TITOLO_SCADENZA = 200  # characters: a line of the sheet


def _testo(nome: str) -> schema.Controllo:
    massimo = getattr(Servizio._meta.get_field(nome), "max_length", None)
    return schema.testo(massimo) if massimo else schema.testo()


def _giorno() -> schema.Controllo:
    def verifica(nodo: yaml.Node, percorso: str) -> Iterator[schema.Problema]:
        if (
            nodo.tag != "tag:yaml.org,2002:str"
            or len(nodo.value) != len("2026-12-31")
            or giorno_iso(nodo.value) is None
        ):
            yield schema.problema(nodo, percorso, _("serve un giorno, per esempio 2026-12-31."))

    return schema.Controllo(verifica, {"type": "string", "format": "date"})


def _argomenti() -> schema.Controllo:
    """Topics of the vocabulary, each once."""
    elenco = schema.elenco(schema.uno_di(*Argomento.values))

    def verifica(nodo: yaml.Node, percorso: str) -> Iterator[schema.Problema]:
        yield from elenco(nodo, percorso)
        detti: set[str] = set()
        for indice, figlio in enumerate(nodo.value if isinstance(nodo, yaml.SequenceNode) else ()):
            if str(figlio.value) in detti:
                yield schema.problema(figlio, f"{percorso}[{indice}]", _("voce ripetuta."))
            detti.add(str(figlio.value))

    return schema.Controllo(verifica, {**elenco.schema, "uniqueItems": True})


_VOCI = {nome: _testo(nome) for nome in TESTI} | {"categoria": schema.uno_di(*Categoria.values)}
_OBBLIGATORIE = [nome for nome in TESTI if not getattr(Servizio._meta.get_field(nome), "blank", False)]
_TRADOTTE = schema.mappa({}, {nome: _VOCI[nome] for nome in PAROLE})

SCHEDA = schema.mappa(
    {nome: _VOCI[nome] for nome in _OBBLIGATORIE},
    {
        **{nome: _VOCI[nome] for nome in TESTI if nome not in _OBBLIGATORIE},
        "argomenti": _argomenti(),
        "ufficio": schema.testo(Ufficio._meta.get_field("nome").max_length or 0),
        **dict.fromkeys(SCELTE, schema.vero_o_falso()),
        "scadenze": schema.elenco(schema.mappa({"data": _giorno(), "titolo": schema.testo(TITOLO_SCADENZA)})),
        "traduzioni": schema.mappa({}, {lingua: _TRADOTTE for lingua in schema.LINGUE if lingua != "it"}),
    },
)
