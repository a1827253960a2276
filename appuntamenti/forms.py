"""The questions of the booking."""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from appuntamenti.disponibilita import Slot
from appuntamenti.models import Sportello
from portal.base.aree import AreaTesto
from portal.base.templatetags.casa import giorno as giorno_in_parole
from portal.catalogo.models import Servizio

ALTRO = "altro"


class LuogoForm(forms.Form):
    """Which desk, each with its address and opening."""

    sportello = forms.ChoiceField(
        label=_("Sportello"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Scegli lo sportello dove vuoi andare.")},
    )
    servizio = forms.SlugField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sportelli: Iterable[Sportello], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sportello"].choices = [(str(uno.codice), _scheda(uno)) for uno in sportelli]


class GiornoForm(forms.Form):
    """Which day, among those with room, month by month."""

    giorno = forms.TypedChoiceField(label=_("Giorno"), coerce=dt.date.fromisoformat, required=False)

    def __init__(self, *args: Any, giorni: Iterable[dt.date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["giorno"].choices = [
            (mese, [(giorno.isoformat(), giorno_in_parole(giorno)) for giorno in del_mese])
            for mese, del_mese in groupby(giorni, key=lambda giorno: date_format(giorno, "F Y"))
        ]


class OraForm(forms.Form):
    """Which hour of the day."""

    inizio = forms.TypedChoiceField(
        label=_("Ora"),
        coerce=dt.datetime.fromisoformat,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Scegli l'ora dell'appuntamento."),
            "invalid_choice": _("Quest'ora non è più libera: scegline un'altra."),
        },
    )

    def __init__(self, *args: Any, slot: Iterable[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["inizio"].choices = [
            (uno.inizio.isoformat(), date_format(timezone.localtime(uno.inizio), "H:i")) for uno in slot
        ]


class DettagliForm(forms.Form):
    """What it is about."""

    motivo = forms.ChoiceField(
        label=_("Motivo dell'appuntamento"), error_messages={"required": _("Scegli il motivo dell'appuntamento.")}
    )
    note = forms.CharField(
        label=_("Dettagli"),
        help_text=_("Al massimo 200 caratteri. Ci aiutano a prepararci: non scrivere dati sulla salute."),
        required=False,
        max_length=200,
        widget=AreaTesto(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, servizi: Iterable[Servizio], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.titoli = {servizio.slug: servizio.testo("titolo") for servizio in servizi}
        self.fields["motivo"].choices = [("", _("Scegli")), *self.titoli.items(), (ALTRO, _("Un'altra richiesta"))]

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or {}
        if dati.get("motivo") == ALTRO and not dati.get("note"):
            self.add_error("note", _("Scrivi in poche parole di che cosa hai bisogno."))
        return dati

    @property
    def titolo(self) -> str:
        """The reason in words."""
        return self.titoli.get(self.cleaned_data["motivo"], str(_("Un'altra richiesta")))


def _scheda(sportello: Sportello) -> SafeString:
    return format_html(
        "<strong>{}</strong><br>{}<br>{}", sportello.nome, sportello.indirizzo_completo, sportello.apertura
    )
