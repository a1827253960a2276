"""`manage.py salute`: the health figures on the terminal, and an exit code for who supervises beat and the workers."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notifiche.models import Battito
from notifiche.salute import BEAT, SILENZIO_MASSIMO
from portal.base import salute


class Command(BaseCommand):
    help = "Mostra le cifre dello stato di salute; esce con 1 se da più di tre spazzate beat non ne chiede, o nessuno le fa."

    def handle(self, *args: Any, **options: Any) -> None:
        for cifra in salute.cifre():
            self.stdout.write(f"{cifra.chiave} {cifra.valore:g}")
        fa = Battito.quanto_fa(BEAT)
        if fa is None or fa > SILENZIO_MASSIMO:
            raise CommandError("Nessuna spazzata chiesta da beat: è fermo, o lo sono i worker.")
