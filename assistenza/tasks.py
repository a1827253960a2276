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
    """Every night: what was answered and left open closes, what is kept no longer than the page says goes away."""
    log.info("domande_chiuse", extra={"quante": operations.chiudi_le_ferme()})
    log.info("domande_eliminate", extra={"quante": operations.pulisci()})


def _spedisci(riga: Lettera) -> None:
    """It says only that there is something to confirm or to read: the words stay behind the signed link."""
    domanda = riga.domanda
    if riga.genere == Lettera.Genere.CHIUSURA and not (domanda.aperta and domanda.si_chiude_il):
        riga.rinuncia()  # meanwhile it was closed, or answered again
        return
    fatti = {"ente": domanda.ente, "numero": domanda.numero, "fino": domanda.si_chiude_il}
    parole = scrivi(f"assistenza.{riga.genere}", fatti, domanda.lingua)
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
