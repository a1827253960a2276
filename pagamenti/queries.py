"""Questions that look at more than one table."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from pagamenti.models import Avviso, Carrello, Pubblicazione, Stampa
from portal.base.coda import Stato
from portal.documenti.models import Documento
from portal.identita.models import Persona

# the payer's provider gives up a payment after half an hour (the token of the Node)
IN_VERIFICA = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class Storia:
    """What happened around a notice, for its page. `avviato_*` only while that attempt may still end in a payment;
    `avviato_da` only if it was not the debtor; `da_riprendere` if the reader can go back to its page."""

    avviato_il: dt.datetime | None
    avviato_da: str
    da_riprendere: Carrello | None
    bloccata: bool
    documento: Documento | None
    quietanza: Documento | None


def storia_di(avviso: Avviso, chi: Persona) -> Storia:
    """Three queries, whatever happened."""
    documenti = {stampa.tipo: stampa.documento for stampa in avviso.stampe.select_related("documento")}
    tentativo = _tentativo_aperto(avviso) if avviso.da_pagare else None
    ferme = avviso.pubblicazioni.filter(stato=Stato.FALLITO, atto=Pubblicazione.Atto.PUBBLICA)
    return Storia(
        avviato_il=tentativo.avviato_il if tentativo else None,
        avviato_da=_per_mezzo_di(avviso, tentativo),
        da_riprendere=tentativo if tentativo and tentativo.vivo and tentativo.persona_id == chi.pk else None,
        bloccata=avviso.da_pagare and not avviso.pubblicato_il and ferme.exists(),
        documento=documenti.get(Stampa.Tipo.AVVISO),
        quietanza=documenti.get(Stampa.Tipo.QUIETANZA),
    )


def _tentativo_aperto(avviso: Avviso) -> Carrello | None:
    da = timezone.now() - IN_VERIFICA
    return avviso.carrelli.filter(avviato_il__gte=da).select_related("persona").order_by("-avviato_il").first()


def _per_mezzo_di(avviso: Avviso, tentativo: Carrello | None) -> str:
    if tentativo is None or tentativo.persona_id == avviso.debitore_id:
        return ""
    return tentativo.persona.nome_completo
