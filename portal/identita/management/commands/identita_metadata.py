"""`manage.py identita_metadata`: how an ente presents itself to the identity providers."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.utils import timezone
from lxml import etree

from portal.enti.models import Ente
from portal.identita import fornitore, operations
from portal.identita.management.enti import ComandoDellEnte
from portal.identita.models import MetadatiSp, Schema
from portal.identita.saml.metadata import content
from portal.identita.saml.schema import faults

AIUTO = """
I metadati di un ente: costruiti e firmati una volta, depositati presso AgID (SPID, eIDAS) o IPZS (CIE), serviti così come sono
conservati. Ogni cambiamento (chiave, indirizzo, dati dell'ente, insiemi di attributi) è una versione nuova da depositare:
finché il deposito non è confermato il portale continua a servire quella in vigore.

Vedere le versioni, quella in vigore, se oggi verrebbero diversi e se rispettano lo schema ufficiale (con CASA_CONTRATTI):
  manage.py identita_metadata c_x901
  manage.py identita_metadata c_x901 --schema cie
Scrivere l'XML della versione in vigore, o di un'altra, per depositarlo:
  manage.py identita_metadata c_x901 --mostra > metadati.xml
  manage.py identita_metadata c_x901 --mostra 2 > metadati.xml
Preparare una versione nuova con i dati di oggi; durante un cambio di chiave dichiara le due chiavi (vedi identita_certificato):
  manage.py identita_metadata c_x901 --nuovi
Metterla in vigore quando il deposito è confermato:
  manage.py identita_metadata c_x901 --in-vigore 2
"""
IN_VIGORE = 0


class Command(ComandoDellEnte):
    help = AIUTO

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        atto = parser.add_mutually_exclusive_group()
        atto.add_argument("--mostra", nargs="?", type=int, const=IN_VIGORE, metavar="VERSIONE", help="scrive l'XML")
        atto.add_argument("--nuovi", action="store_true", help="firma e conserva una versione nuova")
        atto.add_argument("--in-vigore", type=int, metavar="VERSIONE", help="da ora si serve questa versione")

    def handle(self, *args: Any, codice_ipa: str, schema: str, **opzioni: Any) -> None:
        ente = self.ente(codice_ipa)
        try:
            operations.metadati_in_vigore(ente, schema)
            if opzioni["mostra"] is not None:
                self.stdout.write(_versione(ente, schema, opzioni["mostra"]).xml)
                return
            if opzioni["nuovi"]:
                operations.prepara_metadati(ente, schema)
            if opzioni["in_vigore"] is not None:
                operations.metti_in_vigore(ente, schema, _versione(ente, schema, opzioni["in_vigore"]).versione)
            self._racconta(ente, schema)
        except ImproperlyConfigured as errore:
            raise CommandError(f"{errore} Creala con `manage.py identita_certificato`.") from None

    def _racconta(self, ente: Ente, schema: str) -> None:
        versioni = list(operations.versioni_metadati(ente, schema))
        self.stdout.write(f"{ente.nome}, {Schema(schema).label}: {versioni[0].entity_id}")
        for riga in versioni:
            segno = "in vigore" if riga.in_vigore else ""
            impronta = hashlib.sha256(riga.xml.encode()).hexdigest()
            quando = timezone.localtime(riga.creato_il)
            self.stdout.write(
                f"  versione {riga.versione}  {quando:%d/%m/%Y %H:%M}  SHA-256 {impronta}  {segno}".rstrip()
            )
        ultima = versioni[0].xml.encode()
        if content(ultima) != content(operations.metadati_di_oggi(ente, schema)):
            self.stdout.write("Oggi verrebbero diversi da quelli conservati: prepara una versione nuova con --nuovi.")
        self._controlla(ultima, schema)

    def _controlla(self, xml: bytes, schema: str) -> None:
        if not settings.CASA_CONTRATTI:
            self.stdout.write("Schema ufficiale: non controllato (imposta CASA_CONTRATTI).")
            return
        file = Path(settings.CASA_CONTRATTI) / "spid" / fornitore.PROFILI[schema].metadata_schema
        try:
            difetti = faults(xml, file)
        except (OSError, etree.XMLSchemaError):
            raise CommandError(f"Lo schema ufficiale {file} non si può leggere.") from None
        self.stdout.write("Schema ufficiale: rispettato." if not difetti else "Schema ufficiale: NON rispettato.")
        for difetto in difetti:
            self.stdout.write(f"  riga {difetto}")


def _versione(ente: Ente, schema: str, numero: int) -> MetadatiSp:
    """The version of this number, or the one in force. Raises CommandError."""
    righe = operations.versioni_metadati(ente, schema)
    riga = (righe.filter(in_vigore=True) if numero == IN_VIGORE else righe.filter(versione=numero)).first()
    if riga is None:
        raise CommandError(f"La versione {numero} non c'è.")
    return riga
