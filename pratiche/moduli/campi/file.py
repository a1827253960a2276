"""Documents to attach."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import ngettext

from portal.documenti.controlli import ACCETTATI, controlla_caricamento
from pratiche.moduli import schema
from pratiche.moduli.campi.base import Esempi, Tipo
from pratiche.moduli.domande import Campo

FILE_MASSIMI = 50


class FileMultipli(forms.FileInput):
    """The browser may send several files in one go."""

    allow_multiple_selected = True


class CampoFile(forms.FileField):
    """Uploaded files, each checked by size and content. `validi` are the good ones: kept even when another is refused."""

    def __init__(self, *, massimo: int, **kwargs: Any) -> None:
        if "help_text" not in kwargs:
            kwargs["help_text"] = _che_cosa(massimo)
        attributi = {"accept": ACCETTATI, **({"multiple": True} if massimo > 1 else {})}
        super().__init__(widget=FileMultipli(attrs=attributi), **kwargs)
        self.massimo = massimo
        self.gia_caricati = 0
        self.validi: list[UploadedFile[Any]] = []

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:
        arrivati = data or []
        if len(arrivati) + self.gia_caricati > self.massimo:
            raise ValidationError(
                ngettext(
                    "Qui puoi caricare al massimo %s file: togli quello che hai già caricato.",
                    "Qui puoi caricare al massimo %s file: scegline meno.",
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


def _che_cosa(massimo: int) -> str:
    """What can be chosen, said before choosing it; not where a package or a page has words of its own."""
    return ngettext(
        "PDF, JPG o PNG, fino a %(mega)s MB.",
        "Al massimo %(massimo)s file: PDF, JPG o PNG, fino a %(mega)s MB l'uno.",
        massimo,
    ) % {"massimo": massimo, "mega": settings.CARICAMENTO_MASSIMO // 1024**2}


class File(Tipo):
    """Documents to attach: one, or up to `massimo_file`. They are rows of the case, not an answer in its data."""

    chiavi = {"massimo_file": schema.intero(1, FILE_MASSIMI)}
    operatori = frozenset()
    in_righe = False

    def modulo(self, campo: Campo) -> forms.Field:
        return CampoFile(massimo=campo.opzioni.get("massimo_file", 1))

    def esempi(self, campo: Campo) -> Esempi:
        """Names only: who fills the form knows how to make such a file, good or bad."""
        ostili = ("vuoto.pdf", "programma.pdf", "pagina.png", "rovinato.pdf", "protetto.pdf")
        return Esempi(("documento.pdf",), ("nome molto lungo " * 20 + ".pdf",), ostili)
