"""Words: a line, some lines, an address of e-mail, a telephone number."""

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from portal.base.aree import AreaTesto
from pratiche.moduli import schema
from pratiche.moduli.campi.base import COMPILATO, UGUAGLIANZE, Esempi, Tipo
from pratiche.moduli.domande import Campo

RIGA, RIGHE = 200, 2000  # characters, when the package says nothing
NULLO = "con un carattere\0nullo"


class Testo(Tipo):
    chiavi = {"massimo": schema.intero(1, 500), "riusa": schema.codice()}
    operatori = UGUAGLIANZE

    def modulo(self, campo: Campo) -> forms.Field:
        return forms.CharField(max_length=campo.opzioni.get("massimo", RIGA))

    def esempi(self, campo: Campo) -> Esempi:
        massimo = campo.opzioni.get("massimo", RIGA)
        return Esempi(("Prova"[:massimo],), ("x" * massimo, "<b>&"[:massimo]), ("x" * (massimo + 1), NULLO))


class Area(Tipo):
    chiavi = {"massimo": schema.intero(1, 5000)}
    operatori = COMPILATO

    def modulo(self, campo: Campo) -> forms.Field:
        return forms.CharField(max_length=campo.opzioni.get("massimo", RIGHE), widget=AreaTesto(attrs={"rows": 5}))

    def esempi(self, campo: Campo) -> Esempi:
        massimo = campo.opzioni.get("massimo", RIGHE)
        righe = "Due righe\ndi prova"[:massimo]
        return Esempi((righe,), ("à" * massimo,), ("x" * (massimo + 1), NULLO))


class Email(Tipo):
    operatori = UGUAGLIANZE

    def modulo(self, campo: Campo) -> forms.Field:
        return forms.EmailField(
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            error_messages={
                "invalid": _("L'indirizzo non è giusto: scrivilo nella forma nome@esempio.it, senza spazi né accenti.")
            },
        )

    def esempi(self, campo: Campo) -> Esempi:
        return Esempi(
            ("prova@esempio.invalid",), ("nome.cognome+comune@a.b.esempio.it",), ("prova@", "a b@c.it", "x" * 250 + "@a.it")
        )  # fmt: skip


class _CampoTelefono(forms.CharField):
    default_validators = [
        RegexValidator(r"^\+?\d{6,15}\Z", _("Scrivi solo cifre, da 6 a 15, con il + iniziale se c'è: per esempio +39 333 1234567."))
    ]  # fmt: skip

    def to_python(self, value: Any) -> str:
        return re.sub(r"[\s./()-]", "", super().to_python(value) or "")


class Telefono(Tipo):
    operatori = UGUAGLIANZE

    def modulo(self, campo: Campo) -> forms.Field:
        attributi = {"autocomplete": "tel", "inputmode": "tel"}
        return _CampoTelefono(max_length=30, widget=forms.TextInput(attrs=attributi))

    def esempi(self, campo: Campo) -> Esempi:
        return Esempi(("+39 333 1234567",), ("123456", "+123456789012345"), ("chiamami", "12345", "1" * 16, "١٢٣٤٥٦x"))
