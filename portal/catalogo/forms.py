"""The forms of the public pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.catalogo.models import Contenuto, SegnalazioneAccessibilita, Valutazione


class ValutazioneForm(forms.ModelForm):
    """The rating widget; its HTML is `componenti/valutazione.html`, word for word as the audit wants it."""

    pagina = forms.RegexField(r"^/(?!/)[^?#]*$", max_length=500)

    class Meta:
        model = Valutazione
        fields = ["pagina", "voto", "aspetto", "commento"]


class SegnalazioneForm(forms.ModelForm):
    """What did not work, where, and an address to answer to."""

    class Meta:
        model = SegnalazioneAccessibilita
        fields = ["pagina", "descrizione", "tecnologia", "email"]
        labels = {
            "pagina": _("In quale pagina?"),
            "descrizione": _("Che cosa non funziona?"),
            "tecnologia": _("Che cosa usi per navigare?"),
            "email": _("A quale e-mail ti rispondiamo?"),
        }
        help_texts = {
            "pagina": _("L'indirizzo o il nome della pagina."),
            "descrizione": _("Scrivi che cosa volevi fare e che cosa è successo. Non scrivere dati personali."),
            "tecnologia": _("Per esempio un lettore di schermo, la tastiera, lo zoom. Puoi non rispondere."),
        }
        widgets = {
            "descrizione": forms.Textarea(attrs={"rows": 5}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }


class RicercaForm(forms.Form):
    """The search box and the kinds of result to keep."""

    q = forms.CharField(max_length=100, required=False)
    tipo = forms.MultipleChoiceField(choices=Contenuto.Tipo.choices, required=False)

    def clean_q(self) -> Any:
        return self.cleaned_data["q"].strip()
