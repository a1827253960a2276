"""`manage.py identita_certificato`: the key with which an ente presents itself to the identity providers."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.enti.models import Ente
from portal.identita import fornitore

AIUTO = """
Crea la chiave SPID di un ente e il suo certificato, fatto in casa come l'Avviso SPID 29 permette agli enti pubblici.

Il certificato contiene il nome, il codice IPA e l'indirizzo dell'ente come sono ora: controllali prima.
Una chiave che c'è già non si tocca: cambiarla vuol dire depositare di nuovo i metadati presso AgID.
Il file sta in SPID_CHIAVI (o in CASA_DATI/chiavi): fanne una copia al sicuro.

Esempio:
  manage.py identita_certificato c_x901
Poi i metadati da depositare si scaricano da <indirizzo del portale>/spid/metadata
"""


class Command(BaseCommand):
    help = AIUTO

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("codice_ipa", metavar="CODICE_IPA", help="codice IPA dell'ente, per esempio c_x901")

    def handle(self, *args: Any, codice_ipa: str, **opzioni: Any) -> None:
        ente = Ente.objects.filter(codice_ipa=codice_ipa).first()
        if ente is None:
            raise CommandError(f"Nessun ente ha il codice IPA {codice_ipa}.")
        file = fornitore.file_credenziale(ente)
        if file.exists():
            raise CommandError(f"{file} c'è già e resta com'è.")
        fornitore.crea_credenziale(ente)
        self.stdout.write(f"Creata {file}. I metadati sono su {fornitore.service_provider(ente).entity_id}")
