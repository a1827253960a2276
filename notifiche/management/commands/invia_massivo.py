"""A message to many from the shell: the same road as the officers' pages, for lists too long for a browser."""

import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from notifiche.massivi import esiti, operations
from notifiche.massivi.forms import TestoForm
from notifiche.massivi.lavoro import lavora
from notifiche.models import Fase, Invio
from portal.base import coda
from portal.base.errors import DomainError
from portal.enti.models import Ente, Ufficio

RIGHE_MOSTRATE = 20
GUIDA = """
Scrive lo stesso messaggio a molte persone, prese da un file CSV (UTF-8 o Windows, separato da ; o da ,).
La prima riga ha i nomi delle colonne e una si chiama codice_fiscale. Nel testo {nome} diventa il valore
della colonna «nome» di ciascuno. Il testo è fatto di paragrafi divisi da una riga vuota, elenchi con «- », **grassetto**.

  Prova senza inviare nulla, e mostra le righe scartate:
    manage.py invia_massivo tari.csv --ente roccachiara --ufficio tributi --oggetto "Saldo TARI 2026" --testo-file tari.txt --prova
  Invia (chiede di scrivere quante sono le persone):
    manage.py invia_massivo tari.csv --ente roccachiara --ufficio tributi --oggetto "Saldo TARI 2026" --testo-file tari.txt
  Guarda a che punto è, mette in pausa, riprende, ferma:
    manage.py invia_massivo --stato CODICE
    manage.py invia_massivo --pausa CODICE
    manage.py invia_massivo --riprendi CODICE
    manage.py invia_massivo --ferma CODICE

Interrotto con Ctrl-C, o ucciso, non perde e non ripete: i lavoratori del portale continuano, oppure --riprendi.
"""


class Command(BaseCommand):
    help = GUIDA

    def create_parser(self, *args: Any, **kwargs: Any) -> Any:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="il CSV dei destinatari")
        parser.add_argument("--ente", help="nome breve dell'ente (slug)")
        parser.add_argument("--ufficio", help="nome breve dell'ufficio che scrive (slug)")
        parser.add_argument("--oggetto", help="da 10 a 120 caratteri, senza dati personali")
        parser.add_argument("--testo-file", type=Path, help="file di testo con il messaggio")
        parser.add_argument("--genere", default="informazioni", help="di che cosa parla (predefinito: informazioni)")
        parser.add_argument("--url", default="", help="pagina del portale aperta dal pulsante, da /")
        parser.add_argument("--azione", default="", help="testo del pulsante")
        parser.add_argument("--giorni", type=int, default=3, help="dopo quanti giorni le copie non partono più")
        parser.add_argument("--prova", action="store_true", help="legge e controlla, non invia")
        parser.add_argument("--quanti", type=int, help="conferma senza domande: il numero delle persone")
        for atto, aiuto in ATTI.items():
            parser.add_argument(f"--{atto}", metavar="CODICE", help=aiuto)

    def handle(self, *args: Any, **opzioni: Any) -> None:
        try:
            for atto in ATTI:
                if opzioni[atto]:
                    return self._compi(atto, opzioni[atto])
            return self._nuovo(opzioni)
        except DomainError as rifiuto:
            raise CommandError(rifiuto.messaggio) from None

    def _compi(self, atto: str, codice: str) -> None:
        invio = Invio.objects.filter(codice=codice).select_related("ente").first()
        if invio is None:
            raise CommandError(_("Nessun invio ha questo codice."))
        if atto != "stato":
            invio = {"pausa": operations.pausa, "riprendi": operations.riprendi, "ferma": operations.ferma}[atto](
                invio.pk, attore=None
            )
        self._racconta(invio)
        if atto == "riprendi":
            self._segui(invio)

    def _nuovo(self, opzioni: dict[str, Any]) -> None:
        invio = self._componi(opzioni)
        self.stdout.write(_("Invio %s") % invio.codice)
        with opzioni["file"].open("rb") as aperto:
            invio = operations.usa_file(invio.pk, File(aperto, name=opzioni["file"].name))
        if invio.fase == Fase.BOZZA:
            raise CommandError(_("Il testo usa colonne che il file non ha. Il file ha: %s.") % ", ".join(invio.colonne))
        self._segui(invio, finche=(Fase.LETTURA,))
        self._mostra_scartate(invio)
        if opzioni["prova"]:
            self.stdout.write(_("Era una prova: nessuno ha ricevuto nulla."))
            return
        operations.conferma(invio.pk, attore=None, quanti=opzioni["quanti"] or self._chiedi(invio))
        self._segui(invio)

    def _componi(self, opzioni: dict[str, Any]) -> Invio:
        for nome in ("file", "ente", "ufficio", "oggetto", "testo_file"):
            if not opzioni[nome]:
                raise CommandError(_("Manca %s: leggi invia_massivo --help.") % nome.replace("_", "-"))
        ente = Ente.objects.filter(slug=opzioni["ente"]).first()
        ufficio = Ufficio.objects.filter(enti=ente, slug=opzioni["ufficio"]).first() if ente else None
        if ufficio is None:
            raise CommandError(_("Questo ente o questo ufficio non c'è: controlla i nomi brevi."))
        testo = opzioni["testo_file"].read_text(encoding="utf-8-sig")
        dati = {chiave: opzioni[chiave] for chiave in ("oggetto", "genere", "url", "azione")}
        dati |= {"ufficio": ufficio.pk, "testo": testo, "classe": "almeno_una_volta", "giorni_utili": opzioni["giorni"]}
        form = TestoForm(dati, uffici=[ufficio])
        if not form.is_valid():
            raise CommandError(" ".join(f"{nome}: {' '.join(errori)}" for nome, errori in form.errors.items()))
        return operations.componi(ente=ente, attore=None, **form.cleaned_data)

    def _segui(self, invio: Invio, finche: tuple[Fase, ...] = (Fase.LETTURA, Fase.INVIO)) -> None:
        """Work on it here, beside the portal's workers: each piece is done once, whoever does it."""
        while True:
            invio.refresh_from_db()
            self._racconta(invio)
            if invio.fase not in finche:
                return
            if invio.guasto:
                raise CommandError(_("Si è interrotto per un errore: guarda i log, poi usa --riprendi."))
            coda.recupera(Invio)
            if not coda.svuota(Invio, lavora, quanti=1, secondi=1):
                time.sleep(1)

    def _racconta(self, invio: Invio) -> None:
        self.stdout.write(
            _("%(fase)s: %(detti)s scritti su %(pronti)s, %(scartati)s righe scartate")
            % {
                "fase": invio.get_fase_display(),
                "detti": invio.detti,
                "pronti": invio.pronti,
                "scartati": invio.scartati,
            }
        )

    def _mostra_scartate(self, invio: Invio) -> None:
        for numero, riga in enumerate(esiti.righe_scartate(invio)):
            if numero > RIGHE_MOSTRATE:
                self.stdout.write("…")
                return
            self.stdout.write(f"{riga[0]:>8}  {riga[1]}")

    def _chiedi(self, invio: Invio) -> int:
        risposta = input(_("Scrivi quante persone lo riceveranno per confermare: "))
        return int(risposta) if risposta.strip().isdigit() else 0


ATTI = {
    "stato": "dice a che punto è un invio",
    "pausa": "ferma un invio finché non si riprende",
    "riprendi": "continua un invio in pausa o interrotto",
    "ferma": "chiude un invio: il resto non parte più",
}
