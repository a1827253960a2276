"""The days a page may ask for."""

import datetime as dt

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

PRIMO, ULTIMO = dt.date(1900, 1, 1), dt.date(2999, 12, 31)


class CampoGiorno(forms.DateField):
    """A day of a filter. What no office can mean is refused: at the ends of the calendar time zones and sums break."""

    widget = forms.DateInput(attrs={"type": "date"})  # type: ignore[assignment]
    default_validators = [MinValueValidator(PRIMO), MaxValueValidator(ULTIMO)]
