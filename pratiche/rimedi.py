"""What a person may do when the office keeps silent or says no: to whom, by when."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.templatetags.casa import giorno
from pratiche import termini
from pratiche.models import Pratica
from pratiche.models.scelte import EffettoSilenzio
from pratiche.stati import Stato

TAR, STRAORDINARIO = 60, 120  # days: d.lgs. 104/2010 art. 29, DPR 1199/1971 art. 9


@dataclass(frozen=True)
class Sostituto:
    """Who decides in the place of an office that did not (art. 2 c. 9-bis)."""

    nome: str
    email: str


def sostituto(pratica: Pratica) -> Sostituto:
    """As the ente says; when it does not, the law names the highest officer in service."""
    ente = pratica.ente
    nessuno = _("il dirigente generale o, se non c'è, il funzionario di livello più elevato")
    return Sostituto(ente.sostituto or nessuno, ente.sostituto_email or ente.pec)


def sostituto_entro(pratica: Pratica) -> dt.date | None:
    """By when the substitute decides, if asked: half the original term, counted as every other (art. 2 c. 9-ter)."""
    if pratica.sollecitata_il is None:
        return None
    chiesto = timezone.localdate(pratica.sollecitata_il)
    return termini.risposta_entro(chiesto, termini.meta(pratica.definizione.termine_giorni), pratica.ente.calendario)


def attestazione_entro(pratica: Pratica) -> dt.date | None:
    """By when the office certifies that silence has granted; then the citizen's own declaration stands for it."""
    if pratica.attestazione_chiesta_il is None:
        return None
    chiesta = timezone.localdate(pratica.attestazione_chiesta_il)
    return termini.risposta_entro(chiesta, termini.ATTESTAZIONE, pratica.ente.calendario)


def basta_dichiararlo(pratica: Pratica) -> bool:
    """The ten days have passed without the certificate (art. 20 c. 2-bis)."""
    entro = attestazione_entro(pratica)
    return bool(entro and not pratica.attestazione_il and timezone.localdate() > entro)


def puo_sollecitare(pratica: Pratica) -> bool:
    """Overdue, where silence decides nothing, and not asked yet."""
    return pratica.scaduta and pratica.silenzio == EffettoSilenzio.NESSUNO and pratica.sollecitata_il is None


def ricorsi(pratica: Pratica) -> list[str]:
    """To whom to turn against what was decided, by when; empty when there is nothing to contest."""
    contestabili = (Stato.ACCOLTA,) if pratica.d_ufficio else (Stato.RESPINTA, Stato.ARCHIVIATA)
    if pratica.stato not in contestabili or pratica.conclusa_il is None:
        return []
    modello = None if pratica.d_ufficio else pratica.definizione.esiti.get(pratica.stato)
    if modello and modello.ricorso:
        return [modello.ricorso]
    saputo = timezone.localdate(pratica.conclusa_il)
    calendario = pratica.ente.calendario
    return [
        _("Ricorso al tribunale amministrativo regionale: entro 60 giorni da quando l'hai saputo, cioè entro %s.")
        % giorno(termini.risposta_entro(saputo, TAR, calendario)),
        _("Ricorso straordinario al Presidente della Repubblica: entro 120 giorni, cioè entro %s.")
        % giorno(termini.risposta_entro(saputo, STRAORDINARIO, calendario)),
    ]
