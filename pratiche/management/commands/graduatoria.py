"""`manage.py graduatoria`: the rounds of a comune, a ranking calculated without publishing it, the scrolling of the places."""

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from portal.base.templatetags.casa import data_ora
from pratiche import operations
from pratiche.classifica import classifica
from pratiche.models import Tornata
from pratiche.operations.scorrimento import da_riprendere


class Command(BaseCommand):
    help = (
        "Le graduatorie dei servizi. Le tornate si aprono e le graduatorie si pubblicano dal back-office; da qui si guarda e si "
        "fa scorrere. Esempi: «graduatoria elenco --ente roccachiara», «graduatoria calcola CODICE --dry-run» (nomi mai: solo i "
        "codici), «graduatoria scorri CODICE --dry-run» per sapere quanti posti tornerebbero liberi, senza --dry-run per offrirli."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        atti = parser.add_subparsers(dest="atto", required=True)
        elenco = atti.add_parser("elenco", help="Le tornate di un comune, con il codice da usare negli altri comandi.")
        elenco.add_argument("--ente", required=True, help="Nome breve del comune, per esempio roccachiara.")
        calcola = atti.add_parser("calcola", help="La graduatoria come sarebbe ora: non scrive nulla.")
        scorri = atti.add_parser("scorri", help="Riprende i posti non confermati e li offre a chi segue.")
        for uno in (calcola, scorri):
            uno.add_argument("tornata", help="Codice della tornata (lo dice «elenco»).")
        calcola.add_argument(
            "--dry-run", action="store_true", help="Si può scrivere, ma è sempre così: calcolare non pubblica."
        )
        scorri.add_argument(
            "--dry-run", action="store_true", help="Dice quanti posti tornerebbero liberi e non tocca nulla."
        )

    def handle(self, *args: Any, **opzioni: Any) -> None:
        with translation.override("it"):
            getattr(self, opzioni["atto"])(opzioni)

    def elenco(self, opzioni: dict[str, Any]) -> None:
        tornate = Tornata.objects.filter(servizio__ente__slug=opzioni["ente"]).select_related("servizio", "versione")
        if not tornate:
            self.stdout.write("Nessuna tornata.")
        for tornata in tornate:
            self.stdout.write(
                f"{tornata.codice}  {tornata.servizio.slug}  {tornata.nome}: {tornata.fase.label}, "
                f"chiude {data_ora(tornata.chiude_il)}, posti {tornata.posti_in_tutto}, "
                f"domande {tornata.candidature.count()}"
            )

    def calcola(self, opzioni: dict[str, Any]) -> None:
        tornata = self._trova(opzioni["tornata"])
        for posizione, una in enumerate(classifica(tornata), 1):
            voci = ", ".join(f"{codice} {punti}" for codice, punti in una.candidato.punteggio.voci)
            self.stdout.write(f"{posizione:4}  {una.candidato.sigla}  {una.candidato.punteggio.punti:>7}  {voci}")
        self.stdout.write(f"Seme del sorteggio: impronta {tornata.impronta_seme}")

    def scorri(self, opzioni: dict[str, Any]) -> None:
        tornata = self._trova(opzioni["tornata"])
        if opzioni["dry_run"]:
            self.stdout.write(f"Posti che tornerebbero liberi: {len(da_riprendere(tornata))}.")
            return
        fatto = operations.scorri(tornata.pk)
        self.stdout.write(
            f"Posti ripresi: {fatto.scadute}. Nuove offerte: {fatto.offerte}. Domande chiuse: {fatto.concluse}."
        )

    def _trova(self, codice: str) -> Tornata:
        try:
            trovata = (
                Tornata.objects.filter(codice=uuid.UUID(codice)).select_related("servizio__ente", "versione").first()
            )
        except ValueError:
            trovata = None
        if trovata is None:
            raise CommandError(f"Nessuna tornata ha il codice {codice}: guarda «graduatoria elenco».")
        return trovata
