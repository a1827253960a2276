from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifiche.models import MessaggioQuerySet


class FiltroForm(forms.Form):
    """What to show of the inbox. A value that makes no sense is as if it were not there."""

    cerca = forms.CharField(label=_("Cerca nei messaggi"), max_length=100, required=False)
    da_leggere = forms.BooleanField(label=_("Solo i messaggi da leggere"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_valid()

    @property
    def attivo(self) -> bool:
        return any(self.cleaned_data.values())

    def applica(self, posta: MessaggioQuerySet) -> MessaggioQuerySet:
        if self.cleaned_data.get("cerca"):
            posta = posta.con_parole(self.cleaned_data["cerca"])
        return posta.non_letti() if self.cleaned_data.get("da_leggere") else posta
