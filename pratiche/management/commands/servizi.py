"""`manage.py servizi`: the service packages of the portal, checked and published."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.base.errors import DomainError
from portal.enti.models import Ente
from pratiche.moduli.caricatore import PacchettoErrato, disponibili, leggi
from pratiche.operations import installa_servizio


class Command(BaseCommand):
    help = "Controlla i pacchetti dei servizi; con --ente li pubblica per quel comune."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("nomi", nargs="*", help="I pacchetti; nessuno: tutti.")
        parser.add_argument("--ente", help="Nome breve del comune per cui pubblicare.")

    def handle(self, *args: Any, **opzioni: Any) -> None:
        file = disponibili()
        ignoti = set(opzioni["nomi"]) - file.keys()
        if ignoti:
            raise CommandError(f"Pacchetti sconosciuti: {', '.join(sorted(ignoti))}.")
        ente = self._ente(opzioni["ente"])
        for nome in opzioni["nomi"] or file:
            try:
                pacchetto = leggi(file[nome])
            except PacchettoErrato as errore:
                raise CommandError(str(errore)) from None
            if ente is None:
                self.stdout.write(f"{nome}: va bene ({pacchetto.impronta[:12]})")
                continue
            try:
                versione = installa_servizio(ente, pacchetto)
            except DomainError as rifiuto:
                raise CommandError(rifiuto.messaggio) from None
            self.stdout.write(f"{nome}: pubblicato per {ente}, versione {versione.numero}")

    def _ente(self, slug: str | None) -> Ente | None:
        if not slug:
            return None
        ente = Ente.objects.filter(slug=slug).first()
        if ente is None:
            raise CommandError(f"Nessun comune si chiama {slug}.")
        return ente
