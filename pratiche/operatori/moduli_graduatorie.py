"""The forms of the rounds and of the rankings, for the office."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.aree import AreaTesto
from pratiche.moduli.campi import TIPI, campo_di_modulo
from pratiche.moduli.definizione import Campo
from pratiche.moduli.graduatoria import Criterio

SEDE = "posti-"  # before the code of a seat
POSTI_MASSIMI = 10_000


def _istante(etichetta: Any, aiuto: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=etichetta,
        help_text=aiuto,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
    )


def _giorno(etichetta: Any, aiuto: Any) -> forms.DateField:
    return forms.DateField(
        label=etichetta,
        help_text=aiuto,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ModuloCambia(forms.Form):
    """Until when, how many places in each seat, and the days of who gets one."""

    chiude_il = _istante(_("Chiude il"), _("Il minuto che scrivi è compreso: alle 23:59 vale fino alle 23:59:59."))
    inizia_il = _giorno(_("Primo giorno"), _("Quando comincia chi ha il posto: lo legge dopo la conferma. Se non si sa, lascia vuoto."))  # fmt: skip
    cambi_entro = _giorno(_("Rinunce e passaggi fino al"), _("Fino a questo giorno chi ha confermato può lasciare il posto o passare a una sede che preferiva, se si libera. Vuoto: la conferma non si cambia."))  # fmt: skip

    def __init__(
        self, *args: Any, sedi: list[tuple[str, str]], posti: dict[str, int] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for codice, nome in sedi:
            self.fields[SEDE + codice] = forms.IntegerField(
                label=_("Posti: %s") % nome if nome else _("Posti"),
                min_value=0,
                max_value=POSTI_MASSIMI,
                initial=(posti or {}).get(codice, 0),
            )

    def valori(self) -> dict[str, Any]:
        dati = self.cleaned_data
        posti = {nome.removeprefix(SEDE): quanti for nome, quanti in dati.items() if nome.startswith(SEDE)}
        return {nome: valore for nome, valore in dati.items() if not nome.startswith(SEDE)} | {"posti": posti}


class ModuloTornata(ModuloCambia):
    """A new round."""

    nome = forms.CharField(label=_("Nome"), help_text=_("Per esempio: Anno educativo 2026/2027."), max_length=100)
    apre_il = _istante(_("Apre il"), "")
    field_order = ["nome", "apre_il", "chiude_il"]


class ModuloPunti(forms.Form):
    """The points of a criterion that the office scores."""

    motivo = forms.CharField(
        label=_("Da dove vengono"),
        help_text=_("Per esempio il verbale della commissione. Chi ha fatto domanda legge queste parole."),
        max_length=1000,
        widget=AreaTesto(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, criterio: Criterio, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criterio = criterio
        self.fields["punti"] = forms.DecimalField(
            label=_("Punti"),
            help_text=_("Da 0 a %s.") % criterio.dall_ufficio,
            min_value=0,
            max_value=criterio.dall_ufficio,
            decimal_places=2,
            localize=True,
        )
        self.order_fields(["punti", "motivo"])


class ModuloDefinitiva(forms.Form):
    atto_numero = forms.CharField(
        label=_("Numero dell'atto"), help_text=_("Quello con cui l'ufficio approva la graduatoria."), max_length=50
    )
    atto_data = forms.DateField(
        label=_("Data dell'atto"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_atto_data(self) -> dt.date:
        giorno: dt.date = self.cleaned_data["atto_data"]
        if giorno > timezone.localdate():
            raise forms.ValidationError(_("L'atto non può avere una data futura."))
        return giorno


class ModuloCorrezione(forms.Form):
    """The value that was found, and how. What was declared is not touched."""

    def __init__(self, *args: Any, campo: Campo, valore: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campo = campo
        self.fields["valore"] = campo_di_modulo(campo)
        self.fields["valore"].initial = TIPI[campo.tipo].per_modulo(campo, valore)
        self.fields["motivo"] = forms.CharField(
            label=_("Che cosa hai verificato"),
            help_text=_("E dove. Chi ha fatto domanda legge queste parole."),
            max_length=1000,
            widget=AreaTesto(attrs={"rows": 3}),
        )

    def valori(self) -> dict[str, Any]:
        trovato = TIPI[self.campo.tipo].conserva(self.cleaned_data["valore"])
        return {"campo": self.campo.nome, "valore": trovato, "motivo": self.cleaned_data["motivo"]}


class ModuloRisposta(forms.Form):
    risposta = forms.CharField(
        label=_("Come hai valutato le osservazioni"),
        help_text=_("Chi le ha mandate legge queste parole. Senza una risposta a tutte non si pubblica la definitiva."),
        max_length=4000,
        widget=AreaTesto(attrs={"rows": 5}),
    )


def correggibili(campi: list[Campo]) -> list[Campo]:
    """What may be corrected here: simple answers. The others are asked again with a request for completion."""
    return [
        campo
        for campo in campi
        if campo.chiesto and campo.tipo not in {"gruppo", "file"} and not TIPI[campo.tipo].parti(campo)
    ]
