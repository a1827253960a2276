"""An address to confirm, and the code that confirms it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from notifiche.models.indirizzi import CIFRE, normalizza
from portal.identita.models import Persona


class EmailForm(forms.Form):
    """Where we are to write. `persona` knows the address in use."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Per esempio nome@esempio.it. Ti mandiamo un codice per confermarla."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("Scrivi un indirizzo e-mail completo, per esempio nome@esempio.it"),
            "required": _("Scrivi il tuo indirizzo e-mail."),
        },
    )

    def __init__(self, persona: Persona, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.persona = persona

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if normalizza(email) == normalizza(self.persona.email_in_uso):
            raise ValidationError(_("È già l'indirizzo che usiamo, ed è confermato: non devi fare nulla."))
        return email


class CodiceForm(forms.Form):
    """Six digits, however they are spaced."""

    codice = forms.CharField(
        label=_("Codice ricevuto per e-mail"),
        max_length=20,
        help_text=_("Sono 6 cifre. Se non arriva, guarda anche nella posta indesiderata."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Scrivi il codice che hai ricevuto.")},
    )

    def clean_codice(self) -> str:
        codice = "".join(self.cleaned_data["codice"].split())
        if len(codice) != CIFRE or not codice.isascii() or not codice.isdigit():
            raise ValidationError(_("Il codice è di 6 cifre."))
        return codice
