"""`manage.py notifiche_riepilogo`: the mail of the morning to the offices, now; or only to see it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from notifiche import riepilogo
from notifiche.models import Riepilogo
from notifiche.parole import in_chiaro
from portal.base import coda
from portal.enti.models import Ente


class Command(BaseCommand):
    help = "Manda agli uffici il riepilogo di ciò che è fermo, se oggi non l'hanno già avuto."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="mostra a chi andrebbe e che cosa direbbe")

    def handle(self, *args: Any, **opzioni: Any) -> None:
        if opzioni["dry_run"]:
            self._mostra()
            return
        coda.recupera(Riepilogo)
        riepilogo.pianifica()
        self.stdout.write(f"Riepiloghi spediti: {coda.svuota(Riepilogo, riepilogo.spedisci)}")

    def _mostra(self) -> None:
        for ente in Ente.objects.all():
            da_dire = riepilogo.voci(ente)
            self.stdout.write(
                f"{ente.nome}: {', '.join(riepilogo.destinatari(ente)) if da_dire else 'niente di fermo'}"
            )
            if da_dire:
                parole = riepilogo.lettera(ente, da_dire).parole
                self.stdout.write(f"{parole.oggetto}\n\n{in_chiaro(parole.testo)}\n")
