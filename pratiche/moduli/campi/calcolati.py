"""What nobody types: a result computed from other answers, and words to read."""

from typing import Any

from django.utils.translation import gettext, ngettext

from portal.base import importi
from portal.base.parole import nella_lingua
from pratiche.moduli import schema
from pratiche.moduli.calcoli import FORMULA
from pratiche.moduli.campi.base import CONFRONTI, Esempi, Tipo
from pratiche.moduli.campi.numeri import in_italiano
from pratiche.moduli.domande import Campo

IMPORTO, NUMERO, GIORNI, ANNI = "importo", "numero", "giorni", "anni"


class Calcolato(Tipo):
    """The result of `formula`, computed again on the server each time and at the presentation. `importo` is in cents."""

    chiavi = {"unita": schema.frase()}
    chiavi_obbligatorie = {"formula": FORMULA, "formato": schema.uno_di(IMPORTO, NUMERO, GIORNI, ANNI)}
    operatori = CONFRONTI
    in_righe = False

    def in_parole(self, campo: Campo, valore: Any) -> str:
        if isinstance(valore, bool) or not isinstance(valore, int | float):
            return ""
        formato = campo.opzioni["formato"]
        if formato == IMPORTO:
            return importi.euro(round(valore))
        if formato == GIORNI:
            return ngettext("%s giorno", "%s giorni", round(valore)) % in_italiano(valore)
        if formato == ANNI:
            return ngettext("%s anno", "%s anni", round(valore)) % in_italiano(valore)
        return f"{in_italiano(valore)} {nella_lingua(campo.opzioni.get('unita', ''))}".strip()

    def valore_di_confronto(self, campo: Campo, valore: Any) -> str:
        buono = isinstance(valore, int | float) and not isinstance(valore, bool)
        return "" if buono else gettext("serve un numero.")

    def esempi(self, campo: Campo) -> Esempi:
        return Esempi(())


class TestoFisso(Tipo):
    """Words to read between the questions."""

    chiavi_obbligatorie = {"testo": schema.frase()}
    operatori = frozenset()
    in_righe = False

    def in_parole(self, campo: Campo, valore: Any) -> str:
        return ""

    def esempi(self, campo: Campo) -> Esempi:
        return Esempi(())
