"""`manage.py silenzi`: what the nightly job does, by hand or only to see."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pratiche.operations import applica_silenzi, applica_silenzi_accessi


class Command(BaseCommand):
    help = (
        "Applica il silenzio assenso e il silenzio rifiuto alle pratiche scadute e avvisa gli uffici di quelle vicine."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Dice che cosa farebbe, senza farlo.")

    def handle(self, *args: Any, **opzioni: Any) -> None:
        resoconto = applica_silenzi(prova=opzioni["dry_run"])
        accessi = applica_silenzi_accessi(prova=opzioni["dry_run"])
        verbo = "Da fare" if opzioni["dry_run"] else "Fatto"
        self.stdout.write(
            f"{verbo}: {resoconto.accolte} accolte per silenzio, {resoconto.respinte} respinte per silenzio, "
            f"{resoconto.preallarmi} avvisi agli uffici, {accessi} richieste di vedere gli atti negate."
        )
        if resoconto.fallite:
            raise CommandError(f"{resoconto.fallite} pratiche non lavorate: il motivo è nel log.")
