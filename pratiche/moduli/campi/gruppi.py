"""The same questions asked again and again: one row for each child, each vehicle, each day."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext

from pratiche.moduli import schema
from pratiche.moduli.campi.base import Esempi, Tipo
from pratiche.moduli.domande import Campo

RIGHE_MASSIME = 50


class CampoRighe(forms.Field):
    """How many rows the page had: hidden, so that rows are added and removed without JavaScript. The form reads it."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> None:
        return None


class Gruppo(Tipo):
    """A list of rows, each with the answers of `campi`. `riga` is what one row is called: «Figlio»."""

    # "campi" is checked by the loader, which knows all the kinds
    chiavi = {"minimo_righe": schema.intero(0, RIGHE_MASSIME), "massimo_righe": schema.intero(1, RIGHE_MASSIME)}
    chiavi_obbligatorie = {"riga": schema.frase()}
    in_righe = False

    def modulo(self, campo: Campo) -> forms.Field:
        return CampoRighe()

    def righe(self, valore: Any) -> list[dict[str, Any]]:
        """The rows of a stored answer."""
        voci = valore if isinstance(valore, list) else []
        return [voce if isinstance(voce, dict) else {} for voce in voci[:RIGHE_MASSIME]]

    def minimo(self, campo: Campo) -> int:
        return int(campo.opzioni.get("minimo_righe", 1 if campo.obbligatorio else 0))

    def massimo(self, campo: Campo) -> int:
        return int(campo.opzioni.get("massimo_righe", RIGHE_MASSIME))

    def quante_di_troppo(self, campo: Campo, quante: int) -> str:
        """What is wrong with this number of rows, empty when nothing is."""
        minimo, massimo = self.minimo(campo), self.massimo(campo)
        if quante < minimo:
            return (
                ngettext("Qui serve almeno %s riga: aggiungila.", "Qui servono almeno %s righe: aggiungile.", minimo)
                % minimo
            )
        if quante > massimo:
            return ngettext("Qui puoi avere al massimo %s riga: togline.", "Qui puoi avere al massimo %s righe: togline.", massimo) % massimo  # fmt: skip
        return ""

    def in_parole(self, campo: Campo, valore: Any) -> str:
        from pratiche.moduli.campi import TIPI

        righe = []
        for numero, riga in enumerate(self.righe(valore), 1):
            voci = [(parte.etichetta, TIPI[parte.tipo].in_parole(parte, riga.get(parte.nome))) for parte in campo.campi]
            if any(parole for _nome, parole in voci):  # the first row is there before anybody writes in it
                righe.append(f"{numero}. " + "; ".join(f"{nome}: {parole}" for nome, parole in voci if parole))
        return "\n".join(righe)

    def incoerenze(self, campo: Campo) -> Iterator[tuple[str, str]]:
        if self.minimo(campo) > self.massimo(campo):
            yield "massimo_righe", gettext("il massimo è più piccolo del minimo.")

    def esempi(self, campo: Campo) -> Esempi:
        from pratiche.moduli.campi import TIPI

        def riga(quale: str) -> dict[str, Any]:
            return {parte.nome: _primo(getattr(TIPI[parte.tipo].esempi(parte), quale)) for parte in campo.campi}

        buona = riga("buoni")
        ostile: Mapping[str, Any] = {
            **buona,
            campo.campi[0].nome: _primo(TIPI[campo.campi[0].tipo].esempi(campo.campi[0]).ostili),
        }
        quante = max(1, self.minimo(campo))
        return Esempi(([buona] * quante,), ([buona] * self.massimo(campo),), ([ostile] * quante,))


def _primo(valori: tuple[Any, ...]) -> Any:
    return valori[0] if valori else ""
