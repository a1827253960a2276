"""A mail came back: the delivery says so, and an address that is not there is no longer used."""

import logging
from enum import Enum

from django.utils import timezone

from notifiche.models import Consegna, IndirizzoRespinto
from notifiche.rimbalzi.dsn import Rimbalzo, Specie
from portal.base.coda import Stato
from portal.registro.atti import atto

log = logging.getLogger("casa.notifiche")

# what a report may turn into "respinta": sent, perhaps sent, about to be sent a second time
CAMBIABILI = (Stato.RIUSCITO, Stato.INCERTO, Stato.IN_CODA)


class Accolto(Enum):
    SCRITTO = "scritto"
    NIENTE = "niente"  # delays, holiday notices: nothing to write
    SCONOSCIUTO = "sconosciuto"  # not a report, or not about a mail of ours
    PRESTO = "presto"  # the copy is still leaving: ask again in a moment


@atto
def accogli(rimbalzo: Rimbalzo) -> Accolto:
    """Write what a report says; saying it twice changes nothing."""
    if rimbalzo.specie in {Specie.PROVVISORIA, Specie.RISPOSTA}:
        return Accolto.NIENTE
    consegna = _consegna(rimbalzo)
    if consegna is None:
        log.warning("rimbalzo_sconosciuto", extra={"consegna": str(rimbalzo.consegna or "")})
        return Accolto.SCONOSCIUTO
    if consegna.stato == Stato.IN_CORSO:
        return Accolto.PRESTO
    if rimbalzo.inesistente:
        IndirizzoRespinto.objects.segna(consegna)
    if consegna.esito != Consegna.Esito.RESPINTA and consegna.stato in CAMBIABILI:
        Consegna.objects.filter(pk=consegna.pk).update(
            stato=Stato.RIUSCITO, esito=Consegna.Esito.RESPINTA, errore="", conclusa_il=timezone.now()
        )
        log.info("consegna_respinta", extra={"consegna": consegna.pk, "definitiva": rimbalzo.inesistente})
    return Accolto.SCRITTO


def _consegna(rimbalzo: Rimbalzo) -> Consegna | None:
    if rimbalzo.consegna is None:
        return None
    delle_email = Consegna.objects.select_for_update(no_key=True, of=("self",)).select_related("messaggio")
    return delle_email.filter(codice=rimbalzo.consegna, canale="email").first()
