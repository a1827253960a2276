"""Where recipients come from when it is not a file: questions that the rooms know how to ask.

A room registers its own in `AppConfig.ready`: `fonti.impara(RichiedentiDiUnServizio())`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise

from notifiche.massivi.tabella import RigaLetta
from notifiche.models import Invio
from portal.enti.models import Ente, Ufficio


class DomandaForm(forms.Form):
    """What to ask. `parametri` is what is kept, in values that JSON knows."""

    def __init__(self, *args: Any, ente: Ente, ufficio: Ufficio, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ente, self.ufficio = ente, ufficio

    def parametri(self) -> dict[str, Any]:
        return {nome: valore for nome, valore in self.cleaned_data.items() if valore not in (None, "", [])}


class Fonte(ABC):
    """A question. `campi` are the placeholders it fills; the recipients come ordered by a number that only grows."""

    codice: ClassVar[str]
    nome: ClassVar[str | Promise]
    aiuto: ClassVar[str | Promise]
    campi: ClassVar[tuple[str, ...]]
    modulo: ClassVar[type[DomandaForm]]

    @abstractmethod
    def righe(self, invio: Invio, dopo: int) -> Iterator[RigaLetta]:
        """The recipients numbered after `dopo`, each person once, read a few at a time."""


FONTI: dict[str, Fonte] = {}


def impara(fonte: Fonte) -> None:
    """From now on the officers may choose it."""
    FONTI[fonte.codice] = fonte
