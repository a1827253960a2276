"""Samples of what the agenda tells, for the previews of the office."""

from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifiche.anteprime import Esempio, fra, registra


def _contenuto(motivazione: str = "") -> dict[str, Any]:
    appuntamento = SimpleNamespace(
        inizio=fra(5), luogo="Ufficio anagrafe", indirizzo="Piazza del Municipio 1", motivo=gettext("Carta d'identità"),
        motivazione=motivazione,
    )  # fmt: skip
    return {
        "oggetto": appuntamento.motivo,
        "azione": _("Vedi l'appuntamento"),
        "contesto": {"appuntamento": appuntamento, "da_portare": gettext("una fototessera e il documento scaduto")},
    }


def _annullato_dall_ufficio() -> dict[str, Any]:
    return _contenuto(motivazione=gettext("lo sportello quel giorno è chiuso."))


registra(
    Esempio(tipo="appuntamenti.prenotato", quando=_("quando una persona prenota"), contenuto=_contenuto),
    Esempio(tipo="appuntamenti.promemoria", quando=_("prima dell'appuntamento"), contenuto=_contenuto),
    Esempio(
        tipo="appuntamenti.annullato",
        quando=_("quando un appuntamento si annulla"),
        caso=_("dalla persona"),
        contenuto=_contenuto,
    ),
    Esempio(
        tipo="appuntamenti.annullato",
        quando=_("quando un appuntamento si annulla"),
        caso=_("dall'ufficio, con il motivo"),
        contenuto=_annullato_dall_ufficio,
    ),
)
