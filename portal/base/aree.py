"""The box where people write several lines."""

from typing import Any

from django import forms
from django.http import HttpRequest


class AreaTesto(forms.Textarea):
    """A text area that counts as the browser does: it shows and limits a new line as one character, and sends two (HTML, 4.10.11)."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        testo = super().value_from_datadict(data, files, name)
        return _una_per_riga(testo) if isinstance(testo, str) else testo


def scritto(request: HttpRequest, nome: str, massimo: int) -> str:
    """What was sent from an area written in the page, no longer than `maxlength` lets it be there."""
    return _una_per_riga(request.POST.get(nome, ""))[:massimo]


def _una_per_riga(testo: str) -> str:
    return testo.replace("\r\n", "\n")
