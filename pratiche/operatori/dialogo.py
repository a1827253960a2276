"""The office answers the citizen on the case, or says that there was nothing to answer."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.aree import AreaTesto
from portal.base.errors import DomainError
from pratiche import dialogo, operations
from pratiche.models import Pratica
from pratiche.moduli.campi import CampoFile
from pratiche.operatori.moduli import FILE_DELL_UFFICIO
from pratiche.operatori.views import PaginaUfficio


class ModuloRisposta(forms.Form):
    """`chiave` makes the message one, however often the button is pressed."""

    testo = forms.CharField(
        label=gettext_lazy("Messaggio per il cittadino"),
        help_text=gettext_lazy("Lo legge nella pratica, con il nome dell'ufficio e senza il tuo."),
        max_length=4000,
        widget=AreaTesto(attrs={"rows": 7}),
    )
    chiave = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documenti"] = CampoFile(
            massimo=FILE_DELL_UFFICIO,
            required=False,
            label=gettext_lazy("Documenti da mandare"),
            help_text=gettext_lazy("Facoltativi, al massimo 5 file: il cittadino li trova accanto alle tue parole."),
        )


class Scrivi(PaginaUfficio):
    """What was written so far, and the answer of the office."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        self.annota(pratica)
        return self._mostra(pratica, ModuloRisposta())

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica, modulo = self.cerca(codice), ModuloRisposta(request.POST, request.FILES)
        if not modulo.is_valid():
            return self._mostra(pratica, modulo)
        try:
            operations.rispondi_al_cittadino(pratica.pk, attore=request.user, **modulo.cleaned_data)
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(pratica, modulo)
        messages.success(request, _("Il messaggio è stato inviato."))
        return redirect("operatori:pratica", codice)

    def _mostra(self, pratica: Pratica, modulo: ModuloRisposta) -> HttpResponse:
        contesto = {"pratica": pratica, "form": modulo, "scambi": dialogo.scambi(pratica)}
        return self.mostra("operatori/scrivi.html", _("Scrivi al cittadino"), contesto)


class MessaggiLetti(PaginaUfficio):
    """Nothing to answer: the case leaves the list of those with messages."""

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        try:
            operations.togli_da_leggere(pratica.pk, attore=request.user)
            messages.success(request, _("I messaggi di questa pratica non aspettano più una risposta."))
        except DomainError as rifiuto:
            messages.warning(request, rifiuto.messaggio)
        return redirect("operatori:pratica", codice)
