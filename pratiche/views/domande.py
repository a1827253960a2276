"""The questions of a page as its template wants them: a tree, with what the small script needs to show and hide them."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.parole import nella_lingua
from pratiche.models import AllegatoPratica
from pratiche.moduli.albero import nome_riga
from pratiche.moduli.calcoli import citati
from pratiche.moduli.campi import TIPI, Gruppo
from pratiche.moduli.condizioni import residua
from pratiche.moduli.definizione import Campo
from pratiche.moduli.forms import ModuloCampi
from pratiche.moduli.offerte import NOTO, SCRIVO

# kinds whose answer the script of the page can read; on the others only the server decides
LEGGIBILI = frozenset(TIPI) - {
    "file",
    "gruppo",
    "persona",
    "veicolo",
    "immobile",
    "indirizzo",
    "luogo",
    "calcolato",
    "testo_fisso",
}


@dataclass
class Voce:
    """A piece of the form. `genere`: campo, insieme (a composed answer), gruppo (rows), dichiarazione, calcolato, testo."""

    genere: str
    nome: str
    titolo: str = ""
    aiuto: str = ""
    valore: str = ""
    campo: BoundField | None = None
    scelta: BoundField | None = None
    scelta_se: str = ""
    allegati: list[AllegatoPratica] | None = None
    voci: list["Voce"] = field(default_factory=list)
    righe: list["Riga"] = field(default_factory=list)
    errori: list[str] = field(default_factory=list)
    obbligatoria: bool = False
    luogo: bool = False
    altre_righe: bool = False
    condizioni: dict[str, str] = field(default_factory=dict)
    nascosta: bool = False
    chiusa: bool = False
    da_segnare: bool = False

    @property
    def coordinate_aperte(self) -> bool:
        """Of a place: are its coordinates written, or wrong? Else they stay out of the way of who describes it in words."""
        return any(parte.campo and (parte.campo.errors or parte.campo.value()) for parte in self.voci[1:])


@dataclass
class Riga:
    numero: int
    titolo: str
    voci: list[Voce]


def voci(modulo: ModuloCampi, allegati: Iterable[AllegatoPratica]) -> list[Voce]:
    """All the questions of the form that may be seen, in order."""
    file = list(allegati)
    tutte = [_voce(modulo, campo, file) for campo in modulo.definizioni.values()]
    return [voce for voce in tutte if not voce.nascosta or "visibile" in voce.condizioni]


def _voce(modulo: ModuloCampi, campo: Campo, allegati: list[AllegatoPratica]) -> Voce:
    voce = _di_genere(modulo, campo, allegati)
    quadro = modulo.quadro
    voce.nascosta = campo.nome not in quadro.visibili
    voce.chiusa = not voce.nascosta and campo.nome not in quadro.abilitati
    voce.condizioni = _condizioni(modulo, campo)
    voce.da_segnare = bool(campo.visibile_se or campo.abilitato_se) and campo.chiesto
    return voce


def _di_genere(modulo: ModuloCampi, campo: Campo, allegati: list[AllegatoPratica]) -> Voce:
    if campo.tipo == "testo_fisso":
        return Voce("testo", campo.nome, campo.etichetta, valore=nella_lingua(campo.opzioni["testo"]))
    if campo.tipo == "dichiarazione":
        testo = nella_lingua(campo.opzioni["testo"])
        return Voce("dichiarazione", campo.nome, campo.etichetta, campo.aiuto, testo, modulo[campo.nome])
    if campo.tipo == "calcolato":
        return _calcolato(modulo, campo)
    if campo.tipo == "gruppo":
        return _gruppo(modulo, campo)
    suoi = [allegato for allegato in allegati if allegato.campo == campo.nome] if campo.tipo == "file" else None
    return _domanda(modulo, campo, campo.nome, suoi)


def _domanda(modulo: ModuloCampi, campo: Campo, chiave: str, allegati: list[AllegatoPratica] | None = None) -> Voce:
    """A simple question, or a composed one with its parts; with what is offered for it."""
    parti = TIPI[campo.tipo].parti(campo)
    noto = f"{chiave}.{NOTO}"
    scelta = modulo[noto] if noto in modulo.fields else None
    comuni: dict[str, Any] = {"scelta": scelta, "obbligatoria": _dovuta(modulo, campo, chiave)}
    if scelta:
        comuni["scelta_se"] = json.dumps({"campo": noto, "tipo": "scelta", "uguale": SCRIVO})
    if not parti and not scelta:
        return Voce("campo", chiave, campo=modulo[chiave], allegati=allegati)
    interne = [Voce("campo", f"{chiave}.{parte.nome}", campo=modulo[f"{chiave}.{parte.nome}"]) for parte in parti]
    return Voce(
        "insieme",
        chiave,
        campo.etichetta,
        campo.aiuto,
        voci=interne or [Voce("campo", chiave, campo=modulo[chiave])],
        luogo=campo.tipo == "luogo",
        **comuni,
    )


def _dovuta(modulo: ModuloCampi, campo: Campo, chiave: str) -> bool:
    return campo.nome in modulo.quadro.obbligatori if chiave == campo.nome else campo.obbligatorio


def _gruppo(modulo: ModuloCampi, campo: Campo) -> Voce:
    quante = modulo.righe[campo.nome]
    righe = [
        Riga(
            numero,
            nome_riga(campo, numero),
            [_domanda(modulo, parte, f"{campo.nome}.{numero}.{parte.nome}") for parte in campo.campi],
        )
        for numero in range(quante)
    ]
    return Voce(
        "gruppo",
        campo.nome,
        campo.etichetta,
        campo.aiuto,
        valore=nella_lingua(campo.opzioni["riga"]),
        righe=righe,
        errori=[str(errore) for errore in modulo.errors.get(campo.nome, [])] if modulo.is_bound else [],
        obbligatoria=campo.nome in modulo.quadro.obbligatori,
        altre_righe=quante < Gruppo().massimo(campo),
    )


def _calcolato(modulo: ModuloCampi, campo: Campo) -> Voce:
    da = dict.fromkeys(nome for _dove, nome, _tipi in citati(campo.opzioni["formula"]))
    etichette = [modulo.definizioni[nome].etichetta for nome in da if nome in modulo.definizioni]
    aiuto = campo.aiuto or (_("Calcolato da: %s.") % ", ".join(f"«{uno}»" for uno in etichette) if etichette else "")
    valore = TIPI[campo.tipo].in_parole(campo, modulo.quadro.valori.get(campo.nome))
    return Voce("calcolato", campo.nome, campo.etichetta, aiuto, valore=valore)


def _condizioni(modulo: ModuloCampi, campo: Campo) -> dict[str, str]:
    """The conditions that depend on questions of this very page, for the script; the others are already decided."""
    qui = {nome: vicino.tipo for nome, vicino in modulo.definizioni.items() if vicino.tipo in LEGGIBILI}
    oggi: dt.date = timezone.localdate()
    trovate = {}
    for nome in ("visibile", "obbligatorio", "abilitato"):
        condizione = getattr(campo, f"{nome}_se")
        resto = residua(condizione, qui, modulo.quadro.valori, oggi=oggi) if condizione else True
        if not isinstance(resto, bool):
            trovate[nome] = json.dumps(resto)
    return trovate
