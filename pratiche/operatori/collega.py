"""Linking the case to another one, by its number, and undoing it."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.errors import DomainError
from pratiche import operations
from pratiche.models import Collegamento, Pratica
from pratiche.operatori.views import PaginaUfficio
from pratiche.stati import Stato


class ModuloCollega(forms.Form):
    genere = forms.ChoiceField(
        label=gettext_lazy("Questa pratica"),
        choices=Collegamento.Genere.choices,
        widget=forms.RadioSelect,
        initial=Collegamento.Genere.SEGUITO,
    )
    numero = forms.RegexField(
        r"^\s*\d{1,9}\s*/\s*\d{4}\s*$",
        label=gettext_lazy("Numero dell'altra pratica"),
        help_text=gettext_lazy("Con l'anno, per esempio 123/2026. Può essere anche di un altro ufficio del comune."),
        error_messages={"invalid": gettext_lazy("Scrivi il numero e l'anno, per esempio 123/2026.")},
    )

    def __init__(self, *args: Any, pratica: Pratica, chi: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pratica, self.chi = pratica, chi

    def clean_numero(self) -> Pratica:
        presentate = Pratica.objects.filter(ente=self.pratica.ente).exclude(stato=Stato.BOZZA).visibili_a(self.chi)
        altra = presentate.con_sigla(self.cleaned_data["numero"]).first()
        if altra is None:
            raise forms.ValidationError(_("In questo comune non c'è una pratica con questo numero."))
        return altra


class Collega(PaginaUfficio):
    """From the case: which other, and how it stands to it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.request = request
        self.pratica = self.cerca(kwargs["codice"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return self._mostra(ModuloCollega(pratica=self.pratica, chi=request.user))

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        modulo = ModuloCollega(request.POST, pratica=self.pratica, chi=request.user)
        if not modulo.is_valid():
            return self._mostra(modulo)
        altra, genere = modulo.cleaned_data["numero"], modulo.cleaned_data["genere"]
        try:
            operations.collega(self.pratica.pk, altra.pk, genere=genere, attore=request.user)
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(modulo)
        messages.success(request, _("La pratica è collegata alla %s.") % altra.sigla)
        return redirect("operatori:pratica", codice)

    def _mostra(self, modulo: forms.Form) -> HttpResponse:
        avvertenza = _("Chi ha presentato la pratica vede il collegamento solo se anche l'altra è sua.")
        contesto = {"pratica": self.pratica, "form": modulo, "avvertenza": avvertenza, "azione": _("Collega")}
        return self.mostra("operatori/parere_modulo.html", _("Collega a un'altra pratica"), contesto)


class Scollega(PaginaUfficio):
    """Undone from the page of either case, with a button."""

    def post(self, request: HttpRequest, codice: uuid.UUID, collegamento: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        uno = get_object_or_404(Collegamento.objects.di(pratica), codice=collegamento)
        try:
            operations.scollega(uno.pk, attore=request.user)
        except DomainError as rifiuto:
            messages.error(request, rifiuto.messaggio)
        else:
            messages.success(request, _("Il collegamento è tolto. Nel registro resta scritto che c'era."))
        return redirect("operatori:pratica", codice)
