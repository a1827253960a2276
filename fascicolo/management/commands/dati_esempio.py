"""`manage.py dati_esempio`: the sample world of a development machine; it may be repeated at every start."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fascicolo import esempio, esempio_impresa
from portal.enti.models import Ente
from portal.registro.atti import atto

PERSONE = (
    ("Giulia Bianchi", "cittadina: il caso normale, con marito e due figli, per i quali può agire"),
    ("Marco Verdi", "il vicino di casa: non deve vedere niente di Giulia"),
    ("Luca Ferri", "ha una delega di Giulia: pratiche e pagamenti, premi «Agisci per»"),
    ("Sofia Romano", "ha quindici anni"),
    ("Elena Fontana", "professionista"),
    ("Roberto Gallo", "rappresenta Gallo Costruzioni S.r.l.: «Accedi come professionista o impresa»"),
    ("Mario Rossi", "lavora per Gallo Costruzioni S.r.l.: entra come cittadino e preme «Agisci per»"),
)


class Command(BaseCommand):
    help = "Crea i due comuni di prova con uffici, operatori, servizi e sportelli, e mostra come entrare."

    @atto
    def handle(self, *args: Any, **opzioni: Any) -> None:
        if settings.PRODUZIONE:
            raise CommandError("I dati di esempio non si caricano in produzione.")
        comuni = esempio.enti()
        esempio.uffici(comuni)
        esempio.servizi(comuni)
        esempio.tornate(comuni)
        operatori = list(esempio.operatori(comuni))
        esempio.sportelli(comuni)
        esempio.protocollo(comuni)
        esempio.servizi_io(comuni)
        esempio.deleghe(comuni)
        esempio_impresa.impresa(comuni)
        self._racconta(comuni, operatori)

    def _racconta(self, comuni: list[Ente], operatori: list[Any]) -> None:
        self._tabella("Indirizzi", [(comune.nome, comune.url("/")) for comune in comuni])
        self._tabella("Cittadini (entra con SPID e scegli la persona; gli altri sono nella stessa pagina)", PERSONE)
        righe = [
            (persona.username, parola, f"{incarico.get_ruolo_display()}, {incarico.ufficio}")
            for persona, incarico, parola in operatori
        ]
        self._tabella(f"Operatori ({comuni[0].url('/operatori/')})", righe)

    def _tabella(self, titolo: str, righe: Any) -> None:
        """Columns as wide as their longest text."""
        larghezze = [max(len(cella) for cella in colonna) for colonna in zip(*righe, strict=True)]
        self.stdout.write(f"\n{titolo}")
        for riga in righe:
            celle = (cella.ljust(larghezza) for cella, larghezza in zip(riga, larghezze, strict=True))
            self.stdout.write("  " + "  ".join(celle).rstrip())
