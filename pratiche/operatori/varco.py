"""Breaking the glass: a case of another office opens only to who writes why, for a short time, and only to be read.

The reason goes where the citizen reads it, and in the register of the case.
"""

import datetime as dt

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.aree import AreaTesto
from portal.registro.operations import registra
from pratiche.models import Pratica

CHIAVE = "varchi"
DURATA = dt.timedelta(minutes=30)


class ModuloVarco(forms.Form):
    motivo = forms.CharField(
        label=_("Perché devi vederla"),
        help_text=_(
            "La persona a cui si riferisce legge queste parole, con il nome del tuo ufficio. Almeno 20 caratteri."
        ),
        min_length=20,
        max_length=150,
        widget=AreaTesto(attrs={"rows": 3}),
    )


def apri(request: HttpRequest, pratica: Pratica, motivo: str) -> None:
    """Remember the reason in the session and in the register."""
    scade = (timezone.now() + DURATA).isoformat()
    request.session[CHIAVE] = {**request.session.get(CHIAVE, {}), str(pratica.codice): [scade, motivo]}
    registra("pratica.varco_aperto", pratica, request.user, ente=pratica.ente)  # type: ignore[arg-type]


def motivo_in_uso(request: HttpRequest, pratica: Pratica) -> str:
    """The reason given for this case within the last half hour, or nothing."""
    scade, motivo = request.session.get(CHIAVE, {}).get(str(pratica.codice), ["", ""])
    return str(motivo) if scade and dt.datetime.fromisoformat(scade) > timezone.now() else ""
