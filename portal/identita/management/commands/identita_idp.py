"""`manage.py identita_idp`: which identity providers the login page offers."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.base import http
from portal.base.errors import GatewayError
from portal.identita import operations
from portal.identita.models import IdentityProvider
from portal.identita.saml.errors import MessageRefused
from portal.identita.saml.models import Idp
from portal.identita.saml.registry import read_idps

AIUTO = """
Carica i gestori di identità SPID dai loro metadati e mostra quelli attivi.

I metadati sono un file XML: di un solo gestore (EntityDescriptor) o di molti (EntitiesDescriptor).
Se il file non si scarica o non è valido non cambia nulla: resta l'elenco di prima.

Esempi:
  Il gestore della sandbox, sulla macchina di sviluppo:
    manage.py identita_idp --da-url http://localhost:8001/spid/idp/metadata
  Un file già scaricato; i gestori che non contiene restano come sono:
    manage.py identita_idp --da-file gestori.xml
  L'elenco completo; i gestori che non contiene non si potranno più scegliere:
    manage.py identita_idp --da-file gestori.xml --solo-questi
  Vedere i gestori attivi:
    manage.py identita_idp
"""


class Command(BaseCommand):
    help = AIUTO

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        fonte = parser.add_mutually_exclusive_group()
        fonte.add_argument("--da-url", metavar="URL", help="indirizzo da cui scaricare i metadati")
        fonte.add_argument("--da-file", metavar="FILE", type=Path, help="file dei metadati")
        parser.add_argument("--solo-questi", action="store_true", help="disattiva i gestori che la fonte non contiene")

    def handle(self, *args: Any, **opzioni: Any) -> None:
        if opzioni["da_url"] or opzioni["da_file"]:
            gestori = _leggi(opzioni["da_url"], opzioni["da_file"])
            operations.carica_gestori(gestori, solo_questi=opzioni["solo_questi"])
        for idp in IdentityProvider.objects.filter(attivo=True).order_by("nome"):
            self.stdout.write(f"{idp.nome}  {idp.entity_id}")


def _leggi(url: str | None, file: Path | None) -> list[Idp]:
    try:
        contenuto = http.get(url, servizio="metadati_idp").content if url else file.read_bytes()  # type: ignore[union-attr]
        return read_idps(contenuto)
    except GatewayError as errore:
        raise CommandError(f"I metadati non si scaricano ({errore.evento}). L'elenco è rimasto com'era.") from None
    except OSError:
        raise CommandError(f"Il file {file} non si può leggere.") from None
    except MessageRefused as errore:
        raise CommandError(f"I metadati non sono validi ({errore.code}). L'elenco è rimasto com'era.") from None
