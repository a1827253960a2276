"""The road of a case: what happened and what is still to come."""

from collections.abc import Iterable
from typing import TypedDict

from django.utils.translation import gettext as _

from portal.base.templatetags.casa import data, giorno
from pratiche.models import Passaggio, Pratica
from pratiche.models.scelte import EffettoSilenzio
from pratiche.stati import Stato

# the office's words follow these lines (of an answer, how it came if not through the portal); of the others only the protocol shows its number
CON_PAROLE = {
    Passaggio.Genere.INTEGRAZIONE_RICHIESTA,
    Passaggio.Genere.INTEGRAZIONE_RICEVUTA,
    Passaggio.Genere.INTEGRAZIONE_PROROGATA,
    Passaggio.Genere.INTEGRAZIONE_ANNULLATA,
    Passaggio.Genere.PREAVVISO,
    Passaggio.Genere.OSSERVAZIONI,
    Passaggio.Genere.MEMORIA_PROPRIA,
    Passaggio.Genere.PREAVVISO_ANNULLATO,
    Passaggio.Genere.TERMINE_RICONTATO,
    Passaggio.Genere.TRASFERITA,
    Passaggio.Genere.RESPONSABILE,
    Passaggio.Genere.PARERE_CHIESTO,
    Passaggio.Genere.PARERE_DATO,
    Passaggio.Genere.PARERE_RITIRATO,
    Passaggio.Genere.ARCHIVIATA,
    Passaggio.Genere.RIAPERTA,
    Passaggio.Genere.RISEGNALATA,
    Passaggio.Genere.UNITA,
    Passaggio.Genere.ACCOLTA,
    Passaggio.Genere.PROVVEDIMENTO,
    Passaggio.Genere.RESPINTA,
    Passaggio.Genere.PROTOCOLLATA,
    Passaggio.Genere.VALORE_CORRETTO,
    Passaggio.Genere.POSTO_OFFERTO,
    Passaggio.Genere.POSTO_CONFERMATO,
    Passaggio.Genere.RIESAME_AVVIATO,
    Passaggio.Genere.RIESAME_CHIUSO,
    Passaggio.Genere.PERMESSO_SOSPESO,
    Passaggio.Genere.SOSPENSIONE_TOLTA,
    Passaggio.Genere.PERMESSO_REVOCATO,
    Passaggio.Genere.PERMESSO_ANNULLATO,
}


class Tappa(TypedDict):
    """As `componenti/linea_tempo.html` wants it."""

    quando: str
    titolo: str
    testo: str
    stato: str


def tappe(pratica: Pratica, passaggi: Iterable[Passaggio]) -> list[Tappa]:
    """The milestones passed, with their day, and those to come."""
    passaggi = list(passaggi)
    fatte = [_tappa(data(p.quando), str(p.get_genere_display()), _testo(pratica, p), "fatto") for p in passaggi]
    return fatte + _future(pratica, in_parere=_in_parere(passaggi))


def _in_parere(passaggi: list[Passaggio]) -> bool:
    """Does another office still owe its opinion?"""
    genere = Passaggio.Genere
    generi = [uno.genere for uno in passaggi]
    return generi.count(genere.PARERE_CHIESTO) > generi.count(genere.PARERE_DATO) + generi.count(genere.PARERE_RITIRATO)


def _testo(pratica: Pratica, passaggio: Passaggio) -> str:
    """The office's words; for an act done by a delegate, who did it for whom."""
    parole = passaggio.testo if passaggio.genere in CON_PAROLE else ""
    if not passaggio.per_mezzo_di:
        return parole
    return in_nome_di(passaggio.per_mezzo_di, pratica.nome_richiedente) + (f" {parole}" if parole else "")


def in_nome_di(chi: str, per: str) -> str:
    return _("Da %(chi)s per %(per)s.") % {"chi": chi, "per": per.removesuffix(".")}  # "S.r.l." has its own full stop


def _future(pratica: Pratica, *, in_parere: bool) -> list[Tappa]:
    if not pratica.aperta:
        return []
    corrente = {
        Stato.PRESENTATA: str(Passaggio.Genere.PRESA_IN_CARICO.label),
        Stato.IN_ATTESA_DEL_CITTADINO: _("La tua conferma")
        if pratica.richiesta_aperta is None
        else _("Le tue osservazioni")
        if pratica.preavviso_aperto
        else _("La tua risposta"),
    }.get(Stato(pratica.stato), _("Esame dell'ufficio") if pratica.d_ufficio else _("Esame della richiesta"))
    parere = _("In attesa del parere di un altro ufficio: il termine non cambia.") if in_parere else ""
    return [_tappa("", corrente, parere, "corrente"), _decisione(pratica)]


def _decisione(pratica: Pratica) -> Tappa:
    """The last milestone, and what happens without it."""
    if pratica.termine_fino:
        fino = giorno(pratica.termine_fino)
        return _tappa(_("fino a %s") % fino, _("Un posto, se si libera"), "", "futuro")
    fine = pratica.termine().attuale
    if pratica.scaduta:
        return _tappa(_("doveva arrivare entro %s") % giorno(fine), _("Decisione dell'ufficio"), "", "futuro")
    silenzio = {
        EffettoSilenzio.ASSENSO: _("Se l'ufficio non risponde, la richiesta è accolta."),
        EffettoSilenzio.RIFIUTO: _("Se l'ufficio non risponde, la richiesta è respinta."),
    }.get(EffettoSilenzio(pratica.silenzio), "")
    return _tappa(_("entro %s") % giorno(fine), _("Decisione dell'ufficio"), silenzio, "futuro")


def _tappa(quando: str, titolo: str, testo: str, stato: str) -> Tappa:
    return {"quando": quando, "titolo": titolo, "testo": testo, "stato": stato}
