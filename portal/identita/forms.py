"""What a citizen may change of their own data."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from portal.identita.models import Persona


class RecapitiForm(forms.ModelForm):
    """How to reach the person, and in which language. The identity is not here: it comes from the provider."""

    cellulare = forms.CharField(
        label=_("Cellulare"),
        required=False,
        max_length=30,
        help_text=_("Con il prefisso se è estero, per esempio +49 30 123456"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    class Meta:
        model = Persona
        fields = ["email", "cellulare", "lingua"]
        labels = {"email": _("E-mail"), "lingua": _("Lingua dei messaggi e delle pagine")}
        help_texts = {"email": _("La usiamo per avvisarti dei passi delle tue pratiche")}
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "email"})}
        error_messages = {"email": {"invalid": _("Scrivi un indirizzo e-mail completo, per esempio nome@esempio.it")}}

    def clean_cellulare(self) -> str:
        """Digits with an optional leading +, however they were spaced."""
        numero = "".join(c for c in self.cleaned_data["cellulare"] if c not in " .-/()")
        if numero:
            RegexValidator(r"^\+?\d{6,15}$", _("Scrivi solo cifre, con + davanti al prefisso internazionale."))(numero)
        return numero

    def save(self, commit: bool = True) -> Any:
        """A new address has not been verified by anybody."""
        if "email" in self.changed_data:
            self.instance.email_verificata_il = None
        return super().save(commit)


class RecapitiImpresaForm(RecapitiForm):
    """How to reach a company."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cellulare"].label = _("Telefono")

    class Meta(RecapitiForm.Meta):
        labels = {"email": _("E-mail o PEC per gli avvisi"), "lingua": _("Lingua dei messaggi")}
        help_texts = {"email": _("La usiamo per avvisare l'impresa dei passi delle sue pratiche")}
