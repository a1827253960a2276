"""`manage.py confine`: the boundary of a comune, so that what is outside it is not taken as a place of its own."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.base.errors import DomainError
from portal.enti import confini
from portal.enti.models import Ente
from portal.enti.operations import carica_confine, togli_confine

AIUTO = """
Carica il confine di un ente da un file GeoJSON (Polygon o MultiPolygon, gradi WGS 84). Da allora un punto fuori dal
confine si rifiuta in ogni domanda «luogo» dei servizi, con una frase che dice che cosa fare. Senza confine si
rifiutano solo le coordinate fuori dall'Italia. I confini dei comuni li pubblica l'Istat: si convertono in GeoJSON.

La stessa cosa si fa in Archivi → Enti → Confine, con un'anteprima prima di cambiare.

Esempi:
  manage.py confine roccachiara confine.geojson
  manage.py confine roccachiara --togli
"""


class Command(BaseCommand):
    help = AIUTO

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ente", metavar="ENTE", help="nome breve dell'ente")
        parser.add_argument("file", metavar="FILE", nargs="?", help="file GeoJSON")
        parser.add_argument("--togli", action="store_true", help="toglie il confine")

    def handle(self, *args: Any, ente: str, file: str | None, togli: bool, **opzioni: Any) -> None:
        suo = Ente.objects.filter(slug=ente).first()
        if suo is None:
            raise CommandError(f"Nessun ente ha il nome breve «{ente}».")
        if togli == bool(file):
            raise CommandError("Scrivi il file del confine, oppure --togli.")
        if file is None:
            togli_confine(suo)
            self.stdout.write(f"{suo}: il confine è tolto.")
            return
        try:
            poligoni = confini.leggi(Path(file).read_bytes())
        except OSError as errore:
            raise CommandError(f"Il file non si legge: {errore.strerror}.") from None
        except DomainError as rifiuto:
            raise CommandError(rifiuto.messaggio) from None
        carica_confine(suo, poligoni)
        misure = confini.misura(poligoni)
        self.stdout.write(
            f"{suo}: confine caricato, {misure.parti} poligoni e {misure.punti} punti, circa {misure.kmq:.1f} km²."
        )
