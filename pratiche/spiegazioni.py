"""The term in words: step by step for people, day by day for who must check it."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.base.templatetags.casa import giorno as in_parole
from pratiche.termini import OSSERVAZIONI, Giorno, Motivo, SenzaEffetto, Spostamento, Termine


def passi(termine: Termine) -> list[str]:
    """How the first term became the present one, each step a sentence. One sentence only: it never moved."""
    return [_partenza(termine), *(spostamento(s) for s in termine.spostamenti)]


def spostamento(s: Spostamento) -> str:
    """Why the term moved, or why an event did not move it."""
    if s.motivo is Motivo.FESTIVO:
        return _("Il termine finiva %(dal)s, giorno festivo: passa a %(al)s.") % _valori(s)
    if s.senza_effetto:
        return _SENZA_EFFETTO[s.senza_effetto](s)
    return _integrazione(s) if s.motivo is Motivo.INTEGRAZIONE else _preavviso(s)


def giorno_per_giorno(termine: Termine) -> Iterator[str]:
    """One line per day: `mercoledì 4 marzo 2026: giorno 2`."""
    for uno in termine.giorno_per_giorno():
        yield f"{in_parole(uno.data)}: {_del_giorno(uno, termine)}"


def _partenza(termine: Termine) -> str:
    valori = {
        "giorni": termine.giorni,
        "dal": in_parole(termine.decorre),
        "al": in_parole(termine.decorre + dt.timedelta(days=termine.giorni)),
    }
    return (
        ngettext(
            "Il termine è di %(giorni)s giorno e si conta dal giorno dopo %(dal)s: arriva a %(al)s.",
            "Il termine è di %(giorni)s giorni e si conta dal giorno dopo %(dal)s: arriva a %(al)s.",
            termine.giorni,
        )
        % valori
    )


def _integrazione(s: Spostamento) -> str:
    if s.in_corso:
        return _(
            "Il termine si è fermato %(dal)s perché aspettiamo la tua risposta. Riparte quando rispondi, al più tardi %(al)s."
        ) % _valori(s)
    return ngettext(
        "Il termine è rimasto fermo da %(dal)s a %(al)s, mentre aspettavamo la tua risposta: %(giorni)s giorno in più.",
        "Il termine è rimasto fermo da %(dal)s a %(al)s, mentre aspettavamo la tua risposta: %(giorni)s giorni in più.",
        s.giorni,
    ) % _valori(s)


def _preavviso(s: Spostamento) -> str:
    return ngettext(
        "Il termine è rimasto fermo da %(dal)s a %(al)s per il preavviso di rigetto: %(giorni)s giorno in più.",
        "Il termine è rimasto fermo da %(dal)s a %(al)s per il preavviso di rigetto: %(giorni)s giorni in più.",
        s.giorni,
    ) % _valori(s)


def _seconda(s: Spostamento) -> str:
    return _("La richiesta di documenti di %(dal)s non ha fermato il termine: la legge lo permette una volta sola.") % _valori(s)  # fmt: skip


def _tardi(s: Spostamento) -> str:
    return _("Quello che l'ufficio ha chiesto %(dal)s non ha fermato il termine: era già passato.") % _valori(s)


def _gia_fermo(s: Spostamento) -> str:
    return _("Da %(dal)s a %(al)s il termine era già fermo per un altro motivo: nessun giorno in più.") % _valori(s)


_SENZA_EFFETTO = {
    SenzaEffetto.SECONDA: _seconda,
    SenzaEffetto.TARDI: _tardi,
    SenzaEffetto.GIA_FERMO: _gia_fermo,
}


def _del_giorno(uno: Giorno, termine: Termine) -> str:
    """Why this day counts or not."""
    ultimo = uno.data == termine.attuale
    if uno.data == termine.decorre:
        return _("il primo giorno non si conta")
    if uno.fermo is Motivo.INTEGRAZIONE:
        testo = _("non si conta, si aspetta la risposta del cittadino (art. 2 c. 7)")
    elif uno.fermo is Motivo.PREAVVISO:
        testo = (
            _("non si conta, preavviso di rigetto (art. 10-bis: riparte %s giorni dopo le osservazioni)") % OSSERVAZIONI
        )
    elif uno.numero:
        testo = _("giorno %s") % uno.numero
    else:
        testo = _("i giorni sono finiti")
    festa = f" ({uno.festivo})" if uno.festivo else ""
    if uno.festivo and not uno.fermo and uno.numero in (None, termine.giorni):
        festa = _(" (%s: la scadenza passa al primo giorno non festivo)") % uno.festivo
    return testo + festa + (_(", ultimo giorno utile") if ultimo else "")


def _valori(s: Spostamento) -> dict[str, str | int]:
    return {"dal": in_parole(s.dal), "al": in_parole(s.al), "giorni": s.giorni}
