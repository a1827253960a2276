"""The bells of the messages to many."""

from celery import shared_task

from notifiche.massivi.lavoro import lavora
from notifiche.massivi.operations import cancella_dati
from notifiche.models import Invio
from portal.base import coda, jobs


@shared_task(name="notifiche.invii")  # type: ignore[untyped-decorator]
def invii() -> None:
    """Read the lists and write the messages, a slice each; ring again when there is more."""
    coda.recupera(Invio)
    coda.svuota(Invio, lavora, quanti=1)
    if Invio.objects.dovuti().exists():
        jobs.suona("notifiche.invii")


@shared_task(name="notifiche.pulisci_invii")  # type: ignore[untyped-decorator]
def pulisci_invii() -> None:
    """Every night: lists and files of those that ended long ago go away."""
    for chiave in Invio.objects.da_pulire().values_list("pk", flat=True):
        cancella_dati(chiave)
