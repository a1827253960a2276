"""The sweep of the door."""

from celery import shared_task

from portal.identita import operations


@shared_task(name="identita.spazza")
def spazza() -> None:
    """Forget what no longer protects anybody."""
    operations.pulisci()
