"""Codes with a check of their own: people, companies, bank accounts, vehicles."""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from stdnum import exceptions, iban
from stdnum.it import codicefiscale, iva

from portal.base import codice_fiscale
from pratiche.moduli import schema
from pratiche.moduli.campi.base import UGUAGLIANZE, Esempi, Tipo
from pratiche.moduli.domande import Campo

CODICE_FISCALE_SBAGLIATO = _("Il codice fiscale non è giusto: controlla le 16 lettere e cifre sulla tessera sanitaria.")
ENTE_SBAGLIATO = _("Il codice fiscale non è giusto: ha 16 lettere e cifre, oppure 11 cifre per enti e imprese.")
PARTITA_IVA_SBAGLIATA = _("La partita IVA non è giusta: ha 11 cifre, l'ultima controlla le altre.")
IBAN_SBAGLIATO = _("L'IBAN non è giusto: copialo dall'estratto conto. Quello italiano inizia con IT e ha 27 caratteri.")


def _senza_spazi(testo: str) -> str:
    return re.sub(r"[\s.\-]", "", testo).upper()


class _CampoCodice(forms.CharField):
    """Written one way (capitals, no spaces), then checked."""

    def __init__(self, controlla: Callable[[str], Any], rifiuto: Any, **attributi: str) -> None:
        attributi = {"autocapitalize": "characters", "spellcheck": "false", **attributi}
        super().__init__(max_length=60, widget=forms.TextInput(attrs=attributi))
        self.controlla, self.rifiuto = controlla, rifiuto

    def clean(self, value: Any) -> str:
        testo = _senza_spazi(str(super().clean(value) or ""))
        if not testo:
            return ""
        try:
            self.controlla(testo)
        except (ValueError, exceptions.ValidationError):
            raise ValidationError(self.rifiuto) from None
        return testo


class CodiceFiscale(Tipo):
    """Of a person (omocodia accepted); with `anche_enti` also the 11 digits of bodies and companies."""

    chiavi = {"anche_enti": schema.vero_o_falso()}
    operatori = UGUAGLIANZE

    def modulo(self, campo: Campo) -> forms.Field:
        if campo.opzioni.get("anche_enti"):
            return _CampoCodice(_codice_di_chiunque, ENTE_SBAGLIATO)
        return _CampoCodice(codice_fiscale.controlla, CODICE_FISCALE_SBAGLIATO)

    def esempi(self, campo: Campo) -> Esempi:
        limite = ("rssmra80a01 h501u", "RSSMRA80A01H50MM")
        return Esempi(
            ("RSSMRA80A01H501U",), limite, ("RSSMRA80A01H501X", "12345", "RSSMRA80A01H501UU", "ＲＳＳＭＲＡ80A01H501U")
        )


class PartitaIva(Tipo):
    operatori = UGUAGLIANZE

    def modulo(self, campo: Campo) -> forms.Field:
        return _CampoCodice(_partita_iva, PARTITA_IVA_SBAGLIATA, inputmode="numeric")

    def esempi(self, campo: Campo) -> Esempi:
        return Esempi(("02438750586",), ("IT 02438750586",), ("02438750587", "00000000000", "abc", "0243875058"))


class Iban(Tipo):
    """Kept without spaces; shown in groups of four."""

    chiavi = {"riusa": schema.codice()}
    operatori = UGUAGLIANZE
    offerto = "iban"

    def modulo(self, campo: Campo) -> forms.Field:
        return _CampoCodice(_iban, IBAN_SBAGLIATO)

    def in_parole(self, campo: Campo, valore: Any) -> str:
        testo = super().in_parole(campo, valore)
        return " ".join(testo[i : i + 4] for i in range(0, len(testo), 4))

    def esempi(self, campo: Campo) -> Esempi:
        limite = ("it60 x054 2811 1010 0000 0123 456", "DE89370400440532013000")
        return Esempi(("IT60X0542811101000000123456",), limite, ("IT60X0542811101000000123457", "IT60", "X" * 34))


class Targa(Tipo):
    """An Italian or foreign plate: written in capitals, without spaces."""

    operatori = UGUAGLIANZE

    def modulo(self, campo: Campo) -> forms.Field:
        regola = RegexValidator(
            r"^(?=.*\d)[A-Z0-9]{4,10}\Z",
            _("La targa ha solo lettere e numeri, da 4 a 10: per esempio AB123CD."),
        )
        return _CampoTarga(
            max_length=15, validators=[regola], widget=forms.TextInput(attrs={"autocapitalize": "characters"})
        )

    def esempi(self, campo: Campo) -> Esempi:
        return Esempi(("ab 123 cd",), ("A1BC", "ABC1234567"), ("AB 12<script>", "ABCDEFG", "A1", "Ä1234"))


class _CampoTarga(forms.CharField):
    def to_python(self, value: Any) -> str:
        return _senza_spazi(super().to_python(value) or "")


def _codice_di_chiunque(testo: str) -> None:
    codicefiscale.validate(testo) if testo.isascii() else codice_fiscale.controlla(testo)


def _partita_iva(testo: str) -> None:
    if not testo.isascii() or not int(testo.removeprefix("IT")):
        raise ValueError("partita IVA non valida")
    iva.validate(testo)


def _iban(testo: str) -> None:
    if not testo.isascii():
        raise ValueError("IBAN non valido")
    iban.validate(testo)
