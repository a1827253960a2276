"""What an administrator says of an account. The reason is always asked: it stays in the register."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.enti.models import Ente, Incarico, Ufficio


class ModuloAtto(forms.Form):
    """An act on an account; `ente` is that of the page."""

    def __init__(self, *args: Any, ente: Ente, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ente = ente


class ModuloSpid(ModuloAtto):
    """Whose SPID opens the account."""

    codice = forms.CharField(
        label=_("Codice fiscale della persona"),
        max_length=20,
        help_text=_("Deve essere già entrata una volta nel portale con SPID. Il codice non si conserva qui."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class ModuloMotivo(ModuloAtto):
    """Why: it stays in the register."""

    motivo = forms.CharField(
        label=_("Motivo"),
        min_length=10,
        max_length=200,
        help_text=_("Per esempio: telefono smarrito, richiesta prot. 12"),
    )


class ModuloRuolo(ModuloMotivo):
    """A post in an office of the ente."""

    ufficio = forms.ModelChoiceField(label=_("Ufficio"), queryset=Ufficio.objects.none())
    ruolo = forms.ChoiceField(label=_("Ruolo"), choices=Incarico.Ruolo.choices)
    field_order = ["ufficio", "ruolo", "motivo"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ufficio"].queryset = Ufficio.objects.dell_ente(self.ente)  # type: ignore[attr-defined]


class ModuloAccount(ModuloRuolo):
    """Somebody new, with the first post."""

    nome = forms.CharField(label=_("Nome"), max_length=200)
    cognome = forms.CharField(label=_("Cognome"), max_length=200)
    username = forms.CharField(
        label=_("Nome utente"),
        max_length=64,
        help_text=_("Per entrare: lettere minuscole, cifre, punti e trattini, per esempio anna.neri. Non si cambia."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )
    email = forms.EmailField(label=_("E-mail di lavoro"))
    field_order = ["nome", "cognome", "username", "email", "ufficio", "ruolo", "motivo"]
