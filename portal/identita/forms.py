"""What a citizen may change of their own data."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from portal.identita.models import Persona


class RecapitiForm(forms.ModelForm):
    """How to reach the person, and in which language. Not the identity, which comes from the provider, nor the e-mail, which
    changes only when a code comes back.
    """

    cellulare = forms.CharField(
        label=_("Cellulare"),
        required=False,
        max_length=30,
        help_text=_("Con il prefisso se è estero, per esempio +49 30 123456"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    class Meta:
        model = Persona
        fields = ["cellulare", "lingua"]
        labels = {"lingua": _("Lingua dei messaggi e delle pagine")}

    def clean_cellulare(self) -> str:
        """Digits with an optional leading +, however they were spaced."""
        numero = "".join(c for c in self.cleaned_data["cellulare"] if c not in " .-/()")
        if numero:
            RegexValidator(r"^\+?\d{6,15}$", _("Scrivi solo cifre, con + davanti al prefisso internazionale."))(numero)
        return numero


class RecapitiImpresaForm(RecapitiForm):
    """How to reach a company, beside the e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cellulare"].label = _("Telefono")

    class Meta(RecapitiForm.Meta):
        labels = {"lingua": _("Lingua dei messaggi")}
