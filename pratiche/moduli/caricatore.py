"""Reading a service package: one YAML file, refused whole when anything in it is wrong, with the line of each problem."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from pratiche.moduli import schema
from pratiche.moduli.campi import TIPI
from pratiche.moduli.definizione import (
    ASSENSO,
    NESSUNO,
    PREAVVISO_GIORNI,
    PRIVACY,
    RIEPILOGO,
    RIFIUTO,
    Campo,
    Definizione,
    Passo,
)
from pratiche.moduli.schema import Problema

CARTELLA = Path(__file__).resolve().parent.parent / "servizi"
OGGI = "oggi"
RISERVATI = {"email", "telefono", "messaggio", "altri_documenti"}  # questions the portal asks by itself
SEGNAPOSTI = {"richiedente", "numero"}  # words an outcome may name beside the fields

_COMUNI = {"nome": schema.codice(), "tipo": schema.uno_di(*TIPI), "etichetta": schema.frase()}
_FACOLTATIVE = {"aiuto": schema.frase(), "obbligatorio": schema.vero_o_falso()}
CAMPO = schema.per_tipo(
    "tipo",
    {
        nome: schema.mappa({**_COMUNI, **tipo.chiavi_obbligatorie}, {**_FACOLTATIVE, **tipo.chiavi})
        for nome, tipo in TIPI.items()
    },
)
PASSO = schema.mappa(
    {"codice": schema.codice(), "titolo": schema.frase()},
    {"richiedente": schema.vero_o_falso(), "campi": schema.elenco(CAMPO)},
)
PACCHETTO = schema.mappa(
    {
        "servizio": schema.codice(),
        "chi": schema.mappa(
            {
                "sessioni": schema.elenco(schema.uno_di("cittadino", "professionista", "impresa")),
            },
            {
                "livello": schema.intero(1, 3),
                "eta_minima": schema.intero(0, 99),
                "codice_fiscale": schema.vero_o_falso(),
            },
        ),
        "responsabile": schema.uno_di("operatore", "responsabile"),
        "termine_giorni": schema.intero(1, 180),  # art. 2 c. 2-4 L. 241/1990
        "integrazione_giorni": schema.intero(1, 90),
        "privacy": schema.mappa({"versione": schema.testo(20), "testo": schema.frase()}),
        "passi": schema.elenco(PASSO),
        "esito": schema.mappa({"titolo": schema.testo(200), "testo": schema.testo()}, {"valido_fino": schema.codice()}),
    },
    {
        "silenzio": schema.mappa({"effetto": schema.uno_di(NESSUNO, ASSENSO, RIFIUTO)}, {"norma": schema.frase()}),
        "preavviso_giorni": schema.intero(PREAVVISO_GIORNI, 60),
        "preavviso_previsto": schema.vero_o_falso(),
        "diritti": schema.mappa(
            {
                "importo": schema.intero(1, 999_999_99),
                "causale": schema.testo(100),
                "quando": schema.uno_di("presentazione", "accoglimento"),
                "giorni": schema.intero(1, 365),
            }
        ),
    },
)


class PacchettoErrato(Exception):
    """A package that cannot be used. The text has one line per problem: file, line, field, what is wrong."""

    def __init__(self, file: str, problemi: list[Problema]) -> None:
        self.problemi = problemi
        righe = [
            _("%(file)s, riga %(riga)s, %(percorso)s: %(testo)s")
            % {"file": file, "riga": p.riga, "percorso": p.percorso or "-", "testo": p.testo}
            for p in sorted(problemi, key=lambda p: p.riga)
        ]
        super().__init__("\n".join(righe))


@dataclass(frozen=True)
class Pacchetto:
    """The checked content of a file and its SHA-256, which tells one version from another."""

    contenuto: dict[str, Any]
    impronta: str

    @property
    def definizione(self) -> Definizione:
        return Definizione.da(self.contenuto)


def disponibili() -> dict[str, Path]:
    """The packages that come with the portal, by the name of the service."""
    return {file.stem: file for file in sorted(CARTELLA.glob("*.yaml"))}


def leggi(file: Path) -> Pacchetto:
    """Read and check a package. Raises PacchettoErrato."""
    grezzo = file.read_text(encoding="utf-8")
    nodo = _componi(file.name, grezzo)
    problemi = list(PACCHETTO(nodo, ""))
    if problemi:
        raise PacchettoErrato(file.name, problemi)
    contenuto = yaml.safe_load(grezzo)
    linee = schema.righe(nodo)
    incoerenze = [
        Problema(linee.get(percorso, 1), percorso, testo) for percorso, testo in _incoerenze(Definizione.da(contenuto))
    ]
    if incoerenze:
        raise PacchettoErrato(file.name, incoerenze)
    canonico = json.dumps(contenuto, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return Pacchetto(contenuto, hashlib.sha256(canonico.encode()).hexdigest())


def _componi(nome: str, grezzo: str) -> yaml.Node:
    try:
        nodo = yaml.compose(grezzo, yaml.SafeLoader)
    except yaml.MarkedYAMLError as errore:
        riga = errore.problem_mark.line + 1 if errore.problem_mark else 1
        raise PacchettoErrato(nome, [Problema(riga, "", _("non è YAML: %s") % errore.problem)]) from None
    if nodo is None:
        raise PacchettoErrato(nome, [Problema(1, "", _("il file è vuoto."))])
    return nodo


def _incoerenze(definizione: Definizione) -> Iterator[tuple[str, str]]:
    """What is right piece by piece but not as a whole."""
    yield from _ripetuti([passo.codice for passo in definizione.passi], "passi[{}].codice", {PRIVACY, RIEPILOGO})
    visti = set(RISERVATI)
    for indice, passo in enumerate(definizione.passi):
        nomi = [campo.nome for campo in passo.campi]
        yield from _ripetuti(nomi, f"passi[{indice}].campi[{{}}].nome", visti)
        visti |= set(nomi)
        yield from _date_senza_riferimento(passo, f"passi[{indice}]")
    if definizione.diritti and not definizione.codice_fiscale:
        yield "chi.codice_fiscale", _("chi deve pagare ha bisogno di un codice fiscale.")
    if [passo.richiedente for passo in definizione.passi].count(True) != 1:
        yield "passi", _("uno e un solo passo ha «richiedente: true».")
    if definizione.campo_validita not in {"", *_date(definizione.campi)}:
        yield "esito.valido_fino", _("«%s» non è una data della richiesta.") % definizione.campo_validita
    try:
        definizione.testo_esito.format_map(dict.fromkeys(visti - RISERVATI | SEGNAPOSTI, ""))
    except (KeyError, ValueError, IndexError):
        yield "esito.testo", _("tra parentesi graffe puoi usare solo nomi di campi, richiedente e numero.")


def _ripetuti(nomi: list[str], percorso: str, presi: set[str]) -> Iterator[tuple[str, str]]:
    for indice, nome in enumerate(nomi):
        if nome in presi or nome in nomi[:indice]:
            yield percorso.format(indice), _("«%s» è già usato.") % nome


def _date(campi: Iterable[Campo]) -> set[str]:
    return {campo.nome for campo in campi if campo.tipo == "data"}


def _date_senza_riferimento(passo: Passo, percorso: str) -> Iterator[tuple[str, str]]:
    date = _date(passo.campi)
    for indice, campo in enumerate(passo.campi):
        riferimento = campo.opzioni.get("non_prima_di", OGGI)
        if riferimento not in date - {campo.nome} | {OGGI}:
            yield f"{percorso}.campi[{indice}].non_prima_di", _("serve «oggi» o un'altra data dello stesso passo.")
