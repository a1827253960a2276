"""`manage.py identita_idp`: which identity providers the login page offers."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.base import http
from portal.base.errors import GatewayError
from portal.identita import operations
from portal.identita.models import IdentityProvider, Schema
from portal.identita.saml.errors import MessageRefused
from portal.identita.saml.keys import expiry, read_certificates
from portal.identita.saml.models import Idp
from portal.identita.saml.registry import is_aggregate, read_idps, read_registry

REGISTRO = "https://registry.spid.gov.it/entities-idp?output=json"
AIUTO = f"""
Carica i gestori di identità e mostra quelli che si possono scegliere, con la scadenza dei loro certificati.

Che cosa si può caricare, da un indirizzo o da un file:
  - i metadati SAML di un gestore (EntityDescriptor) o di molti (EntitiesDescriptor);
  - l'elenco JSON del registro SPID.
Se la fonte non si scarica, non è valida o non è firmata come deve, non cambia nulla: resta l'elenco di prima.
Un certificato scaduto non impedisce l'accesso: la data serve a sapere chi sta per cambiare chiave.

Esempi:
  Tutti i gestori SPID, dal registro di AgID ({REGISTRO}):
    manage.py identita_idp --registro
  L'aggregato firmato da AgID, con la firma controllata; il certificato si può mettere in SPID_CERTIFICATO_REGISTRO:
    manage.py identita_idp --da-file gestori.xml --certificato agid.pem --solo-questi
  La carta d'identità elettronica e il nodo eIDAS:
    manage.py identita_idp --schema cie --da-url "https://idserver.servizicie.interno.gov.it/idp/shibboleth?Metadata"
    manage.py identita_idp --schema eidas --da-file nodo-eidas.xml
  Il gestore della sandbox, sulla macchina di sviluppo:
    manage.py identita_idp --da-url http://localhost:8001/spid/idp/metadata
  Vedere che cosa cambierebbe, senza cambiarlo:
    manage.py identita_idp --registro --dry-run
  Vedere i gestori attivi di ogni schema:
    manage.py identita_idp
"""


class Command(BaseCommand):
    help = AIUTO

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        fonte = parser.add_mutually_exclusive_group()
        fonte.add_argument("--registro", action="store_true", help="il registro SPID di AgID, per intero")
        fonte.add_argument("--da-url", metavar="URL", help="indirizzo da cui scaricare")
        fonte.add_argument("--da-file", metavar="FILE", type=Path, help="file già scaricato")
        parser.add_argument("--schema", choices=Schema.values, default=Schema.SPID.value, help="predefinito: spid")
        parser.add_argument("--certificato", metavar="FILE", type=Path, help="chi deve aver firmato i metadati (PEM)")
        parser.add_argument("--solo-questi", action="store_true", help="disattiva i gestori che la fonte non contiene")
        parser.add_argument("--dry-run", action="store_true", help="mostra che cosa cambierebbe e basta")

    def handle(self, *args: Any, **opzioni: Any) -> None:
        if not (opzioni["registro"] or opzioni["da_url"] or opzioni["da_file"]):
            self._elenca()
            return
        schema, solo_questi = opzioni["schema"], opzioni["solo_questi"] or opzioni["registro"]
        gestori = _leggi(REGISTRO if opzioni["registro"] else opzioni["da_url"], opzioni["da_file"], opzioni)
        self._confronta(schema, gestori, solo_questi)
        if opzioni["dry_run"]:
            self.stdout.write("Prova: non è cambiato nulla.")
            return
        operations.carica_gestori(gestori, solo_questi=solo_questi, schema=schema)
        self._elenca(schema)

    def _confronta(self, schema: str, gestori: list[Idp], solo_questi: bool) -> None:
        """What is about to change, in a line for each provider."""
        prima = {
            idp.entity_id: idp.descrizione() for idp in IdentityProvider.objects.filter(schema=schema, attivo=True)
        }
        for idp in gestori:
            segno = "=" if prima.get(idp.entity_id) == idp else "~" if idp.entity_id in prima else "+"
            self.stdout.write(f"{segno} {idp.name}  {idp.entity_id}")
        for entity_id in sorted(prima.keys() - {idp.entity_id for idp in gestori}) if solo_questi else []:
            self.stdout.write(f"- {prima[entity_id].name}  {entity_id}")

    def _elenca(self, schema: str = "") -> None:
        righe = IdentityProvider.objects.filter(attivo=True, **({"schema": schema} if schema else {}))
        for idp in righe.order_by("schema", "nome"):
            fino = f", metadati fino al {idp.valido_fino:%d/%m/%Y}" if idp.valido_fino else ""
            self.stdout.write(f"{idp.get_schema_display()}  {idp.nome}  {idp.entity_id}{fino}")
            for certificato in idp.certificati:
                self.stdout.write(f"    certificato {_scadenza(certificato)}")


def _scadenza(certificato: str) -> str:
    fine = expiry(certificato)
    giorni = (fine - timezone.now()).days
    return f"scaduto il {fine:%d/%m/%Y}" if giorni < 0 else f"fino al {fine:%d/%m/%Y} ({giorni} giorni)"


def _leggi(url: str | None, file: Path | None, opzioni: dict[str, Any]) -> list[Idp]:
    try:
        contenuto = http.get(url, servizio="metadati_idp").content if url else file.read_bytes()  # type: ignore[union-attr]
        if contenuto.lstrip()[:1] in (b"[", b"{"):
            return read_registry(contenuto, now=timezone.now())
        return read_idps(contenuto, now=timezone.now(), signers=_firmatari(opzioni["certificato"], contenuto))
    except GatewayError as errore:
        raise CommandError(f"I metadati non si scaricano ({errore.evento}). L'elenco è rimasto com'era.") from None
    except OSError as errore:
        raise CommandError(f"Il file {errore.filename} non si può leggere. L'elenco è rimasto com'era.") from None
    except MessageRefused as errore:
        raise CommandError(f"I metadati non sono validi ({errore.code}). L'elenco è rimasto com'era.") from None


def _firmatari(file: Path | None, contenuto: bytes) -> list[str]:
    """Who must have signed: the option says it, and for an aggregate the setting does."""
    if file is None and settings.SPID_CERTIFICATO_REGISTRO and is_aggregate(contenuto):
        file = Path(settings.SPID_CERTIFICATO_REGISTRO)
    if file is None:
        return []
    try:
        return read_certificates(file.read_bytes())
    except ValueError:
        raise CommandError(f"{file} non è un certificato PEM. L'elenco è rimasto com'era.") from None
