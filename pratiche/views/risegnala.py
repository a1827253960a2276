"""Who made a report opens it again; later, the page says how to make a new one."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.aree import AreaTesto
from portal.base.errors import DomainError
from pratiche import operations, segnalazioni
from pratiche.models import Pratica
from pratiche.moduli.campi import CampoFile
from pratiche.views.comune import ATTO, PraticaMia

FOTO_MASSIME = 4
IMMAGINI = ("image/jpeg", "image/png")


class ModuloRisegnala(forms.Form):
    motivo = forms.CharField(
        label=gettext_lazy("Che cosa vedi ancora"),
        help_text=gettext_lazy("Al massimo 600 caratteri. Lo legge solo l'ufficio. Non scrivere nomi né targhe."),
        max_length=600,
        widget=AreaTesto(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["foto"] = CampoFile(
            massimo=FOTO_MASSIME,
            required=False,
            label=gettext_lazy("Fotografie"),
            help_text=gettext_lazy("Facoltative, al massimo 4: JPG o PNG. Meglio senza persone e senza targhe."),
        )

    def clean_foto(self) -> Any:
        file = self.cleaned_data["foto"]
        if any(una.content_type not in IMMAGINI for una in file):
            raise forms.ValidationError(_("Qui puoi caricare solo fotografie: JPG o PNG."))
        return file


class Risegnala(PraticaMia):
    """«C'è ancora», of one's own report that was closed."""

    ambito = ATTO

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        if not segnalazioni.riapribile(pratica):
            return redirect(pratica)
        return self._mostra(pratica, ModuloRisegnala())

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica, modulo = self.cerca(codice), ModuloRisegnala(request.POST, request.FILES)
        if segnalazioni.di(pratica) is None:
            raise Http404
        if not modulo.is_valid():
            return self._mostra(pratica, modulo)
        try:
            operations.risegnala(pratica.pk, attore=request.user, **modulo.cleaned_data)
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(pratica, modulo)
        messages.success(request, _("La segnalazione è di nuovo aperta: l'ufficio riprende a lavorarci."))
        return redirect(pratica)

    def _mostra(self, pratica: Pratica, modulo: ModuloRisegnala) -> HttpResponse:
        contesto = {"voce": "pratiche", "pratica": pratica, "form": modulo}
        return render(self.request, "pratiche/risegnala.html", contesto)
