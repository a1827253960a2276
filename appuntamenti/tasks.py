"""What the agenda does by itself."""

from celery import shared_task

from appuntamenti import operations
from appuntamenti.models import Appuntamento

PER_GIRO = 200


@shared_task(name="appuntamenti.spazza")  # type: ignore[untyped-decorator]
def spazza() -> None:
    """Remind people of tomorrow's appointments, each once."""
    for chiave in Appuntamento.objects.da_ricordare().values_list("pk", flat=True)[:PER_GIRO]:
        operations.ricorda(chiave)
