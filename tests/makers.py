"""Things in a given state, reached by the operations that people use, so that no test lives where nobody can arrive."""

import datetime as dt
import uuid

from django.utils import timezone

from pagamenti.models import Avviso
from pagamenti.operations import annulla_avviso, emetti_avviso
from pagamenti.stati import Stato
from portal.enti.models import Ente
from portal.identita.models import Persona


def un_avviso(
    *, di: Persona, ente: Ente, stato: str = Stato.DA_PAGARE, importo: int = 2500, origine: str = ""
) -> Avviso:
    """A notice of this person, due in 30 days."""
    avviso = emetti_avviso(
        ente=ente,
        debitore=di,
        origine=origine or f"prova:{uuid.uuid4()}",
        causale="Diritti di segreteria",
        importo=importo,
        scadenza=timezone.localdate() + dt.timedelta(days=30),
        attore=None,
    )
    if stato == Stato.ANNULLATO:
        return annulla_avviso(avviso.pk, attore=None, motivo="Prova")
    return avviso
