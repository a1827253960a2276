"""The register of a round in plain words."""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.registro.models import Evento

SCORSA = "graduatoria.scorsa"
STESSA_CORSA = dt.timedelta(minutes=5)
AZIONI = {
    "tornata.aperta": gettext_lazy("Tornata annunciata"),
    "tornata.cambiata": gettext_lazy("Chiusura o posti cambiati"),
    "graduatoria.provvisoria": gettext_lazy("Graduatoria provvisoria pubblicata"),
    "graduatoria.definitiva": gettext_lazy("Graduatoria definitiva pubblicata"),
    "graduatoria.scorrimento_chiesto": gettext_lazy("Scorrimento chiesto dall'ufficio"),
    SCORSA: gettext_lazy("Scorrimento"),
}


def diario(eventi: Iterable[Evento]) -> list[tuple[dt.datetime, str]]:
    """When and what. A scrolling is done a few people at a time: the lines that follow each other are read as one."""
    voci: list[tuple[dt.datetime, str]] = []
    for azione, gruppo in groupby(eventi, key=lambda evento: evento.azione):
        insieme = list(gruppo)
        if azione == SCORSA:
            voci += [(una[0].quando, _in_numeri(una)) for una in _di_seguito(insieme)]
        else:
            voci += [(evento.quando, str(AZIONI.get(azione, azione))) for evento in insieme]
    return voci


def _di_seguito(scorse: list[Evento]) -> list[list[Evento]]:
    """Those of the same run: the next one begins within a few minutes of the one before."""
    insiemi: list[list[Evento]] = []
    for evento in scorse:
        if insiemi and evento.quando - insiemi[-1][-1].quando < STESSA_CORSA:
            insiemi[-1].append(evento)
        else:
            insiemi.append([evento])
    return insiemi


def _in_numeri(scorse: list[Evento]) -> str:
    totali = {nome: sum(una.dati[nome] for una in scorse) for nome in ("scadute", "offerte", "concluse")}
    numeri = _("posti ripresi %(scadute)s, nuove offerte %(offerte)s, domande chiuse %(concluse)s") % totali
    return f"{AZIONI[SCORSA]}: {numeri}"
