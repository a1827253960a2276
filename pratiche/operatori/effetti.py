"""What an act would do to the term, said before the button is pressed."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.templatetags.casa import giorno
from pratiche import termini
from pratiche.models import Pratica
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
    if dopo.attuale == prima.attuale:
        return _si_sposta(prima.attuale, dopo.attuale) + " " + _("La legge lo ferma una volta sola e solo prima della scadenza.")  # fmt: skip
    return _si_sposta(prima.attuale, dopo.attuale) + " " + _("È la data più lontana: prima arriva la risposta, meno si sposta.")  # fmt: skip


def _preavviso(pratica: Pratica) -> str:
    oggi, prima = timezone.localdate(), pratica.termine().attuale
    scadenza = termini.risposta_entro(oggi, pratica.definizione.preavviso_giorni, pratica.ente.calendario)
    senza = pratica.termine(termini.preavviso(oggi, scadenza)).attuale
    con = pratica.termine(termini.preavviso(oggi, scadenza, scadenza)).attuale
    return _si_sposta(prima, senza) + " " + _("Con osservazioni dell'ultimo giorno arriva a %s.") % giorno(con)


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
