"""`manage.py registro_verifica`: read the registers again and say whether somebody changed them."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.registro.models import AccessoDati, Evento, Riga
from portal.registro.verifica import Lotto, verifica

REGISTRI: dict[str, type[Riga]] = {"eventi": Evento, "accessi": AccessoDati}


class Command(BaseCommand):
    help = (
        "Rilegge il registro degli eventi e quello degli accessi ai dati, riga per riga: ogni riga contiene l'impronta della "
        "precedente, quindi una riga cambiata, tolta o aggiunta di nascosto si trova. Esce con 1 e il numero della prima riga "
        "che non torna. Non cambia nulla e si può fermare: riprendi con --registro e --da."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--registro", choices=REGISTRI, help="solo uno dei due; senza, entrambi")
        parser.add_argument(
            "--da", type=int, default=0, metavar="RIGA", help="riprendi da questa riga (vuole --registro)"
        )

    def handle(self, *args: Any, **opzioni: Any) -> None:
        scelto, da = opzioni["registro"], opzioni["da"]
        if da and not scelto:
            self.stderr.write("Con --da indica anche --registro: i numeri di riga dei due registri sono diversi.")
            sys.exit(2)
        intatti = [self._verifica(nome, da) for nome in ([scelto] if scelto else REGISTRI)]
        if not all(intatti):
            sys.exit(1)

    def _verifica(self, nome: str, da: int) -> bool:
        lette = 0
        for esito in verifica(REGISTRI[nome], da=da):
            if not isinstance(esito, Lotto):
                self.stderr.write(f"{nome}: ROTTO alla riga {esito.riga}: {esito.perche}.")
                return False
            lette = esito.lette
            self.stdout.write(f"{nome}: {lette} righe verificate, fino alla {esito.ultima}")
        self.stdout.write(f"{nome}: intatto, {lette} righe.")
        return True
