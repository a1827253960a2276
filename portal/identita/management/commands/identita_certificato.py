"""`manage.py identita_certificato`: the key with which an ente presents itself to the identity providers."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from portal.enti.models import Ente
from portal.identita import chiavi, fornitore
from portal.identita.chiavi import IN_USO, NUOVA
from portal.identita.management.enti import ComandoDellEnte

AIUTO = """
Crea la chiave di un ente e il suo certificato, fatto in casa come l'Avviso SPID 29 permette agli enti pubblici.

Il certificato contiene il nome, il codice IPA e l'indirizzo dell'ente come sono ora: controllali prima.
SPID e CIE hanno ciascuno la propria chiave; il nodo eIDAS usa quella di SPID.
Una chiave che c'è già non si tocca: cambiarla vuol dire depositare di nuovo i metadati presso AgID (o IPZS per CIE).
I file stanno in SPID_CHIAVI (o in CASA_DATI/chiavi): fanne una copia al sicuro.

La prima volta:
  manage.py identita_certificato c_x901
  manage.py identita_certificato c_x901 --schema cie
  manage.py identita_metadata c_x901              i metadati da depositare

Cambiare chiave senza lasciare fuori nessuno:
  manage.py identita_certificato c_x901 --nuova   la nuova si prepara accanto a quella in uso
  manage.py identita_metadata c_x901 --nuovi      metadati con le due chiavi: deposita questi
  manage.py identita_metadata c_x901 --in-vigore 2    quando il deposito è confermato
  manage.py identita_certificato c_x901 --scambia     quando tutti i gestori li hanno letti (qualche giorno)
  manage.py identita_metadata c_x901 --nuovi      metadati con la sola chiave nuova: deposita anche questi
"""


class Command(ComandoDellEnte):
    help = AIUTO

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        cambio = parser.add_mutually_exclusive_group()
        cambio.add_argument(
            "--nuova", action="store_true", help="prepara la chiave che prenderà il posto di quella in uso"
        )
        cambio.add_argument("--scambia", action="store_true", help="mette in uso la chiave nuova")

    def handle(self, *args: Any, codice_ipa: str, schema: str, **opzioni: Any) -> None:
        ente = self.ente(codice_ipa)
        if opzioni["scambia"]:
            self._scambia(ente, schema)
            return
        quale = NUOVA if opzioni["nuova"] else IN_USO
        file = chiavi.file_credenziale(ente, schema, quale)
        if file.exists():
            raise CommandError(f"{file} c'è già e resta com'è.")
        chiavi.crea_credenziale(ente, schema, quale)
        self.stdout.write(f"Creata {file}. I metadati sono su {fornitore.service_provider(ente, schema).entity_id}")

    def _scambia(self, ente: Ente, schema: str) -> None:
        try:
            chiavi.scambia_credenziale(ente, schema)
        except (OSError, ValueError):
            file = chiavi.file_credenziale(ente, schema, NUOVA)
            raise CommandError(f"{file} manca o non si può usare: prima prepara la chiave con --nuova.") from None
        self.stdout.write("La chiave nuova è in uso. La precedente è conservata accanto.")
