"""What pagoPA knows of our notices."""

from django.utils import timezone

from pagamenti import messaggi
from pagamenti.models import Avviso, Pubblicazione
from portal.base.coda import LeasePerso, Stato
from portal.base.jobs import accoda
from portal.registro.atti import atto
from portal.registro.operations import registra


@atto
def registra_pubblicazione(pubblicazione: Pubblicazione) -> None:
    """pagoPA has accepted the position: from now on it can be paid anywhere, and only now the person is told.

    Raises LeasePerso when the work belongs to another worker by now: nothing is written.
    """
    avviso = (
        Avviso.objects.select_related("ente", "debitore")
        .select_for_update(no_key=True, of=("self",))
        .get(pk=pubblicazione.avviso_id)
    )
    if not pubblicazione.riesce():
        raise LeasePerso
    if avviso.pubblicato_il:
        return
    avviso.pubblicato_il = timezone.now()
    avviso.save(update_fields=["pubblicato_il"])
    registra("avviso.pubblicato", avviso, None, ente=avviso.ente, dati={"nav": avviso.nav})
    if avviso.da_pagare:
        messaggi.emesso(avviso)


@atto
def sollecita_pubblicazione(avviso: Avviso) -> None:
    """Somebody is waiting to pay: do not let the position wait for its turn."""
    avviso.pubblicazioni.filter(stato=Stato.IN_CODA).update(prossimo_tentativo=timezone.now())
    accoda("pagamenti.pubblica")
