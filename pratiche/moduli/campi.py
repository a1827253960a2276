"""The kinds of field: for each one the keys it adds to the package, its form field, and its value in words."""

import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from portal.base.templatetags.casa import data as data_in_parole
from portal.documenti.controlli import ACCETTATI, controlla_caricamento
from pratiche.moduli import schema
from pratiche.moduli.definizione import Campo

RADIO_FINO_A = 5  # choices: beyond these a select is shorter to read
MANCA = {"required": _("Questa risposta è obbligatoria.")}


class Tipo(ABC):
    """A kind of field. Values are kept as JSON: text, or a list of texts."""

    chiavi: ClassVar[Mapping[str, schema.Controllo]] = {}
    chiavi_obbligatorie: ClassVar[Mapping[str, schema.Controllo]] = {}

    @abstractmethod
    def modulo(self, campo: Campo) -> forms.Field:
        """The Django form field."""

    def conserva(self, valore: Any) -> Any:
        """The cleaned value as JSON."""
        return valore

    def in_parole(self, campo: Campo, valore: Any) -> str:
        """The stored value as a person reads it in a summary."""
        return str(valore or "")


class Testo(Tipo):
    chiavi = {"massimo": schema.intero(1, 500)}

    def modulo(self, campo: Campo) -> forms.Field:
        return forms.CharField(max_length=campo.opzioni.get("massimo", 200))


class Area(Tipo):
    chiavi = {"massimo": schema.intero(1, 5000)}

    def modulo(self, campo: Campo) -> forms.Field:
        return forms.CharField(max_length=campo.opzioni.get("massimo", 2000), widget=forms.Textarea(attrs={"rows": 5}))


class Email(Tipo):
    def modulo(self, campo: Campo) -> forms.Field:
        return forms.EmailField(
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            error_messages={"invalid": _("L'indirizzo non è completo: deve avere la forma nome@esempio.it.")},
        )


class _CampoTelefono(forms.CharField):
    default_validators = [
        RegexValidator(r"^\+?\d{6,15}$", _("Il numero può avere solo cifre e il + iniziale: per esempio +39 333 1234567."))
    ]  # fmt: skip

    def to_python(self, value: Any) -> str:
        return re.sub(r"[\s./-]", "", super().to_python(value) or "")


class Telefono(Tipo):
    def modulo(self, campo: Campo) -> forms.Field:
        attributi = {"autocomplete": "tel", "inputmode": "tel"}
        return _CampoTelefono(max_length=30, widget=forms.TextInput(attrs=attributi))


class _CampoTarga(forms.CharField):
    default_validators = [
        RegexValidator(r"^(?=.*\d)[A-Z0-9]{4,10}$", _("La targa ha solo lettere e numeri, senza spazi: per esempio AB123CD."))
    ]  # fmt: skip

    def to_python(self, value: Any) -> str:
        return re.sub(r"[\s.-]", "", super().to_python(value) or "").upper()


class Targa(Tipo):
    """An Italian or foreign plate: written in capitals, without spaces."""

    def modulo(self, campo: Campo) -> forms.Field:
        return _CampoTarga(max_length=15, widget=forms.TextInput(attrs={"autocapitalize": "characters"}))


class Data(Tipo):
    """A day. `non_prima_di` (today or another date of the step) and `entro_giorni` after it are checked by the form."""

    chiavi = {"non_prima_di": schema.codice(), "entro_giorni": schema.intero(1, 3660)}

    def modulo(self, campo: Campo) -> forms.Field:
        return forms.DateField(
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"invalid": _("La data non esiste o non è completa: scrivi giorno, mese e anno.")},
        )

    def conserva(self, valore: dt.date | None) -> str:
        return valore.isoformat() if valore else ""

    def in_parole(self, campo: Campo, valore: str) -> str:
        try:
            return data_in_parole(dt.date.fromisoformat(valore))
        except (TypeError, ValueError):
            return str(valore or "")


_SCELTE = {"scelte": schema.elenco(schema.mappa({"codice": schema.codice(), "testo": schema.frase()}))}


class Scelta(Tipo):
    """One of some: radio buttons when they are few, a list when they are many."""

    chiavi_obbligatorie = _SCELTE

    def modulo(self, campo: Campo) -> forms.Field:
        if len(campo.scelte) <= RADIO_FINO_A:
            return forms.ChoiceField(choices=campo.scelte, widget=forms.RadioSelect)
        return forms.ChoiceField(choices=[("", gettext("Scegli")), *campo.scelte])

    def in_parole(self, campo: Campo, valore: str) -> str:
        return dict(campo.scelte).get(valore, "")


class Scelte(Tipo):
    """Some of some."""

    chiavi_obbligatorie = _SCELTE

    def modulo(self, campo: Campo) -> forms.Field:
        return forms.MultipleChoiceField(choices=campo.scelte, widget=forms.CheckboxSelectMultiple)

    def in_parole(self, campo: Campo, valore: list[str]) -> str:
        return ", ".join(testo for codice, testo in campo.scelte if codice in (valore or []))


class SiNo(Tipo):
    """Yes or no, both to be chosen: nothing is ticked in advance."""

    def modulo(self, campo: Campo) -> forms.Field:
        return forms.ChoiceField(choices=self._scelte(), widget=forms.RadioSelect)

    def in_parole(self, campo: Campo, valore: str) -> str:
        return dict(self._scelte()).get(valore, "")

    @staticmethod
    def _scelte() -> list[tuple[str, str]]:
        return [("si", gettext("Sì")), ("no", gettext("No"))]


class FileMultipli(forms.FileInput):
    """The browser may send several files in one go."""

    allow_multiple_selected = True


class CampoFile(forms.FileField):
    """Uploaded files, each checked by size and content. `validi` are the good ones: kept even when another is refused."""

    def __init__(self, *, massimo: int, **kwargs: Any) -> None:
        attributi = {"accept": ACCETTATI, **({"multiple": True} if massimo > 1 else {})}
        super().__init__(widget=FileMultipli(attrs=attributi), **kwargs)
        self.massimo = massimo
        self.gia_caricati = 0
        self.validi: list[UploadedFile[Any]] = []

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:
        arrivati = data or []
        if not arrivati and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(arrivati) + self.gia_caricati > self.massimo:
            raise ValidationError(
                ngettext(
                    "Qui puoi caricare al massimo %s file: togli quello che hai già caricato.",
                    "Qui puoi caricare al massimo %s file: togline uno.",
                    self.massimo,
                )
                % self.massimo,
                code="troppi",
            )
        errori = [errore for file in arrivati if (errore := self._controlla(file))]
        if errori:
            raise ValidationError(errori)
        return self.validi

    def _controlla(self, file: "UploadedFile[Any]") -> str:
        """Keep a good file with its safe name and true kind; what is wrong with a bad one, its name first."""
        try:
            file.name, file.content_type = controlla_caricamento(file)
        except ValidationError as errore:
            return f"{file.name}: {errore.message}"
        self.validi.append(file)
        return ""


class File(Tipo):
    """Documents to attach: one, or up to `massimo_file`."""

    chiavi = {"massimo_file": schema.intero(1, 10)}

    def modulo(self, campo: Campo) -> forms.Field:
        return CampoFile(massimo=campo.opzioni.get("massimo_file", 1))


TIPI: dict[str, Tipo] = {
    "testo": Testo(),
    "area": Area(),
    "email": Email(),
    "telefono": Telefono(),
    "data": Data(),
    "scelta": Scelta(),
    "scelte": Scelte(),
    "si_no": SiNo(),
    "targa": Targa(),
    "file": File(),
}


def campo_di_modulo(campo: Campo) -> forms.Field:
    """The Django field of a question, with its words and its duty."""
    modulo = TIPI[campo.tipo].modulo(campo)
    modulo.label, modulo.help_text, modulo.required = campo.etichetta, campo.aiuto, campo.obbligatorio
    modulo.widget.is_required = campo.obbligatorio
    modulo.error_messages.update(MANCA)
    return modulo
