"""What people choose when they name somebody, and when they say to act by law."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.aree import AreaTesto
from portal.base.codice_fiscale import controlla, controlla_impresa, valida_codice_fiscale, valida_codice_impresa
from portal.catalogo.models import Servizio
from portal.documenti.controlli import ACCETTATI, controlla_caricamento
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.identita.operations import Limiti
from portal.identita.stati import CON_SERVIZIO, DI_PERSONE, Facolta, Specie, Stanza

GIORNO = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CodiceFiscale(forms.CharField):
    """Of another person: checked in its form, never looked up."""

    def __init__(self, **kwargs: Any) -> None:
        attributi = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(
            max_length=30, validators=[valida_codice_fiscale], widget=forms.TextInput(attrs=attributi), **kwargs
        )

    def clean(self, value: Any) -> str:
        return controlla(super().clean(value))


class DelegaForm(forms.Form):
    """Whom, for what, until when."""

    codice_fiscale = CodiceFiscale(
        label=_("Codice fiscale della persona che agirà per te"),
        help_text=_(
            "È sulla sua tessera sanitaria. Dovrà entrare nel portale e accettare: fino ad allora non può fare nulla."
        ),
    )
    stanze = forms.MultipleChoiceField(
        label=_("Dove può agire"), choices=Stanza.choices, widget=forms.CheckboxSelectMultiple
    )
    facolta = forms.MultipleChoiceField(
        label=_("Che cosa può fare"),
        choices=Facolta.choices,
        initial=[Facolta.LEGGI],
        widget=forms.CheckboxSelectMultiple,
    )
    servizi = forms.MultipleChoiceField(
        label=_("Solo per alcuni servizi"),
        help_text=_("Se non ne scegli nessuno vale per tutti. Si possono limitare solo pratiche e pagamenti."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    dal = forms.DateField(label=_("Dal"), widget=GIORNO)
    al = forms.DateField(
        label=_("Fino al (compreso)"),
        help_text=_("Se lo lasci vuoto vale finché non la revochi."),
        required=False,
        widget=GIORNO,
    )

    def __init__(self, *args: Any, ente: Ente, da: Persona, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if da.e_impresa:
            self.fields["codice_fiscale"].label = _("Codice fiscale della persona che agirà per l'impresa")
        online = Servizio.objects.pubblici(ente).filter(online=True).order_by("titolo")
        scelte: Any = self.fields["servizi"]
        scelte.choices = [(servizio.slug, servizio.testo("titolo")) for servizio in online]
        self.fields["dal"].initial = timezone.localdate()

    def clean_facolta(self) -> list[str]:
        """Who acts must be able to read."""
        scelte: list[str] = self.cleaned_data["facolta"]
        return scelte if Facolta.LEGGI in scelte else [Facolta.LEGGI.value, *scelte]

    def clean_dal(self) -> dt.date:
        return _non_passato(self.cleaned_data["dal"])

    def clean(self) -> dict[str, Any]:
        dati: dict[str, Any] = super().clean() or self.cleaned_data
        if dati.get("al") and dati.get("dal") and dati["al"] < dati["dal"]:
            self.add_error("al", _("L'ultimo giorno viene prima del primo."))
        if dati.get("servizi") and not set(dati.get("stanze", [])) <= set(CON_SERVIZIO):
            self.add_error("servizi", _("Per limitare la delega ad alcuni servizi scegli solo Pratiche e Pagamenti."))
        return dati

    @property
    def limiti(self) -> Limiti:
        dati = self.cleaned_data
        return Limiti(
            stanze=tuple(dati["stanze"]),
            facolta=tuple(dati["facolta"]),
            servizi=tuple(dati["servizi"]),
            dal=dati["dal"],
            al=dati["al"],
        )


class TitoloForm(forms.Form):
    """The document that proves it, and until when."""

    al = forms.DateField(
        label=_("Fino al (compreso)"),
        help_text=_("Se il documento ha una scadenza. Se non ce l'ha, lascia vuoto."),
        required=False,
        widget=GIORNO,
    )
    documento = forms.FileField(
        label=_("Documento che lo prova"), widget=forms.ClearableFileInput(attrs={"accept": ACCETTATI})
    )

    def clean_al(self) -> dt.date | None:
        giorno: dt.date | None = self.cleaned_data["al"]
        return _non_passato(giorno) if giorno else None

    def clean_documento(self) -> Any:
        file = self.cleaned_data["documento"]
        file.name, file.content_type = controlla_caricamento(file)
        return file


class LeggeForm(TitoloForm):
    """For whom, and with which title."""

    specie = forms.ChoiceField(
        label=_("In quale veste"),
        choices=[(specie.value, specie.label) for specie in Specie if specie in DI_PERSONE],
        widget=forms.RadioSelect,
    )
    codice_fiscale = CodiceFiscale(label=_("Codice fiscale della persona per cui agisci"))
    nome = forms.CharField(label=_("Nome della persona"), max_length=200)
    cognome = forms.CharField(label=_("Cognome della persona"), max_length=200)
    field_order = ("specie", "codice_fiscale", "nome", "cognome", "al", "documento")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documento"].help_text = _(
            "Per esempio il decreto del giudice tutelare o l'atto di nascita. PDF, JPG o PNG."
        )


class ImpresaForm(TitoloForm):
    """Which company."""

    codice_fiscale = forms.CharField(
        label=_("Codice fiscale o partita IVA dell'impresa"),
        help_text=_("11 cifre. Di una ditta individuale scrivi la partita IVA."),
        max_length=30,
        validators=[valida_codice_impresa],
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    denominazione = forms.CharField(label=_("Denominazione dell'impresa"), max_length=200)
    field_order = ("codice_fiscale", "denominazione", "al", "documento")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documento"].help_text = _(
            "La visura camerale degli ultimi sei mesi, o la procura. PDF, JPG o PNG."
        )

    def clean_codice_fiscale(self) -> str:
        return controlla_impresa(self.cleaned_data["codice_fiscale"])


class MotivoForm(forms.Form):
    """What the office writes when it decides: the person reads it."""

    motivo = forms.CharField(
        label=_("Motivo"),
        help_text=_(
            "Chi ha fatto la richiesta legge queste parole: quale documento hai visto e che cosa prova, o non prova."
        ),
        min_length=10,
        max_length=500,
        widget=AreaTesto(attrs={"rows": 4}),
    )


def _non_passato(giorno: dt.date) -> dt.date:
    if giorno < timezone.localdate():
        raise ValidationError(_("Questo giorno è già passato."))
    return giorno
