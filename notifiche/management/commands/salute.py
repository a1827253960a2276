"""`manage.py salute`: the health figures on the terminal, and an exit code for who supervises beat and the workers."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notifiche.models import Battito
from notifiche.salute import SILENZIO_MASSIMO, SPAZZATA
from portal.base import salute


class Command(BaseCommand):
    help = "Mostra le cifre dello stato di salute; esce con 1 se da più di tre spazzate nessuno spazza."

    def handle(self, *args: Any, **options: Any) -> None:
        for cifra in salute.cifre():
            self.stdout.write(f"{cifra.chiave} {cifra.valore:g}")
        fa = Battito.quanto_fa(SPAZZATA)
        if fa is None or fa > SILENZIO_MASSIMO:
            raise CommandError("Nessuno spazza: beat o i worker sono fermi.")
