"""`manage.py ente`: the comune, its host names and its offices, from a file."""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.enti.file_comune import MODELLO, FileErrato, leggi
from portal.enti.models import Ente
from portal.enti.operations import applica_comune

AIUTO = """
L'ente, i nomi host a cui risponde e i suoi uffici, da un file che si può applicare quante volte si vuole: crea ciò che
manca, cambia ciò che è diverso, non cancella mai nulla. Se qualcosa non va dice tutto ciò che c'è da correggere, con la
riga, e non scrive nulla. Ogni cambiamento resta nel registro.

  manage.py ente modello > comune.yaml             un file da riempire, con le spiegazioni
  manage.py ente applica comune.yaml --dry-run     dice soltanto che cosa farebbe
  manage.py ente applica comune.yaml
  manage.py ente elenco                            gli enti, i loro host e i loro uffici
"""


class Command(BaseCommand):
    help = AIUTO

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        atti = parser.add_subparsers(dest="atto", required=True, metavar="ATTO")
        atti.add_parser("modello", help="stampa un file da riempire")
        atti.add_parser("elenco", help="gli enti del portale")
        applica = atti.add_parser("applica", help="crea o aggiorna un ente dal suo file")
        applica.add_argument("file", metavar="FILE", help="file YAML; - legge dall'ingresso")
        applica.add_argument("--dry-run", action="store_true", help="dice che cosa farebbe, senza farlo")

    def handle(self, *args: Any, atto: str, **opzioni: Any) -> None:
        getattr(self, f"_{atto}")(opzioni)

    def _modello(self, opzioni: dict[str, Any]) -> None:
        self.stdout.write(MODELLO.read_text(encoding="utf-8"), ending="")

    def _elenco(self, opzioni: dict[str, Any]) -> None:
        for ente in Ente.objects.prefetch_related("hosts", "uffici"):
            hosts = ", ".join(host.nome for host in ente.hosts.all())
            self.stdout.write(f"{ente.slug} ({ente.codice_ipa}): {ente}, {ente.origine}; risponde a {hosts}")
            for ufficio in ente.uffici.all():
                self.stdout.write(f"  {ufficio.slug}: {ufficio}")

    def _applica(self, opzioni: dict[str, Any]) -> None:
        try:
            testo = sys.stdin.read() if opzioni["file"] == "-" else Path(opzioni["file"]).read_text(encoding="utf-8")
            righe = applica_comune(leggi(testo), dry_run=opzioni["dry_run"])
        except (OSError, UnicodeDecodeError):
            raise CommandError(f"Il file {opzioni['file']} non si legge.") from None
        except FileErrato as errore:
            raise CommandError(f"Non ho scritto nulla. Da correggere:\n{errore}") from None
        for riga in righe or ["Tutto è già come nel file."]:
            self.stdout.write(riga)
        if opzioni["dry_run"]:
            self.stdout.write("Prova: non ho scritto nulla.")
        elif righe:
            self.stdout.write("Fatto: le pagine lo mostrano entro 30 secondi.")
