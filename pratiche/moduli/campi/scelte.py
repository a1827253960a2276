"""Choices, and what a person declares."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.base.parole import nella_lingua
from pratiche.moduli import schema
from pratiche.moduli.campi.base import COMPILATO, UGUAGLIANZE, Esempi, Tipo
from pratiche.moduli.domande import Campo, in_ogni_lingua

RADIO_FINO_A = 5  # choices: beyond these a select is shorter to read
SI, NO = "si", "no"
NON_IN_ELENCO = _("Scegli una delle risposte dell'elenco.")
_SCELTE = {"scelte": schema.elenco(schema.mappa({"codice": schema.codice(), "testo": schema.frase()}))}


class _ConScelte(Tipo):
    chiavi_obbligatorie = _SCELTE

    def incoerenze(self, campo: Campo) -> Iterator[tuple[str, str]]:
        codici = [codice for codice, _testo in campo.scelte]
        for indice, codice in enumerate(codici):
            if codice in codici[:indice]:
                yield f"scelte[{indice}].codice", gettext("«%s» è già usato.") % codice

    def valore_di_confronto(self, campo: Campo, valore: Any) -> str:
        codici = [codice for codice, _testo in campo.scelte]
        return "" if valore in codici else gettext("serve uno fra: %(ammessi)s.") % {"ammessi": ", ".join(codici)}


class Scelta(_ConScelte):
    """One of some: radio buttons when they are few, a list when they are many."""

    operatori = UGUAGLIANZE

    def modulo(self, campo: Campo) -> forms.Field:
        errori = {"invalid_choice": NON_IN_ELENCO}
        if len(campo.scelte) <= RADIO_FINO_A:
            return forms.ChoiceField(choices=campo.scelte, widget=forms.RadioSelect, error_messages=errori)
        return forms.ChoiceField(choices=[("", gettext("Scegli")), *campo.scelte], error_messages=errori)

    def in_parole(self, campo: Campo, valore: Any) -> str:
        return next((testo for codice, testo in campo.scelte if codice == valore), "")

    def esempi(self, campo: Campo) -> Esempi:
        codici = [codice for codice, _testo in campo.scelte]
        return Esempi((codici[0],), (codici[-1],), ("non-in-elenco", codici[0] + "\0"))


class Scelte(_ConScelte):
    """Some of some."""

    operatori = COMPILATO | {"contiene"}

    def modulo(self, campo: Campo) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=campo.scelte,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": NON_IN_ELENCO, "invalid_list": NON_IN_ELENCO},
        )

    def per_modulo(self, campo: Campo, valore: Any) -> list[str]:
        return [voce for voce in valore if isinstance(voce, str)] if isinstance(valore, list) else []

    def in_parole(self, campo: Campo, valore: Any) -> str:
        scelti = self.per_modulo(campo, valore)
        return ", ".join(testo for codice, testo in campo.scelte if codice in scelti)

    def esempi(self, campo: Campo) -> Esempi:
        codici = [codice for codice, _testo in campo.scelte]
        return Esempi(([codici[0]],), (codici,), (["non-in-elenco"], [codici[0], "altro"]))


class SiNo(Tipo):
    """Yes or no, both to be chosen: nothing is ticked in advance."""

    operatori = UGUAGLIANZE

    def modulo(self, campo: Campo) -> forms.Field:
        return forms.ChoiceField(
            choices=self._scelte(), widget=forms.RadioSelect, error_messages={"invalid_choice": NON_IN_ELENCO}
        )

    def in_parole(self, campo: Campo, valore: Any) -> str:
        return next((testo for codice, testo in self._scelte() if codice == valore), "")

    def valore_di_confronto(self, campo: Campo, valore: Any) -> str:
        return "" if valore in (SI, NO, True, False) else gettext("serve si oppure no.")

    def esempi(self, campo: Campo) -> Esempi:
        return Esempi((SI,), (NO,), ("forse", "1"))

    @staticmethod
    def _scelte() -> list[tuple[str, str]]:
        return [(SI, gettext("Sì")), (NO, gettext("No"))]


class _CasellaDichiarazione(forms.BooleanField):
    """A box whose answer is the very text that was declared: the case keeps the words, not a tick."""

    def __init__(self, testo: str) -> None:
        super().__init__(help_text=testo)  # tied to the box, with the warning that the page adds
        self.testo = testo

    def clean(self, value: Any) -> str:
        return self.testo if super().clean(value) else ""


class Dichiarazione(Tipo):
    """A statement under DPR 445/2000, articles 46 and 47. What is kept is its text, as it was read when it was ticked.

    A new text must be ticked again: the old one no longer answers.
    """

    chiavi_obbligatorie = {"testo": schema.frase()}
    in_righe = False

    def modulo(self, campo: Campo) -> forms.Field:
        return _CasellaDichiarazione(nella_lingua(campo.opzioni["testo"]))

    def conserva(self, valore: Any) -> str:
        return valore or ""

    def per_modulo(self, campo: Campo, valore: Any) -> str:
        return "on" if isinstance(valore, str) and valore in in_ogni_lingua(campo.opzioni["testo"]) else ""

    def esempi(self, campo: Campo) -> Esempi:
        return Esempi(("on",), ("true",), ("",) if campo.obbligatorio else ())
