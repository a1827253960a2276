"""Days and hours."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.base.templatetags.casa import data as data_in_parole
from pratiche.moduli import schema
from pratiche.moduli.campi.base import CONFRONTI, Esempi, Tipo
from pratiche.moduli.domande import Campo

OGGI = "oggi"
ANNI = range(1800, 2200)  # a year written with two digits is not a day of the first century
_ORA = re.compile(r"^([01]\d|2[0-3]):[0-5]\d\Z", re.ASCII)


def giorno_iso(valore: Any) -> dt.date | None:
    """The day that a stored answer says, None when it says none."""
    try:
        giorno = dt.date.fromisoformat(valore)
    except (TypeError, ValueError):
        return None
    return giorno if giorno.year in ANNI else None


class _CampoData(forms.DateField):
    def to_python(self, value: Any) -> dt.date | None:
        giorno: dt.date | None = super().to_python(value)
        if giorno and giorno.year not in ANNI:
            raise ValidationError(_("Controlla l'anno: scrivilo con quattro cifre, per esempio 1985."), code="anno")
        return giorno


class Data(Tipo):
    """A day. `non_prima_di` and `non_dopo` are `oggi` or another date of the step; `entro_giorni` counts from the first."""

    chiavi = {"non_prima_di": schema.codice(), "non_dopo": schema.codice(), "entro_giorni": schema.intero(1, 3660)}
    operatori = CONFRONTI

    def modulo(self, campo: Campo) -> forms.Field:
        return _CampoData(
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"invalid": _("La data non esiste o non è completa: scrivi giorno, mese e anno.")},
        )

    def conserva(self, valore: dt.date | None) -> str:
        return valore.isoformat() if valore else ""

    def in_parole(self, campo: Campo, valore: Any) -> str:
        giorno = giorno_iso(valore)
        return data_in_parole(giorno) if giorno else super().in_parole(campo, valore)

    def valore_di_confronto(self, campo: Campo, valore: Any) -> str:
        buono = valore == OGGI or giorno_iso(valore)
        return "" if buono else gettext("serve «oggi» o una data come 2026-12-31.")

    def esempi(self, campo: Campo) -> Esempi:
        """Every good date of a form is the same day and each following one is later: so they fit one another."""
        oggi = timezone.localdate()
        giorno = oggi - dt.timedelta(days=30) if campo.opzioni.get("non_dopo") else oggi + dt.timedelta(days=3)
        ostili = (
            "31/02/2026",
            "ieri",
            "2026-13-01",
            "0000-00-00",
            "'; drop table",
            "9" * 40,
            "0085-04-12",
            "9999-12-31",
        )
        return Esempi((giorno.isoformat(),), (giorno.strftime("%d/%m/%Y"),), ostili)


class Ora(Tipo):
    """A time of the day: `9:30` becomes `09:30`."""

    operatori = CONFRONTI

    def modulo(self, campo: Campo) -> forms.Field:
        return forms.TimeField(
            input_formats=["%H:%M", "%H:%M:%S", "%H.%M"],
            widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            error_messages={"invalid": _("Scrivi l'ora da 00:00 a 23:59, per esempio 9:30.")},
        )

    def conserva(self, valore: dt.time | None) -> str:
        return valore.strftime("%H:%M") if valore else ""

    def valore_di_confronto(self, campo: Campo, valore: Any) -> str:
        buono = isinstance(valore, str) and _ORA.match(valore)
        return "" if buono else gettext('serve un\'ora come "09:30".')

    def esempi(self, campo: Campo) -> Esempi:
        return Esempi(("09:30",), ("00:00", "23:59", "9.05"), ("24:00", "9:60", "mezzogiorno"))
