"""The register of a round in plain words."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.registro.models import Evento

AZIONI = {
    "tornata.aperta": gettext_lazy("Tornata annunciata"),
    "tornata.cambiata": gettext_lazy("Chiusura o posti cambiati"),
    "graduatoria.provvisoria": gettext_lazy("Graduatoria provvisoria pubblicata"),
    "graduatoria.definitiva": gettext_lazy("Graduatoria definitiva pubblicata"),
    "graduatoria.scorsa": gettext_lazy("Scorrimento"),
}


def diario(eventi: Iterable[Evento]) -> list[tuple[dt.datetime, str]]:
    """When and what; of a scrolling also how many places it moved."""
    return [(evento.quando, _parole(evento)) for evento in eventi]


def _parole(evento: Evento) -> str:
    azione = str(AZIONI.get(evento.azione, evento.azione))
    if evento.azione != "graduatoria.scorsa":
        return azione
    numeri = _("posti ripresi %(scadute)s, nuove offerte %(offerte)s, domande chiuse %(concluse)s") % evento.dati
    return f"{azione}: {numeri}"
