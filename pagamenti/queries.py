"""Questions that look at more than one table."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from pagamenti.models import Avviso, Pubblicazione, Stampa
from portal.base.coda import Stato
from portal.documenti.models import Documento

# the payer's provider gives up a payment after half an hour (the token of the Node)
IN_VERIFICA = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class Storia:
    """What happened around a notice, for its page. `avviato_il` only while that attempt may still end in a payment."""

    avviato_il: dt.datetime | None
    bloccata: bool
    documento: Documento | None
    quietanza: Documento | None


def storia_di(avviso: Avviso) -> Storia:
    """Three queries, whatever happened."""
    documenti = {stampa.tipo: stampa.documento for stampa in avviso.stampe.select_related("documento")}
    ferme = avviso.pubblicazioni.filter(stato=Stato.FALLITO, atto=Pubblicazione.Atto.PUBBLICA)
    return Storia(
        avviato_il=_tentativo_aperto(avviso) if avviso.da_pagare else None,
        bloccata=avviso.da_pagare and not avviso.pubblicato_il and ferme.exists(),
        documento=documenti.get(Stampa.Tipo.AVVISO),
        quietanza=documenti.get(Stampa.Tipo.QUIETANZA),
    )


def _tentativo_aperto(avviso: Avviso) -> dt.datetime | None:
    da = timezone.now() - IN_VERIFICA
    return (
        avviso.carrelli.filter(avviato_il__gte=da).order_by("-avviato_il").values_list("avviato_il", flat=True).first()
    )
