"""What an act would do to the term, said before the button is pressed."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.templatetags.casa import giorno
from pratiche import termini
from pratiche.models import Pratica
from pratiche.models.scelte import EffettoSilenzio
from pratiche.stati import ACCOLTE, CONCLUSE, Atto, arrivo
from pratiche.termini import Motivo, Sospensione


def effetto(pratica: Pratica, atto: Atto) -> str:
    """One sentence; empty when the act has nothing to do with the term."""
    if atto in _EFFETTI:
        return _EFFETTI[atto](pratica)
    if pratica.aperta and arrivo(pratica.stato, atto) in CONCLUSE:
        return _("Il termine si chiude: scadeva %s.") % giorno(pratica.termine().attuale)
    return _("Il termine non cambia.") if pratica.aperta else ""


def _si_sposta(prima: dt.date, dopo: dt.date) -> str:
    if prima == dopo:
        return _("Il termine non si sposta: resta %s.") % giorno(prima)
    return _("Il termine si sposta da %(prima)s a %(dopo)s.") % {"prima": giorno(prima), "dopo": giorno(dopo)}


def _integrazione(pratica: Pratica) -> str:
    oggi = timezone.localdate()
    prima = pratica.termine()
    dopo = pratica.termine(Sospensione(Motivo.INTEGRAZIONE, oggi))
    risposta = termini.risposta_entro(oggi, pratica.definizione.integrazione_giorni, pratica.ente.calendario)
    if dopo.attuale == prima.attuale:
        perche = _("La legge lo ferma una volta sola e solo prima della scadenza.")
    else:
        perche = _("È la data più lontana: prima arriva la risposta, meno si sposta.")
    return _si_sposta(prima.attuale, dopo.attuale) + " " + perche + _senza_giorni(pratica, risposta, dopo.attuale)


def _preavviso(pratica: Pratica) -> str:
    oggi, prima = timezone.localdate(), pratica.termine().attuale
    scadenza = termini.risposta_entro(oggi, pratica.definizione.preavviso_giorni, pratica.ente.calendario)
    senza = pratica.termine(termini.preavviso(oggi, scadenza)).attuale
    con = pratica.termine(termini.preavviso(oggi, scadenza, scadenza)).attuale
    in_piu = _("Con osservazioni dell'ultimo giorno arriva a %s.") % giorno(con)
    return _si_sposta(prima, senza) + " " + in_piu + _senza_giorni(pratica, scadenza, senza)


def _senza_giorni(pratica: Pratica, risposta: dt.date, fine: dt.date) -> str:
    """Who asks too late may not decide in time any more: while the citizen may answer there is no decision, then the term is over."""
    if fine > risposta or pratica.scaduta:
        return ""
    valori = {"risposta": giorno(risposta), "fine": giorno(fine)}
    testo = " " + _("Attenzione: il cittadino può rispondere fino a %(risposta)s e il termine finisce %(fine)s. Se non risponde non ti resta un giorno per decidere.") % valori  # fmt: skip
    if pratica.silenzio != EffettoSilenzio.NESSUNO:
        testo += " " + _("Dopo, il silenzio ha già deciso.")
    return testo


def _annulla(pratica: Pratica) -> str:
    """The clock as it would be if what waits for an answer were closed today."""
    prima, aperta = pratica.termine().attuale, pratica.richiesta_aperta
    if aperta is None:
        return ""
    aperta.chiusa_il = timezone.now()  # only supposed: the row is not saved
    dopo = pratica.termine().attuale
    aperta.chiusa_il = None
    return _si_sposta(prima, dopo)


def _riapri(pratica: Pratica) -> str:
    oggi = timezone.localdate()
    nuovo = termini.calcola(oggi, pratica.definizione.termine_giorni, calendario=pratica.ente.calendario)
    return _("Comincia un termine nuovo, che scade %s.") % giorno(nuovo.attuale)


def _sul_permesso(pratica: Pratica) -> str:
    """The permit that renews it has a life of its own."""
    rinnovo: Pratica | None = getattr(pratica, "rinnovo_vivo", None)
    if rinnovo is None or rinnovo.stato not in ACCOLTE:
        return ""
    return _("Riguarda solo questo permesso: quello che lo rinnova, pratica %s, non cambia.") % rinnovo.sigla


_EFFETTI = {
    Atto.AVVIA_RIESAME: _sul_permesso,
    Atto.SOSPENDI: _sul_permesso,
    Atto.TOGLI: _sul_permesso,
    Atto.CHIEDI_INTEGRAZIONE: _integrazione,
    Atto.PREAVVISA: _preavviso,
    Atto.ANNULLA_INTEGRAZIONE: _annulla,
    Atto.ANNULLA_PREAVVISO: _annulla,
    Atto.RIAPRI: _riapri,
}
