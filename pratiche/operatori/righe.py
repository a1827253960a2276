"""A line of the work list: what each column says, in words and with a colour that words repeat."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.templatetags.casa import data
from pratiche.models import Pratica
from pratiche.operatori.lista import IN_SCADENZA

URGENTE, VICINO, FERMO, TRANQUILLO = "urgente", "vicino", "fermo", ""


@dataclass(frozen=True)
class Riga:
    """A case with what today means for it."""

    pratica: Pratica
    oggi: dt.date

    @property
    def manca(self) -> str:
        return quanto_manca(self.pratica, self.oggi)

    @property
    def tono(self) -> str:
        """The colour of the term; the words of `manca` say the same."""
        pratica = self.pratica
        if not pratica.aperta:
            return TRANQUILLO
        if pratica.termine().fermo(self.oggi):
            return FERMO
        giorni = (pratica.entro_il - self.oggi).days if pratica.entro_il else IN_SCADENZA + 1
        return URGENTE if giorni < 0 else VICINO if giorni <= IN_SCADENZA else TRANQUILLO

    @property
    def tocca_a(self) -> str:
        """Whose move it is."""
        pratica = self.pratica
        if not pratica.aperta:
            return ""
        richiesta = pratica.richiesta_aperta
        if richiesta and not richiesta.scaduta:
            return _("al cittadino: deve rispondere")
        if pratica.avviso and pratica.avviso.da_pagare:
            return _("al cittadino: deve pagare")
        return _("all'ufficio: il cittadino non ha risposto") if richiesta else _("all'ufficio")


@dataclass(frozen=True)
class Colonna:
    titolo: str | Promise
    valore: Callable[[Riga], str]


COLONNE: dict[str, Colonna] = {
    "servizio": Colonna(gettext_lazy("Servizio"), lambda riga: riga.pratica.titolo),
    "richiedente": Colonna(gettext_lazy("Richiedente"), lambda riga: riga.pratica.nome_in_elenco),
    "stato": Colonna(gettext_lazy("Stato"), lambda riga: riga.pratica.get_stato_display()),
    "termine": Colonna(gettext_lazy("Termine"), lambda riga: data(riga.pratica.entro_il)),
    "tocca_a": Colonna(gettext_lazy("Tocca"), lambda riga: riga.tocca_a),
    "chi": Colonna(gettext_lazy("In carico a"), lambda riga: _nome(riga.pratica.assegnatario)),
    "arrivo": Colonna(gettext_lazy("Presentata il"), lambda riga: data(riga.pratica.presentata_il)),
    "conclusa": Colonna(gettext_lazy("Conclusa il"), lambda riga: data(riga.pratica.conclusa_il)),
    "ufficio": Colonna(gettext_lazy("Ufficio"), lambda riga: riga.pratica.ufficio.nome),
    "responsabile": Colonna(gettext_lazy("Responsabile"), lambda riga: _nome(riga.pratica.responsabile)),
}
SOLITE = ["servizio", "richiedente", "stato", "termine", "tocca_a", "chi"]


def _nome(persona: object) -> str:
    return getattr(persona, "nome_completo", "") or "—"


def quanto_manca(pratica: Pratica, oggi: dt.date) -> str:
    """Days left, in words; empty when the case is closed."""
    if not pratica.aperta:
        return ""
    if pratica.termine_fino:
        return _("in graduatoria")
    termine = pratica.termine()
    if termine.fermo(oggi):
        return _("termine fermo")
    giorni = termine.giorni_rimasti(oggi)
    if giorni < 0:
        return _("termine scaduto da %s giorni") % -giorni if giorni < -1 else _("termine scaduto ieri")
    if giorni == 0:
        return _("scade oggi")
    return _("scade domani") if giorni == 1 else _("mancano %s giorni") % giorni
