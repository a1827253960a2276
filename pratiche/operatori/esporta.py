"""The work list as a CSV that a spreadsheet in Italian opens."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.enti.permessi import incarichi_di, uffici_di
from pratiche.models import Pratica
from pratiche.operatori import lista
from pratiche.operatori.righe import COLONNE, Riga
from pratiche.permessi import Cosa, puo

ESPORTATE = 5000  # rows of a file
BLOCCO = 500
FORMULE = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so


def vede_le_persone(request: HttpRequest) -> bool:
    """Who answers for all the offices of the list may take its names away in a file."""
    ruoli = {
        ufficio: {i.ruolo for i in incarichi_di(request) if i.ufficio == ufficio} for ufficio in uffici_di(request)
    }
    return all(puo(suoi, Cosa.ESPORTA_NOMI) for suoi in ruoli.values())


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
