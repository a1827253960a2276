"""`manage.py termine 123/2026`: by when the office must answer, each day counted or not, and why."""

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet
from django.utils import translation

from portal.base.templatetags.casa import giorno
from pratiche import spiegazioni
from pratiche.models import Pratica
from pratiche.models.scelte import EffettoSilenzio


class Command(BaseCommand):
    help = "Spiega il termine di una pratica, giorno per giorno."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pratica", help="Numero (123/2026) o codice.")
        parser.add_argument("--ente", help="Nome breve del comune, se il numero è di più d'uno.")

    def handle(self, *args: Any, **opzioni: Any) -> None:
        pratica = self._trova(opzioni["pratica"], opzioni["ente"])
        if pratica.bozza:
            raise CommandError("È una bozza: il termine comincia con la presentazione.")
        termine = pratica.termine()
        with translation.override("it"):
            self.stdout.write(f"Pratica {pratica.sigla}, {pratica.ente}: {pratica.get_stato_display()}")
            for passo in spiegazioni.passi(termine):
                self.stdout.write(f"- {passo}")
            for riga in spiegazioni.giorno_per_giorno(termine):
                self.stdout.write(f"  {riga}")
            self.stdout.write(f"Termine originario: {giorno(termine.originario)}")
            self.stdout.write(f"Termine attuale: {giorno(termine.attuale)}")
            if pratica.termine_fino:
                self.stdout.write(f"La graduatoria ha risposto a tutti: vale fino a {giorno(pratica.termine_fino)}.")
            if pratica.silenzio != EffettoSilenzio.NESSUNO:
                self.stdout.write(f"Silenzio ({pratica.silenzio}): da {giorno(termine.silenzio_dal)}")

    def _trova(self, cercata: str, ente: str | None) -> Pratica:
        trovate = list(self._cercate(cercata, ente).con_il_necessario()[:2])  # type: ignore[attr-defined]
        if not trovate:
            raise CommandError(f"Nessuna pratica è {cercata}.")
        if len(trovate) > 1:
            raise CommandError("Il numero è di più comuni: aggiungi --ente.")
        return trovate[0]

    def _cercate(self, cercata: str, ente: str | None) -> QuerySet[Pratica]:
        pratiche = Pratica.objects.filter(ente__slug=ente) if ente else Pratica.objects.all()
        numero, _barra, anno = cercata.partition("/")
        if numero.isdecimal() and anno.isdecimal():
            return pratiche.filter(numero=int(numero), anno=int(anno))
        try:
            return pratiche.filter(codice=uuid.UUID(cercata))
        except ValueError:
            raise CommandError(f"«{cercata}» non è un numero (123/2026) né un codice.") from None
