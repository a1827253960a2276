"""The mails that wait, and the nightly cleaning."""

import logging

from celery import shared_task
from django.utils.translation import gettext as _
from django.utils.translation import override

from assistenza import operations
from assistenza.models import Lettera
from notifiche.channels.email.composizione import Lettera as Foglio
from notifiche.channels.email.composizione import imbusta
from notifiche.channels.email.linea import spedisci_una
from notifiche.parole import scrivi
from portal.base import coda
from portal.base.jobs import accoda

log = logging.getLogger("casa.assistenza")


@shared_task(name="assistenza.lettere")  # type: ignore[untyped-decorator]
def lettere() -> None:
    """Send the due mails."""
    coda.svuota(Lettera, _spedisci)


@shared_task(name="assistenza.spazza")  # type: ignore[untyped-decorator]
def spazza() -> None:
    """Find what no bell announced."""
    coda.recupera(Lettera)
    if Lettera.objects.dovuti().exists():
        accoda("assistenza.lettere")


@shared_task(name="assistenza.pulisci")  # type: ignore[untyped-decorator]
def pulisci() -> None:
    """Every night: what is kept no longer than the page says."""
    log.info("domande_eliminate", extra={"quante": operations.pulisci()})


def _spedisci(riga: Lettera) -> None:
    """It says only that there is something to confirm or to read: the words stay behind the signed link."""
    domanda = riga.domanda
    parole = scrivi(f"assistenza.{riga.genere}", {"ente": domanda.ente, "numero": domanda.numero}, domanda.lingua)
    with override(domanda.lingua):
        azione = _("Conferma e invia la domanda") if riga.genere == Lettera.Genere.CONFERMA else _("Leggi la risposta")
    foglio = Foglio(
        parole=parole,
        ente=domanda.ente,
        lingua=domanda.lingua,
        azione=azione,
        azione_url=domanda.ente.url(domanda.get_absolute_url()),
        riferimento=domanda.numero,
    )
    posta = imbusta(foglio, a=domanda.email, codice=f"{domanda.codice}.{riga.pk}.assistenza")
    riga.segna_iniziata()
    spedisci_una(posta, riga.tentativi)
    riga.riesce()
