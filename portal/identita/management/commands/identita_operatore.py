"""`manage.py identita_operatore`: the way back in for an administrator who lost the second factor."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.base.errors import DomainError
from portal.identita import operations

AIUTO = """
Azzera il secondo fattore di un operatore che ha perso telefono, passkey e codici di recupero.

Di solito lo fa un amministratore da Archivi, account di servizio. Questo comando serve quando l'amministratore è uno
solo ed è lui ad averlo perso. Le sue sessioni si chiudono, e al prossimo accesso deve attivare un nuovo fattore. Resta
scritto nel registro con il motivo.

Esempio:
  manage.py identita_operatore carla-amministratrice --motivo "Telefono smarrito, richiesta prot. 12/2026"
"""


class Command(BaseCommand):
    help = AIUTO

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="UTENTE", help="nome utente dell'operatore")
        parser.add_argument("--motivo", required=True, help="perché: resta scritto")

    def handle(self, *args: Any, username: str, motivo: str, **opzioni: Any) -> None:
        try:
            operatore, ente = operations.per_username(username)
        except DomainError as rifiuto:
            raise CommandError(rifiuto.messaggio) from None
        operations.azzera_secondo_fattore(operatore, attore=None, ente=ente, motivo=motivo)
        self.stdout.write("Fatto: al prossimo accesso deve attivare un nuovo secondo fattore.")
