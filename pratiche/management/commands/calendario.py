"""`manage.py calendario`: the terms of the open cases with the holidays of today; what the nightly job does, or would do."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from portal.base.templatetags.casa import giorno
from portal.enti.models import Ente
from pratiche.operations import riconta_termini
from pratiche.operations.calendario import da_spostare, enti_cambiati


class Command(BaseCommand):
    help = "Riconta i termini delle pratiche aperte dei comuni che hanno cambiato le feste (patrono, sabato)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Dice quali termini si sposterebbero, senza farlo.")

    def handle(self, *args: Any, **opzioni: Any) -> None:
        enti = enti_cambiati()
        if not enti:
            self.stdout.write("Nessun comune ha cambiato le feste: non c'è nulla da ricontare.")
            return
        if opzioni["dry_run"]:
            with translation.override("it"):
                for ente in enti:
                    self._mostra(ente)
            return
        riconto = riconta_termini()
        self.stdout.write(f"Fatto, per {', '.join(ente.nome for ente in enti)}: {riconto.spostate} termini spostati.")
        if riconto.fallite:
            raise CommandError(f"{riconto.fallite} pratiche non ricontate: il motivo è nel log.")

    def _mostra(self, ente: Ente) -> None:
        quanti = 0
        for pratica, ora in da_spostare(ente):
            quanti += 1
            self.stdout.write(f"{pratica.sigla}: finiva {giorno(pratica.entro_il)}, finirebbe {giorno(ora)}")
        self.stdout.write(f"{ente.nome}: da spostare {quanti} termini.")
