"""`manage.py identita_log`: the log of the logins, for who must answer an authority."""

import datetime as dt
import getpass
import sys
import uuid
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.base import codice_fiscale
from portal.enti.models import Ente
from portal.identita import operations
from portal.identita.cifratura import ChiaveMancante
from portal.identita.esportazione import A_BLOCCHI_DI, esporta
from portal.identita.models import Persona, RegistroSaml
from portal.identita.models.registro_saml import RegistroSamlQuerySet

AIUTO = """
Il registro degli accessi: la richiesta e la risposta SAML di ogni accesso, riuscito o rifiutato, per 24 mesi.

I messaggi sono cifrati con IDENTITA_LOG_CHIAVI. Ogni consultazione resta scritta nel registro degli eventi con il
motivo, e le persone trovate la leggono in «Chi ha guardato i miei dati»: nel motivo indica l'atto che la giustifica
(per esempio il numero di protocollo della richiesta), mai dati personali.

Cercare gli accessi di una persona, anche quelli rifiutati la cui risposta portava il suo codice fiscale (vengono aperti
uno per uno: indica anche il periodo); il codice fiscale si scrive quando viene chiesto e non compare sullo schermo:
  manage.py identita_log cerca --persona --motivo "Richiesta della Procura, prot. 123/2026"
La stessa ricerca con il codice interno della persona, o con il codice fiscale da un altro programma:
  manage.py identita_log cerca --persona 7f9c2ba4-e88f-4b01-9a3c-5d0c7f0e1a2b --motivo "…"
  pass show fascicolo/12 | manage.py identita_log cerca --persona --motivo "…"
Cercare per periodo (date comprese) o per identificativo di una richiesta, di una risposta o di un'asserzione:
  manage.py identita_log cerca --dal 2026-01-01 --al 2026-01-31 --motivo "…"
  manage.py identita_log cerca --id _4f2a… --motivo "…"
Consegnare i messaggi in chiaro: un file ZIP nuovo, leggibile solo da chi esegue il comando:
  manage.py identita_log cerca --dal 2026-01-01 --al 2026-01-31 --motivo "…" --esporta accessi.zip
Cancellare ciò che ha più di 24 mesi (lo fa anche ogni notte il portale), o solo contarlo:
  manage.py identita_log purga
  manage.py identita_log purga --dry-run
"""
CHIEDI = "?"
SENZA_CHIAVE = "Manca una chiave in IDENTITA_LOG_CHIAVI: rimetti quelle tolte da meno di 24 mesi."
MOTIVO_MASSIMO = 200


class Command(BaseCommand):
    help = AIUTO

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        atti = parser.add_subparsers(dest="atto", required=True, metavar="cerca|purga")
        cerca = atti.add_parser("cerca", help="trova gli accessi di una persona, di un periodo o di un identificativo")
        cerca.add_argument("--persona", nargs="?", const=CHIEDI, metavar="CODICE", help="senza codice: lo chiede")
        cerca.add_argument("--dal", type=dt.date.fromisoformat, metavar="AAAA-MM-GG")
        cerca.add_argument("--al", type=dt.date.fromisoformat, metavar="AAAA-MM-GG")
        cerca.add_argument("--id", metavar="ID", help="di una richiesta, di una risposta o di un'asserzione")
        cerca.add_argument("--motivo", required=True, help="perché: resta scritto")
        cerca.add_argument("--operatore", metavar="UTENTE", help="account di chi consulta; manca: consulta l'ente")
        cerca.add_argument("--ente", metavar="CODICE_IPA", help="serve se gli enti sono più di uno")
        cerca.add_argument("--esporta", metavar="FILE", type=Path, help="scrive i messaggi in chiaro in uno ZIP")
        purga = atti.add_parser("purga", help="cancella ciò che ha più di 24 mesi")
        purga.add_argument("--dry-run", action="store_true", help="conta soltanto")

    def handle(self, *args: Any, atto: str, **opzioni: Any) -> None:
        if atto == "purga":
            self._purga(solo_conta=opzioni["dry_run"])
            return
        consultazione = operations.Consultazione(
            ente=_ente(opzioni["ente"]),
            motivo=_motivo(opzioni["motivo"]),
            operatore=_operatore(opzioni["operatore"]),
            esporta=opzioni["esporta"] is not None,
            persona=_persona(opzioni["persona"]) if opzioni["persona"] else None,
        )
        try:
            righe = _righe(consultazione.ente, consultazione.persona, opzioni)
        except ChiaveMancante:
            raise CommandError(SENZA_CHIAVE) from None
        operations.annota_consultazione(righe, consultazione)
        if opzioni["esporta"]:
            self._esporta(righe, opzioni["esporta"])
        else:
            self._elenca(righe)

    def _purga(self, *, solo_conta: bool) -> None:
        if solo_conta:
            self.stdout.write(f"Da cancellare: {RegistroSaml.objects.scadute().count()}.")
            return
        self.stdout.write(f"Cancellate: {operations.purga_registro()}.")

    def _elenca(self, righe: RegistroSamlQuerySet) -> None:
        quante = 0
        for riga in righe.defer("richiesta", "risposta").iterator(A_BLOCCHI_DI):
            quante += 1
            persona = riga.persona.codice if riga.persona else "-"
            quando = timezone.localtime(riga.quando)
            self.stdout.write(
                f"{quando:%Y-%m-%d %H:%M:%S}  {riga.esito}  persona {persona}  {riga.schema} {riga.idp}  "
                f"richiesta {riga.request_id}  risposta {riga.response_id or '-'}  asserzione {riga.assertion_id or '-'}"
            )
        self.stdout.write(f"Accessi trovati: {quante}.")

    def _esporta(self, righe: RegistroSamlQuerySet, file: Path) -> None:
        try:
            quante = esporta(righe, file)
        except FileExistsError:
            raise CommandError(f"{file} c'è già e resta com'è.") from None
        except OSError as errore:
            raise CommandError(f"{file} non si può scrivere ({errore.strerror}).") from None
        except ChiaveMancante:
            raise CommandError(SENZA_CHIAVE) from None
        self.stdout.write(f"Accessi esportati in {file}: {quante}.")


def _righe(ente: Ente, persona: Persona | None, opzioni: dict[str, Any]) -> RegistroSamlQuerySet:
    righe = RegistroSaml.objects.filter(ente=ente).select_related("persona", "ente").order_by("quando", "pk")
    if not any(opzioni[scelta] for scelta in ("persona", "dal", "al", "id")):
        raise CommandError("Indica chi o quando: --persona, --dal e --al, oppure --id.")
    if opzioni["dal"]:
        righe = righe.filter(quando__gte=_mezzanotte(opzioni["dal"]))
    if opzioni["al"]:
        righe = righe.filter(quando__lt=_mezzanotte(opzioni["al"] + dt.timedelta(days=1)))
    if opzioni["id"]:
        righe = righe.con_identificativo(opzioni["id"])
    return righe.della_persona(persona) if persona else righe


def _persona(indicata: str) -> Persona:
    """By our code, or by the codice fiscale asked for. An error never repeats what was typed."""
    try:
        if indicata == CHIEDI:
            persona = Persona.objects.filter(codice_fiscale=codice_fiscale.controlla(_chiedi())).first()
        else:
            persona = Persona.objects.filter(codice=uuid.UUID(indicata)).first()
    except ValueError:
        raise CommandError("Il codice non è valido.") from None
    if persona is None:
        raise CommandError("Nessuna persona con questo codice è mai entrata nel portale.")
    return persona


def _chiedi() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Codice fiscale (non compare mentre scrivi): ").strip()
    return sys.stdin.readline().strip()


def _ente(codice_ipa: str | None) -> Ente:
    enti = Ente.objects.filter(codice_ipa=codice_ipa) if codice_ipa else Ente.objects.all()
    trovati = list(enti[:2])
    if len(trovati) != 1:
        raise CommandError("Indica un ente con --ente e il suo codice IPA.")
    return trovati[0]


def _operatore(username: str | None) -> Persona | None:
    if username is None:
        return None
    operatore = Persona.objects.filter(username=username, is_staff=True, is_active=True).first()
    if operatore is None:
        raise CommandError("Nessun operatore attivo ha questo nome utente.")
    return operatore


def _motivo(testo: str) -> str:
    motivo = " ".join(testo.split())
    if not 10 <= len(motivo) <= MOTIVO_MASSIMO:
        raise CommandError(f"Scrivi il motivo per esteso, da 10 a {MOTIVO_MASSIMO} caratteri.")
    return motivo


def _mezzanotte(giorno: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(giorno, dt.time()))
