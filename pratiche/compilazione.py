"""A draft read through the rules of its version: what is asked, what counts, what is put aside, what is still missing."""

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from pratiche.models import AllegatoPratica, Pratica, VersioneServizio
from pratiche.moduli.campi import TIPI
from pratiche.moduli.definizione import Campo, Passo
from pratiche.moduli.forms import CONTATTI, CONTATTI_SPORTELLO, Valuta, campi_di, mancanti
from pratiche.moduli.quadro import Quadro, valuta
from pratiche.moduli.regole import Bollo
from pratiche.territorio import territorio


@dataclass(frozen=True)
class Dovuto:
    """`diritti` in cents; the stamp beside them, by its own rule."""

    diritti: int
    bollo: Bollo | None
    quando: str

    @property
    def totale(self) -> int:
        """What is asked through pagoPA."""
        return self.diritti + (self.bollo.con_i_diritti if self.bollo else 0)


def quadro(pratica: Pratica, risposte: Mapping[str, Any] | None = None) -> Quadro:
    """What these answers mean (those of the case, if none are given), at the day of the presentation or today."""
    return valuta(pratica.definizione.passi, pratica.dati if risposte is None else risposte, oggi=_giorno(pratica))


def valuta_passo(pratica: Pratica) -> Valuta:
    """For the form of a step: its answers beside those of the other steps."""
    return lambda valori: quadro(pratica, pratica.dati | dict(valori))


def risposte_correnti(pratica: Pratica) -> dict[str, Any]:
    """The answers as completed since the presentation, with what is computed from them."""
    return quadro(pratica, pratica.dati_correnti).valori


def da_compilare(pratica: Pratica, stato: Quadro | None = None) -> list[Passo]:
    """The steps that these answers ask for."""
    aperti = set((stato or quadro(pratica)).passi)
    return [passo for passo in pratica.definizione.passi if passo.codice in aperti]


def primo_incompleto(pratica: Pratica, caricati: Counter[str]) -> Passo | None:
    """The first step that lacks something."""
    valori, luoghi = pratica.contatti | pratica.dati, territorio(pratica, pratica.definizione.campi)
    valuta_con = valuta_passo(pratica)
    passi = da_compilare(pratica)
    return next((p for p in passi if mancanti(domande(pratica, p), valori, caricati, valuta_con, luoghi)), None)


def segno(pratica: Pratica, nomi: Iterable[str]) -> str:
    """A mark of the answers kept for these questions: a page that shows it knows whether another window changed them."""
    tenute = pratica.contatti | pratica.dati
    testo = json.dumps({nome: tenute.get(nome) for nome in sorted(nomi)}, sort_keys=True)
    return hashlib.sha256(testo.encode()).hexdigest()[:16]


def domande(pratica: Pratica, passo: Passo) -> tuple[Campo, ...]:
    """The questions of a step of this draft."""
    return campi_di(passo, CONTATTI_SPORTELLO if pratica.allo_sportello else CONTATTI)


def nomi_tenuti(campi: Iterable[Campo]) -> list[str]:
    """The questions whose answers are kept among the answers: not files, nor what nobody answers."""
    return [campo.nome for campo in campi if campo.chiesto and campo.tipo != "file"]


def parole_della_risposta(campo: Campo, valore: Any) -> str:
    """An answer as the summary says it; empty when there is none."""
    return _parole(campo, valore, 0)


def accantonate(pratica: Pratica, stato: Quadro, allegati: Iterable[AllegatoPratica]) -> list[tuple[str, str]]:
    """The answers given and no longer asked for, in words: kept in the draft, not presented."""
    nomi = [allegato.campo for allegato in allegati]
    voci = []
    for campo in pratica.definizione.campi:
        if stato.conta(campo.nome) or not campo.chiesto:
            continue
        parole = _parole(campo, pratica.dati.get(campo.nome), nomi.count(campo.nome))
        if parole:
            voci.append((campo.etichetta, parole))
    return [*voci, *_sconosciute(pratica, nomi)]


def dovuto(pratica: Pratica, stato: Quadro) -> Dovuto:
    """What this request costs with these answers, the stamp included where it is paid with the fee."""
    diritti, bollo = pratica.definizione.diritti, pratica.definizione.bollo
    importo = diritti.dovuti(stato.valori) if diritti else 0
    return Dovuto(importo, bollo, diritti.quando if diritti else "")


def _parole(campo: Campo, valore: Any, file: int) -> str:
    if campo.tipo == "file":
        return "1 file" if file == 1 else f"{file} file" if file else ""
    return "" if TIPI[campo.tipo].vuoto(valore) else TIPI[campo.tipo].in_parole(campo, valore)


def _sconosciute(pratica: Pratica, nomi: list[str]) -> list[tuple[str, str]]:
    """Answers to questions that only an older version has, or has of another kind (`nome@2`): its words are looked up there."""
    ignoti = (pratica.dati.keys() | set(nomi)) - pratica.definizione.per_nome.keys()
    if not ignoti:
        return []
    voci: dict[str, tuple[str, str]] = {}
    for versione in VersioneServizio.objects.filter(servizio_id=pratica.servizio_id).order_by("-numero"):
        for nome in ignoti - voci.keys():
            campo = versione.definizione.per_nome.get(nome.removesuffix(f"@{versione.numero}"))
            if campo:
                voci[nome] = (campo.etichetta, _parole(campo, pratica.dati.get(nome), nomi.count(nome)))
    return [voce for voce in voci.values() if voce[1]]


def _giorno(pratica: Pratica) -> dt.date:
    return timezone.localdate(pratica.presentata_il) if pratica.presentata_il else timezone.localdate()
