"""manage.py posta_rimbalzi: read the mailbox of the mails that came back. The worker does it every five minutes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from notifiche.rimbalzi import casella
from portal.base.errors import GatewayError

OGNI = 50


class Command(BaseCommand):
    help = "Legge la casella dei rimbalzi: segna le e-mail respinte e gli indirizzi che non ricevono."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Dice che cosa c'è, senza scrivere né cancellare.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not casella.configurata():
            raise CommandError("POSTA_RIMBALZI_IMAP manca: non c'è una casella da leggere.")
        try:
            conti = casella.svuota(prova=options["dry_run"], avanza=self._avanza)
        except GatewayError as errore:
            raise CommandError(f"La casella non si legge: {errore.evento}.") from errore
        for specie, quante in sorted(conti.items()):
            self.stdout.write(f"{specie}: {quante}")
        self.stdout.write("Niente è stato scritto." if options["dry_run"] else "Fatto.")

    def _avanza(self, numero: int, totale: int) -> None:
        if numero % OGNI == 0 or numero == totale:
            self.stderr.write(f"{numero}/{totale}")
