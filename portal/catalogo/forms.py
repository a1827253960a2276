"""The forms of the public pages."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.base.aree import AreaTesto
from portal.base.parole import ORIGINALE
from portal.catalogo.models import Contenuto, SegnalazioneAccessibilita, Valutazione
from portal.enti.models import Ente


class ValutazioneForm(forms.ModelForm):
    """The rating widget; its HTML is `componenti/valutazione.html`, word for word as the audit wants it."""

    pagina = forms.RegexField(r"^/(?!/)[^?#]*$", max_length=500)

    class Meta:
        model = Valutazione
        fields = ["pagina", "servizio", "voto", "aspetto", "commento"]


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
            "descrizione": AreaTesto(attrs={"rows": 5}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }


class RicercaForm(forms.Form):
    """The search box and the kinds of result to keep."""

    q = forms.CharField(max_length=100, required=False)
    tipo = forms.MultipleChoiceField(choices=Contenuto.Tipo.choices, required=False)

    def clean_q(self) -> Any:
        return self.cleaned_data["q"].strip()


class TraduzioniForm(forms.ModelForm):
    """A content with a box for each translatable field in each other language; see `modulo_con_traduzioni`.

    `ente` is the one of the request: the back-office sets it, people do not choose it.
    """

    ente: Ente

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nome, campo, lingua in nomi_traduzioni(self._meta.model):
            self.initial[nome] = self.instance.traduzioni.get(lingua, {}).get(campo, "")

    def clean_slug(self) -> str:
        """One address, one content."""
        slug: str = self.cleaned_data["slug"]
        if self._meta.model.objects.filter(ente=self.ente, slug=slug).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("C'è già una pagina con questo indirizzo: scegline un altro."))
        return slug

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or self.cleaned_data
        traduzioni: dict[str, dict[str, str]] = {}
        for nome, campo, lingua in nomi_traduzioni(self._meta.model):
            if dati.get(nome):
                traduzioni.setdefault(lingua, {})[campo] = dati[nome]
        self.instance.traduzioni = traduzioni
        return dati


def nomi_traduzioni(modello: type[Contenuto]) -> list[tuple[str, str, str]]:
    """Name of the box, translated field, language."""
    altre = [codice for codice, _nome in settings.LANGUAGES if codice != ORIGINALE]
    return [(f"{campo}__{lingua}", campo, lingua) for lingua in altre for campo in modello.TRADUCIBILI]


def modulo_con_traduzioni(modello: type[Contenuto]) -> type[forms.ModelForm]:
    """The back-office form of a kind of content."""
    lingue = dict(settings.LANGUAGES)
    campi = {}
    for nome, campo, lingua in nomi_traduzioni(modello):
        originale = modello._meta.get_field(campo)
        campi[nome] = originale.formfield(
            required=False, help_text="", label=f"{originale.verbose_name} ({lingue[lingua]})"
        )
    return type(f"{modello.__name__}Form", (TraduzioniForm,), campi)
