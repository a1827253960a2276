"""`manage.py conservazione`: the closed cases become packages for the preservation."""

import datetime as dt
import logging
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.base.errors import DomainError
from portal.enti.models import Ente
from pratiche import operations
from pratiche.conservazione import pacchetto
from pratiche.models import Pratica, Versamento
from pratiche.models.insieme import PraticaQuerySet

log = logging.getLogger("casa.pratiche")

AIUTO = """
I pacchetti di versamento delle pratiche concluse, da mandare al conservatore.

Un pacchetto è uno zip con i documenti della pratica (impronta controllata), i metadati dell'allegato 5 alle Linee guida AgID e
l'indice SInCRO. Nei nomi dei file non ci sono dati personali. La stessa pratica dà sempre lo stesso pacchetto.

  manage.py conservazione elenco --dal 2026-01-01 --al 2026-12-31       che cosa resta da esportare
  manage.py conservazione esporta /srv/versamenti --al 2026-12-31 [--dry-run]
  manage.py conservazione verifica /srv/versamenti                      rilegge i pacchetti di una cartella

esporta si può fermare e ripetere: riprende da dove era. Una pratica che non si può esportare (un documento manca, il protocollo
non è arrivato) è detta e non ferma le altre; alla fine il comando esce con 1. Una pratica riaperta e richiusa si esporta di nuovo.
"""
OGNI = 100  # packages between two lines of progress


class Command(BaseCommand):
    help = AIUTO

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        atti = parser.add_subparsers(dest="atto", required=True, metavar="ATTO")
        elenco = atti.add_parser("elenco", help="le pratiche concluse ancora da esportare")
        esporta = atti.add_parser("esporta", help="scrive i pacchetti che mancano")
        verifica = atti.add_parser("verifica", help="rilegge i pacchetti di una cartella")
        for uno in (elenco, esporta):
            uno.add_argument("--ente", metavar="IPA", help="solo di questo ente")
            uno.add_argument("--dal", type=_giorno, metavar="AAAA-MM-GG", help="concluse da questo giorno")
            uno.add_argument("--al", type=_giorno, metavar="AAAA-MM-GG", help="concluse fino a questo giorno")
        for uno in (esporta, verifica):
            uno.add_argument("cartella", type=Path, metavar="CARTELLA")
        esporta.add_argument("--dry-run", action="store_true", help="dice che cosa farebbe, senza farlo")

    def handle(self, *args: Any, atto: str, **opzioni: Any) -> None:
        getattr(self, f"_{atto}")(opzioni)

    def _elenco(self, opzioni: dict[str, Any]) -> None:
        pratiche = _scelte(opzioni)
        for pratica in pratiche.select_related("ente").iterator():
            self.stdout.write(f"{pratica.ente.codice_ipa} {pratica.sigla} conclusa il {pratica.conclusa_il:%Y-%m-%d}")
        self.stdout.write(f"Da esportare: {pratiche.count()}.")

    def _esporta(self, opzioni: dict[str, Any]) -> None:
        pratiche, cartella = _scelte(opzioni), opzioni["cartella"]
        if not cartella.is_dir():
            raise CommandError(f"La cartella {cartella} non c'è.")
        quante = pratiche.count()
        if opzioni["dry_run"]:
            self.stdout.write(f"Esporterei {quante} pratiche in {cartella}.")
            return
        fatte = fallite = 0
        # the keys first: what is exported leaves the question while it is being read
        for chiave in list(pratiche.values_list("pk", flat=True)):
            riuscita = self._una(chiave, cartella)
            fatte, fallite = fatte + riuscita, fallite + (not riuscita)
            if (fatte + fallite) % OGNI == 0:
                self.stdout.write(f"{fatte + fallite} di {quante}")
        self.stdout.write(f"Esportate: {fatte}. Non esportate: {fallite}.")
        if fallite:
            sys.exit(1)

    def _una(self, chiave: int, cartella: Path) -> bool:
        """A package has its name only when it is whole, and is noted only after: killed in the middle, it is made again."""
        pratica = Pratica.objects.select_related("ente").get(pk=chiave)
        finito = cartella / pacchetto.nome_file(pratica)
        parziale = finito.with_suffix(".parziale")
        try:
            with parziale.open("w+b") as file:
                scritto = operations.scrivi_pacchetto(chiave, file, attore=None)
            parziale.replace(finito)
            operations.annota_versamento(scritto, attore=None)
        except DomainError as rifiuto:
            perche = str(rifiuto.messaggio)
        except Exception:  # one that breaks does not keep the others here
            log.exception("pacchetto_fallito", extra={"pratica": chiave})
            perche = "si è rotta, il motivo è nel log"
        else:
            return True
        parziale.unlink(missing_ok=True)
        self.stderr.write(f"{pratica.ente.codice_ipa} {pratica.sigla}: {perche}")
        return False

    def _verifica(self, opzioni: dict[str, Any]) -> None:
        guasti = lette = 0
        for file in sorted(opzioni["cartella"].glob("PdV-*.zip")):
            trovati = _difetti(file)
            for uno in trovati:
                self.stderr.write(f"{file.name}: {uno}")
            guasti, lette = guasti + bool(trovati), lette + 1
        self.stdout.write(f"Pacchetti letti: {lette}. Con difetti: {guasti}.")
        if guasti:
            sys.exit(1)


def _difetti(percorso: Path) -> list[str]:
    with percorso.open("rb") as file:
        guasti = pacchetto.difetti(file)
        impronta = pacchetto.impronta_di(file)
    codice = percorso.stem.removeprefix("PdV-")
    if not Versamento.objects.filter(pratica__codice=codice, impronta=impronta).exists():
        guasti.append("non è il pacchetto registrato per questa pratica")
    return guasti


def _scelte(opzioni: dict[str, Any]) -> PraticaQuerySet:
    ente = None
    if opzioni["ente"]:
        ente = Ente.objects.filter(codice_ipa=opzioni["ente"]).first()
        if ente is None:
            raise CommandError("Nessun ente ha questo codice IPA.")
    return operations.da_esportare(ente=ente, dal=opzioni["dal"], al=opzioni["al"])


def _giorno(testo: str) -> dt.date:
    return dt.date.fromisoformat(testo)
