"""`manage.py protocollo`: the registers that the portal keeps, seen and served from the terminal."""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.base.errors import DomainError
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from portal.protocollo import giornaliero, operations
from portal.protocollo.models import Registrazione, RegistroProtocollo
from portal.protocollo.verifica import Difetto, verifica

AIUTO = """
Il registro di protocollo che il portale tiene per un ente (DPR 445/2000, articoli 50-57).

Un ente che ha un registro aperto qui prende i numeri dal portale; gli altri li chiedono al sistema di PROTOCOLLO_URL.
I numeri vanno di uno in uno senza salti, ripartono da 1 ogni anno e non si correggono: si annullano, con un provvedimento.

  manage.py protocollo stato                    chi tiene il protocollo, ultimo numero, giorni senza registro giornaliero
  manage.py protocollo apri c_x902 --ufficio protocollo --aoo A1B2C3D
  manage.py protocollo giornaliero [--dry-run]  scrive i registri giornalieri che mancano (di notte lo fa un lavoro)
  manage.py protocollo annulla c_x902 12/2026 --operatore elisa-anagrafe --motivo "…" --provvedimento "…" [--dry-run]
  manage.py protocollo verifica                 rilegge ogni riga: numeri, date, impronte, file dei giorni

stato e verifica escono con 1 se qualcosa non va: si possono mettere in un controllo periodico.
"""


class Command(BaseCommand):
    help = AIUTO

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        atti = parser.add_subparsers(dest="atto", required=True, metavar="ATTO")
        atti.add_parser("stato", help="chi tiene il protocollo di ciascun ente, e a che punto è")
        atti.add_parser("verifica", help="rilegge i registri e dice se qualcuno li ha cambiati")
        chiusura = atti.add_parser("giornaliero", help="scrive i registri giornalieri che mancano")
        apri = atti.add_parser("apri", help="da ora il portale tiene il protocollo di un ente")
        apri.add_argument("ente", metavar="IPA", help="codice IPA dell'ente")
        apri.add_argument(
            "--ufficio", required=True, metavar="NOME", help="nome breve dell'ufficio che tiene il registro"
        )
        apri.add_argument("--aoo", required=True, metavar="CODICE", help="codice dell'AOO nell'indice IPA")
        apri.add_argument("--codice", default="PROT", help="codice del registro (PROT)")
        annulla = atti.add_parser("annulla", help="annulla una registrazione: resta leggibile, con la dicitura")
        annulla.add_argument("ente", metavar="IPA", help="codice IPA dell'ente")
        annulla.add_argument("numero", metavar="NUMERO/ANNO", help="per esempio 12/2026")
        annulla.add_argument("--operatore", required=True, metavar="UTENTE", help="chi annulla: resta scritto")
        annulla.add_argument("--motivo", required=True)
        annulla.add_argument("--provvedimento", required=True, help="estremi dell'atto che autorizza")
        for uno in (chiusura, apri, annulla):
            uno.add_argument("--dry-run", action="store_true", help="dice che cosa farebbe, senza farlo")

    def handle(self, *args: Any, atto: str, **opzioni: Any) -> None:
        try:
            getattr(self, f"_{atto}")(opzioni)
        except DomainError as rifiuto:
            raise CommandError(rifiuto.messaggio) from None
        except ValidationError as errore:
            raise CommandError(" ".join(errore.messages)) from None

    def _stato(self, opzioni: dict[str, Any]) -> None:
        in_ritardo = False
        registri = {registro.ente_id: registro for registro in RegistroProtocollo.objects.select_related("ufficio")}
        for ente in Ente.objects.all():
            registro = registri.get(ente.pk)
            if registro is None:
                dove = settings.PROTOCOLLO_URL or "NESSUNO: imposta PROTOCOLLO_URL o usa «protocollo apri»"
                self.stdout.write(f"{ente.codice_ipa} {ente}: protocollo esterno, {dove}")
                continue
            mancano = giornaliero.da_chiudere(registro)
            in_ritardo |= bool(mancano)
            ultima = registro.registrazioni.order_by("-anno", "-numero").first()
            self.stdout.write(
                f"{ente.codice_ipa} {ente}: registro {registro.codice} del portale, {registro.ufficio}; ultimo numero "
                f"{ultima or 'nessuno'}; registri giornalieri da scrivere: {', '.join(map(str, mancano)) or 'nessuno'}"
            )
        if in_ritardo:
            sys.exit(1)

    def _apri(self, opzioni: dict[str, Any]) -> None:
        ente = _ente(opzioni["ente"])
        ufficio = Ufficio.objects.dell_ente(ente).filter(slug=opzioni["ufficio"]).first()
        if ufficio is None:
            nomi = ", ".join(Ufficio.objects.dell_ente(ente).values_list("slug", flat=True))
            raise CommandError(f"Nessun ufficio di questo ente ha questo nome breve. Ci sono: {nomi}.")
        if opzioni["dry_run"]:
            self.stdout.write(f"Aprirei il registro {opzioni['codice']} di {ente}, tenuto da {ufficio}: numeri da 1.")
            return
        operations.apri_registro(ente, ufficio=ufficio, codice=opzioni["codice"], codice_aoo=opzioni["aoo"])
        self.stdout.write(f"Fatto: il portale tiene il protocollo di {ente}. Il prossimo numero è 0000001.")

    def _giornaliero(self, opzioni: dict[str, Any]) -> None:
        verbo = "Da scrivere" if opzioni["dry_run"] else "Scritto"
        for registro in RegistroProtocollo.objects.select_related("ente").order_by("pk"):
            for giorno in giornaliero.da_chiudere(registro):
                if not opzioni["dry_run"]:
                    giornaliero.chiudi(registro.pk, giorno)
                self.stdout.write(f"{verbo}: {registro}, {giorno}")

    def _annulla(self, opzioni: dict[str, Any]) -> None:
        registrazione = _registrazione(_ente(opzioni["ente"]), opzioni["numero"])
        operatore = Persona.objects.filter(username=opzioni["operatore"], is_staff=True).first()
        if operatore is None:
            raise CommandError("Nessun operatore ha questo nome utente.")
        if opzioni["dry_run"]:
            self.stdout.write(f"Annullerei la registrazione {registrazione}: {registrazione.oggetto}")
            return
        operations.annulla(
            registrazione.pk, attore=operatore, motivo=opzioni["motivo"], provvedimento=opzioni["provvedimento"]
        )
        self.stdout.write(f"Fatto: {registrazione} è annullata e resta leggibile. Il suo numero non si riusa.")

    def _verifica(self, opzioni: dict[str, Any]) -> None:
        guasti = [
            guasto
            for registro in RegistroProtocollo.objects.select_related("ente")
            for guasto in self._rileggi(registro)
        ]
        for guasto in guasti:
            self.stderr.write(guasto)
        if guasti:
            sys.exit(1)

    def _rileggi(self, registro: RegistroProtocollo) -> Iterator[str]:
        lette = 0
        for esito in verifica(registro):
            if isinstance(esito, Difetto):
                yield f"{registro}: ROTTO alla registrazione {esito.segnatura}: {esito.perche}."
                return
            lette = esito
            self.stdout.write(f"{registro}: {lette} registrazioni verificate")
        for uno in registro.giornalieri.select_related("documento").order_by("giorno").iterator():
            if not uno.documento.integro():
                yield f"{registro}: il file del {uno.giorno} manca o non è quello registrato."
        self.stdout.write(f"{registro}: {lette} registrazioni, {registro.giornalieri.count()} registri giornalieri.")


def _ente(codice_ipa: str) -> Ente:
    ente = Ente.objects.filter(codice_ipa=codice_ipa).first()
    if ente is None:
        raise CommandError(f"Nessun ente ha questo codice IPA. Ci sono: {', '.join(_codici())}.")
    return ente


def _codici() -> Iterator[str]:
    yield from Ente.objects.values_list("codice_ipa", flat=True)


def _registrazione(ente: Ente, numero: str) -> Registrazione:
    cifre, _barra, anno = numero.partition("/")
    if not (cifre.isdecimal() and anno.isdecimal()):
        raise CommandError("Scrivi il numero con l'anno, per esempio 12/2026.")
    trovata = Registrazione.objects.filter(registro__ente=ente, numero=int(cifre), anno=int(anno)).first()
    if trovata is None:
        raise CommandError("Nel registro di questo ente non c'è una registrazione con questo numero.")
    return trovata
