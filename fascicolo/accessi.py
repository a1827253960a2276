"""Who looked at a person's data, in plain words."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.identita.models import Persona
from portal.identita.stati import Specie
from portal.registro.models import AccessoDati

SEZIONI: dict[str, str | Promise] = {
    "pratiche": _("Le tue pratiche"),
    "documenti": _("I tuoi documenti"),
    "pagamenti": _("I tuoi pagamenti"),
    "appuntamenti": _("I tuoi appuntamenti"),
    "fascicolo": _("Il tuo fascicolo"),
    "messaggi": _("I tuoi messaggi"),
    "deleghe": _("Le tue deleghe"),
    "scrivania": _("La tua scrivania"),
}


@dataclass(frozen=True)
class Sguardo:
    """One line: when, who, what, why."""

    quando: dt.datetime
    chi: str
    dove: str
    perche: str


def in_parole(righe: Iterable[AccessoDati]) -> list[Sguardo]:
    """At most one query, for the names of the delegates."""
    righe = list(righe)
    delegati = {riga.operatore for riga in righe if not riga.ufficio}
    nomi = {uno.codice: uno.nome_completo for uno in Persona.objects.filter(codice__in=delegati)} if delegati else {}
    return [
        Sguardo(
            quando=riga.quando,
            chi=riga.ufficio or gettext("%s, che agisce per te") % nomi.get(riga.operatore, gettext("Una persona")),
            dove=str(SEZIONI.get(riga.sezione, riga.sezione)),
            perche=riga.motivo if riga.ufficio else _titolo(riga.motivo),
        )
        for riga in righe
    ]


def _titolo(specie: str) -> str:
    return str(Specie(specie).label) if specie in Specie.values else specie
