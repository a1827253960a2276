"""Writing to the office of a case, and reading what it wrote."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.aree import AreaTesto
from portal.base.errors import DomainError
from pratiche import dialogo, operations
from pratiche.models import MessaggioPratica, Pratica
from pratiche.moduli.campi import CampoFile
from pratiche.views.comune import ATTO, PraticaMia

FILE_MASSIMI = 5
LUNGHEZZA = 4000


class ModuloMessaggio(forms.Form):
    """`chiave` makes the message one, however often the button is pressed."""

    testo = forms.CharField(label=gettext_lazy("Messaggio"), max_length=LUNGHEZZA, widget=AreaTesto(attrs={"rows": 7}))
    chiave = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = CampoFile(
            massimo=FILE_MASSIMI,
            required=False,
            label=gettext_lazy("Documenti da allegare"),
            help_text=gettext_lazy("Facoltativi, al massimo 5 file: PDF, JPG o PNG."),
        )


def conversazione(pratica: Pratica) -> dict[str, Any]:
    """For the page of a case: what was written, and until when one may write. Opening it reads what was new."""
    scambi = operations.leggi_dialogo(pratica, scritti_da=MessaggioPratica.Mittente.UFFICIO)
    return {
        "scambi": scambi,
        "si_puo_scrivere": dialogo.si_puo_scrivere(pratica, scambi),
        "si_scrive_fino": None if pratica.aperta else dialogo.si_scrive_fino(pratica, scambi),
    }


class Scrivi(PraticaMia):
    """A message to the office, with files."""

    ambito = ATTO

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        if not dialogo.si_puo_scrivere(pratica, dialogo.scambi(pratica)):
            return redirect(pratica)
        return self._mostra(pratica, ModuloMessaggio())

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica, modulo = self.cerca(codice), ModuloMessaggio(request.POST, request.FILES)
        if not modulo.is_valid():
            return self._mostra(pratica, modulo)
        try:
            operations.scrivi_all_ufficio(pratica.pk, attore=request.user, **modulo.cleaned_data)
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(pratica, modulo)
        messages.success(request, _("Il messaggio è arrivato all'ufficio. Ti avvisiamo quando risponde."))
        return redirect(pratica.get_absolute_url() + "#dialogo")

    def _mostra(self, pratica: Pratica, modulo: ModuloMessaggio) -> HttpResponse:
        contesto = {"voce": "pratiche", "pratica": pratica, "form": modulo, "richiesta": pratica.richiesta_aperta}
        return render(self.request, "pratiche/scrivi.html", contesto)
