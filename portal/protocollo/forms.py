"""What the office writes on the pages of the register."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.aree import AreaTesto
from portal.base.giorni import CampoGiorno

NUMERO = re.compile(r"^\s*(\d{1,9})(?:\s*/\s*(\d{4}))?\s*$", re.ASCII)
ANNI = 30  # back from this one, for a number without its year


class Ricerca(forms.Form):
    """By number and by day only: names and tax codes never go into an address."""

    numero = forms.RegexField(
        regex=NUMERO,
        label=_("Numero"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "123/2026", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("Scrivi il numero, anche con l'anno: per esempio 123/2026.")},
    )
    giorno = CampoGiorno(label=_("Giorno"), required=False)
    annullate = forms.BooleanField(label=_("Solo le annullate"), required=False)

    def applica(self, righe: QuerySet[Any]) -> QuerySet[Any]:
        """The registrations asked for; all when nothing was asked, none when it was asked wrongly."""
        if not self.is_valid():
            return righe.none()
        dati = self.cleaned_data
        if dati["numero"]:
            numero, anno = NUMERO.match(dati["numero"]).groups()  # type: ignore[union-attr]
            # each year is named: the index goes by register, year and number
            ultimo = timezone.localdate().year
            anni = [int(anno)] if anno else list(range(ultimo - ANNI, ultimo + 1))
            righe = righe.filter(numero=int(numero), anno__in=anni)
        if dati["giorno"]:
            inizio = timezone.make_aware(dt.datetime.combine(dati["giorno"], dt.time.min))
            righe = righe.filter(quando__gte=inizio, quando__lt=inizio + dt.timedelta(days=1))
        return righe.filter(annullamento__isnull=False) if dati["annullate"] else righe


class ModuloAnnullamento(forms.Form):
    motivo = forms.CharField(
        label=_("Perché la annulli"),
        help_text=_("Per esempio: registrata due volte, vedi 0000124/2026."),
        min_length=10,
        max_length=500,
        widget=AreaTesto(attrs={"rows": 3}),
    )
    provvedimento = forms.CharField(
        label=_("Provvedimento che autorizza l'annullamento"),
        help_text=_("Tipo, numero e data: per esempio «determinazione 45 del 3 marzo 2026»."),
        max_length=200,
    )
