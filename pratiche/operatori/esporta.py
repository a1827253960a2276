"""The work list as a CSV that a spreadsheet in Italian opens."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.enti.permessi import uffici_che_scrivono
from pratiche.models import Pratica
from pratiche.operatori import lista
from pratiche.operatori.righe import COLONNE, Riga

ESPORTATE = 5000  # rows of a file
BLOCCO = 500
FORMULE = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so


def vede_le_persone(request: HttpRequest) -> bool:
    """Who answers for the office may take its names away in a file."""
    return bool(uffici_che_scrivono(request))


def righe_csv(
    chiavi: Sequence[int], colonne: Sequence[str], annota: Callable[[list[Pratica]], None] | None
) -> Iterator[str]:
    """Lines ready to be sent, in bounded memory; `annota` writes whose names leave."""
    oggi = timezone.localdate()
    yield "\ufeff" + linea([_("Numero"), *(str(COLONNE[nome].titolo) for nome in colonne), _("Quanto manca")])
    for inizio in range(0, len(chiavi), BLOCCO):
        blocco = lista.intere(chiavi[inizio : inizio + BLOCCO])
        if annota:
            annota(blocco)
        for riga in (Riga(pratica, oggi) for pratica in blocco):
            yield linea([riga.pratica.sigla, *(COLONNE[nome].valore(riga) for nome in colonne), riga.manca])


def linea(valori: Sequence[str]) -> str:
    foglio = io.StringIO()
    csv.writer(foglio, delimiter=";").writerow([f"'{uno}" if uno.startswith(FORMULE) else uno for uno in valori])
    return foglio.getvalue()
