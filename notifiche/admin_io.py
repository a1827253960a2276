"""The services of App IO in the back-office, for administrators: the keys go in and never come out whole."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from notifiche.models import Genere, ServizioIO
from portal.catalogo.models import Servizio
from portal.enti.admin import DellEnte
from portal.enti.models import Ente
from portal.enti.permessi import amministra_qui
from portal.identita.cifratura import ChiaveMancante
from portal.registro.operations import registra

CHIAVI = ("primaria", "secondaria", "contenuti")


class CampoChiave(forms.CharField):
    """Write-only: empty leaves the key as it is."""

    def __init__(self, etichetta: Any) -> None:
        blocca = {"autocomplete": "off", "spellcheck": "false"}
        widget = forms.PasswordInput(attrs=blocca, render_value=False)
        super().__init__(label=etichetta, required=False, min_length=8, max_length=200, widget=widget)


class ServizioIOForm(forms.ModelForm):
    ente: Ente  # set by the admin: it comes from the host

    generi = forms.MultipleChoiceField(
        label=_("Tipi di messaggio"), choices=Genere.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    servizi = forms.MultipleChoiceField(
        label=_("Servizi del Comune"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Vengono prima dei tipi"),
    )
    chiave_primaria = CampoChiave(_("Chiave primaria"))
    chiave_secondaria = CampoChiave(_("Chiave secondaria"))
    chiave_contenuti = CampoChiave(_("Chiave dei contenuti remoti"))

    class Meta:
        model = ServizioIO
        fields = ["nome", "predefinito", "generi", "servizi", "avanzato", "configurazione"]
        error_messages = {"configurazione": {"invalid": _("Sono 26 cifre e lettere maiuscole: copialo da App IO.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schede = Servizio.objects.filter(ente=self.ente).order_by("titolo").values_list("slug", "titolo")
        self.fields["servizi"].choices = list(schede)  # type: ignore[attr-defined]
        for quale in CHIAVI:
            self.fields[f"chiave_{quale}"].help_text = _aiuto(self.instance, quale)
        self.fields["chiave_primaria"].required = self.instance.pk is None

    def clean(self) -> dict[str, Any]:
        """One service at most for each kind and municipal service, and one default."""
        dati = super().clean() or {}
        for altro in ServizioIO.objects.filter(ente=self.ente).exclude(pk=self.instance.pk):
            if dati.get("predefinito") and altro.predefinito:
                self.add_error("predefinito", _("Il servizio predefinito c'è già: %s.") % altro)
            for campo in ("generi", "servizi"):
                if set(dati.get(campo, ())) & set(getattr(altro, campo)):
                    self.add_error(campo, _("Una di queste scelte è già del servizio %s.") % altro)
        if dati.get("configurazione") and not (dati.get("chiave_contenuti") or bytes(self.instance.contenuti)):
            self.add_error("chiave_contenuti", ValidationError(_("Serve la chiave scritta nella configurazione.")))
        return dati

    def cambiate(self) -> list[str]:
        """Which keys were written."""
        return [quale for quale in CHIAVI if self.cleaned_data[f"chiave_{quale}"]]


@admin.register(ServizioIO)
class ServizioIOAdmin(DellEnte):
    """Who is not an administrator of the ente does not even know that it is there."""

    modificabile = True
    form = ServizioIOForm
    list_display = ["nome", "predefinito", "avanzato", "chiave"]
    show_full_result_count = False
    fields = [
        "nome", "predefinito", "generi", "servizi", "chiave_primaria", "chiave_secondaria", "avanzato",
        "configurazione", "chiave_contenuti",
    ]  # fmt: skip

    def has_module_permission(self, request: HttpRequest) -> bool:
        return amministra_qui(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return amministra_qui(request)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        modulo = super().get_form(request, obj, change=change, **kwargs)
        return type(modulo.__name__, (modulo,), {"ente": request.ente})

    def save_model(self, request: HttpRequest, obj: ServizioIO, form: Any, change: bool) -> None:
        obj.ente = request.ente
        cambiate = form.cambiate()
        for quale in cambiate:
            obj.cambia_chiave(quale, form.cleaned_data[f"chiave_{quale}"])
        super().save_model(request, obj, form, change)
        registra("servizio_io.salvato", obj, request.user, ente=request.ente, dati={"chiavi": cambiate})

    @admin.display(description=_("chiave primaria"))
    def chiave(self, servizio: ServizioIO) -> str:
        return _coda(servizio, "primaria")


def _coda(servizio: ServizioIO, quale: str) -> str:
    """What may be seen of a key."""
    try:
        coda = servizio.coda_della_chiave(quale)
    except ChiaveMancante:
        return str(_("Non si legge più: inseriscila di nuovo."))
    return f"…{coda}" if coda else ""


def _aiuto(servizio: ServizioIO, quale: str) -> str:
    coda = _coda(servizio, quale)
    return str(_("Adesso: %s. Lascia vuoto per non cambiarla.") % coda) if coda else ""
