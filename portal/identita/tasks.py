"""The sweeps of the door."""

from celery import shared_task

from portal.identita import operations


@shared_task(name="identita.spazza")
def spazza() -> None:
    """Forget what no longer protects anybody."""
    operations.pulisci()
    operations.dimentica_scaduti()
    operations.dimentica_passaggi()
    operations.dimentica_sessioni()


@shared_task(name="identita.purga_registro")
def purga_registro() -> None:
    """The log of the logins ends at 24 months."""
    operations.purga_registro()
