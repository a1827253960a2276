from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from notifiche.models import Genere, MessaggioQuerySet


class Scelta(NamedTuple):
    """One of the rooms to choose from: how many of its messages are unread, and the address that shows them."""

    nome: str
    non_letti: int
    indirizzo: str
    corrente: bool


class FiltroForm(forms.Form):
    """What to show of the inbox. A value that makes no sense is as if it were not there."""

    cerca = forms.CharField(label=_("Cerca nei messaggi"), max_length=100, required=False)
    da_leggere = forms.BooleanField(label=_("Solo i messaggi da leggere"), required=False)
    genere = forms.ChoiceField(choices=Genere.choices, required=False, widget=forms.HiddenInput)

    def __init__(self, dati: QueryDict, **kwargs: Any) -> None:
        super().__init__(dati, **kwargs)
        self.is_valid()

    @property
    def scelti(self) -> dict[str, Any]:
        """The filters in use."""
        return {nome: valore for nome, valore in self.cleaned_data.items() if valore}

    def applica(self, posta: MessaggioQuerySet) -> MessaggioQuerySet:
        scelti = self.scelti
        if "cerca" in scelti:
            posta = posta.con_parole(scelti["cerca"])
        if "genere" in scelti:
            posta = posta.filter(genere=scelti["genere"])
        return posta.non_letti() if "da_leggere" in scelti else posta

    def generi(self, non_letti: dict[str, int]) -> Iterator[Scelta]:
        """All of them first, then the rooms, each keeping the other filters."""
        scelto = self.scelti.get("genere", "")
        yield Scelta(str(_("Tutti")), sum(non_letti.values()), self._indirizzo(""), scelto == "")
        for genere in Genere:
            yield Scelta(
                str(genere.label), non_letti.get(genere, 0), self._indirizzo(genere.value), scelto == genere.value
            )

    def _indirizzo(self, genere: str) -> str:
        altri = {nome: "on" if valore is True else valore for nome, valore in self.scelti.items() if nome != "genere"}
        query = QueryDict(mutable=True)
        query.update(altri | ({"genere": genere} if genere else {}))
        return f"?{query.urlencode()}"


class SegnaForm(forms.Form):
    """What to mark: one message by its code, or all those of the filter that were there when the page was shown."""

    letto = forms.UUIDField(required=False)
    da_leggere = forms.UUIDField(required=False)
    tutti_fino = forms.DateTimeField(required=False)
    annulla = forms.DateTimeField(required=False)
