"""The points of a request in words: which criterion, how many, because of which answers."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pratiche.classifica import Riga, riga
from pratiche.graduatorie import piu_volute
from pratiche.models import Candidatura, Correzione, OffertaPosto, Pratica, Tornata
from pratiche.moduli.campi import TIPI
from pratiche.moduli.definizione import Definizione
from pratiche.stati import Stato


@dataclass(frozen=True)
class VocePunti:
    """`Residenza nel Comune`, `15 punti`, `perché hai dichiarato: Abita in questo Comune? Sì`."""

    titolo: str
    punti: str
    perche: str


@dataclass(frozen=True)
class Spiegata:
    """How one stands: the published position, the points as they count now, where each comes from."""

    candidatura: Candidatura
    tornata: Tornata
    voci: list[VocePunti]
    riserve: list[str]
    totale: Decimal
    correzioni: list[tuple[str, Correzione]]
    sedi: tuple[str, ...]

    @property
    def iscritto(self) -> OffertaPosto | None:
        """The place confirmed, while it is."""
        sua = self.candidatura.offerta
        return sua if sua and sua.confermata and self.candidatura.pratica.stato == Stato.ACCOLTA else None

    @property
    def sede(self) -> str:
        """Where that place is; empty where there is one seat only."""
        return self.tornata.nome_sede(self.iscritto.posto.sede) if self.iscritto else ""

    @property
    def ancora_in_lista(self) -> list[str]:
        """The seats more wanted than the confirmed one, for which one still waits."""
        if not (self.iscritto and self.tornata.cambi_aperti and self.candidatura.cambio is None):
            return []
        return [self.tornata.nome_sede(sede) for sede in piu_volute(self.sedi, self.iscritto.posto.sede)]

    @property
    def cambiati(self) -> bool:
        """Do the points differ from the ranking published, after a correction?"""
        return self.candidatura.punti is not None and self.candidatura.punti != self.totale

    @property
    def osservabile(self) -> bool:
        """May the applicant comment now?"""
        return self.tornata.osservazioni_aperte and self.candidatura.osservata_il is None


def in_parole(punti: Decimal) -> str:
    """`1 punto`, `12,5 punti`."""
    quanti = number_format(punti.normalize() if punti % 1 else int(punti))
    return ngettext("%s punto", "%s punti", 1 if punti == 1 else 2) % quanti


def spiegata(pratica: Pratica) -> Spiegata | None:
    """For the page of a case: None for a service without a ranking. One read."""
    candidatura = pratica.in_graduatoria
    if candidatura is None:
        return None
    tornata = candidatura.tornata
    tornata.versione, tornata.servizio, candidatura.pratica = pratica.versione, pratica.servizio, pratica
    tornata.servizio.ente = pratica.ente  # already read
    return spiega(riga(candidatura, tornata), tornata)


def spiega(una: Riga, tornata: Tornata) -> Spiegata:
    definizione, contati = tornata.versione.definizione, una.candidato.punteggio
    corrette = {correzione.campo: correzione for correzione in una.candidatura.correzioni.all()}
    motivi = _motivi(una.candidatura, tornata)
    voci = [
        VocePunti(
            criterio.titolo,
            in_parole(punti),
            motivi.get(codice) or _perche(definizione, criterio.citati, una.candidato.valori, corrette),
        )
        for codice, punti in contati.voci
        if (criterio := tornata.regole.criterio(codice))
    ]
    riserve = [riserva.titolo for riserva in tornata.regole.riserve if riserva.codice in contati.riserve]
    fatte = [(definizione.per_nome[nome].etichetta, correzione) for nome, correzione in corrette.items()]
    return Spiegata(una.candidatura, tornata, voci, riserve, contati.punti, fatte, una.candidato.sedi)


def _motivi(candidatura: Candidatura, tornata: Tornata) -> dict[str, str]:
    """Why the office gave the points that it gives one by one."""
    if not tornata.regole.dell_ufficio:
        return {}
    return {uno.criterio: _("assegnati dall'ufficio: %s") % uno.motivo for uno in candidatura.assegnati.all()}


def _perche(definizione: Definizione, nomi: tuple[str, ...], valori: Any, corrette: dict[str, Correzione]) -> str:
    """The answers that gave the points, told apart: what was declared and what the office found."""
    dichiarate = [_risposta(definizione, nome, valori) for nome in nomi if nome not in corrette]
    accertate = [_risposta(definizione, nome, valori) for nome in nomi if nome in corrette]
    frasi = []
    if dichiarate:
        frasi.append(_("perché hai dichiarato: %s") % "; ".join(dichiarate))
    if accertate:
        frasi.append(_("perché l'ufficio ha accertato: %s") % "; ".join(accertate))
    return ", ".join(frasi)


def _risposta(definizione: Definizione, nome: str, valori: Any) -> str:
    campo = definizione.per_nome[nome]
    parole = TIPI[campo.tipo].in_parole(campo, valori.get(nome)) or _("nessuna risposta")
    return f"{campo.etichetta} {parole}" if campo.etichetta.endswith("?") else f"{campo.etichetta}: {parole}"
