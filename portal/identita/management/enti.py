"""What the commands of the identities share: the ente they are about, and a help that keeps its lines."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.enti.models import Ente
from portal.identita.models import Schema

# eIDAS has no entityID of its own: it uses the one of SPID
PRESENTAZIONI = [schema.value for schema in Schema if schema.presentazione is schema]


class ComandoDellEnte(BaseCommand):
    """A command about one ente as it presents itself in one scheme."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("codice_ipa", metavar="CODICE_IPA", help="codice IPA dell'ente, per esempio c_x901")
        parser.add_argument("--schema", choices=PRESENTAZIONI, default=PRESENTAZIONI[0], help="predefinito: spid")

    def ente(self, codice_ipa: str) -> Ente:
        """Raises CommandError when there is none."""
        ente = Ente.objects.filter(codice_ipa=codice_ipa).first()
        if ente is None:
            raise CommandError(f"Nessun ente ha il codice IPA {codice_ipa}.")
        return ente
