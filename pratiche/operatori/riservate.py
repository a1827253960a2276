"""Cases kept to named officers: who decides it, the form, and the list that lets the head of an office find them again."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.elenchi import pagina
from portal.base.errors import DomainError
from portal.enti.pagine import PaginaOperatori
from portal.enti.permessi import amministra_qui, uffici_che_scrivono
from portal.identita.models import Persona
from portal.registro.operations import annota_accesso
from pratiche import operations
from pratiche.models import Pratica
from pratiche.models.insieme import PraticaQuerySet
from pratiche.operatori import varco
from pratiche.operatori.filtri import colleghi
from pratiche.operatori.moduli import parole
from pratiche.stati import Stato


def decise_da(request: HttpRequest) -> PraticaQuerySet:
    """The cases of which this officer decides who sees them: those of the offices they answer for, all to an administrator."""
    presentate = Pratica.objects.filter(ente=request.ente.pk).exclude(stato=Stato.BOZZA)
    return presentate if amministra_qui(request) else presentate.filter(ufficio__in=uffici_che_scrivono(request))


def decide(request: HttpRequest, pratica: Pratica) -> bool:
    """May this officer decide who sees this case?"""
    propri = {ufficio.pk for ufficio in uffici_che_scrivono(request)}
    return pratica.ufficio_id in propri or amministra_qui(request)


def apribili(request: HttpRequest) -> PraticaQuerySet:
    """The restricted cases that do not name this officer, who may open them all the same with a reason."""
    return decise_da(request).riservate_ad_altri(request.user)


class SceltaPersone(forms.MultipleChoiceField):
    """Some of these colleagues, by their opaque codes."""

    def tra(self, persone: list[Persona]) -> None:
        self.persone = {str(persona.codice): persona for persona in persone}
        self.choices = [(codice, persona.nome_completo) for codice, persona in self.persone.items()]

    def clean(self, value: Any) -> list[Persona]:
        return [self.persone[codice] for codice in super().clean(value)]


class ModuloRiserva(forms.Form):
    persone = SceltaPersone(label=gettext_lazy("Chi può vederla"), widget=forms.CheckboxSelectMultiple)
    motivo = parole(
        gettext_lazy("Perché"), gettext_lazy("Resta scritto nella pratica: lo legge solo chi può vederla."), righe=3
    )

    def __init__(self, *args: Any, pratica: Pratica, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persone"].tra(colleghi([pratica.ufficio]))  # type: ignore[attr-defined]


class ModuloTogli(forms.Form):
    motivo = parole(gettext_lazy("Perché non è più riservata"), gettext_lazy("Resta scritto nella pratica."), righe=3)


class Riservatezza(PaginaOperatori):
    """Who sees the case. Of a restricted one that does not name who decides, the reason of the break comes first."""

    pratica: Pratica

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.request = request
        sue = decise_da(request).select_related("ente", "servizio", "ufficio", "richiedente", "assegnatario")
        self.pratica = get_object_or_404(sue, codice=kwargs["codice"])
        if apribili(request).filter(pk=self.pratica.pk).exists() and not varco.motivo_in_uso(request, self.pratica):
            return redirect("operatori:pratica", self.pratica.codice)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        annota_accesso(
            self.pratica.richiedente, request.user, ente=self.pratica.ente, ufficio=self.pratica.ufficio.nome, sezione="pratiche",
            motivo=f"Pratica {self.pratica.sigla}",
        )  # fmt: skip
        return self._mostra(self._modulo(), ModuloTogli())

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        togli = "togli" in request.POST
        modulo: forms.Form = ModuloTogli(request.POST) if togli else ModuloRiserva(request.POST, pratica=self.pratica)
        if modulo.is_valid():
            atto = operations.togli_riserva if togli else operations.riserva
            try:
                atto(self.pratica.pk, attore=request.user, **modulo.cleaned_data)
            except DomainError as rifiuto:
                modulo.add_error(None, rifiuto.messaggio)
            else:
                return self._fatto(togli)
        return self._mostra(self._modulo() if togli else modulo, modulo if togli else ModuloTogli())

    def _fatto(self, togli: bool) -> HttpResponse:
        fatto = _("La pratica non è più riservata.") if togli else _("La pratica è riservata alle persone scelte.")
        messages.success(self.request, fatto)
        ancora_mia = Pratica.objects.visibili_a(self.request.user).filter(pk=self.pratica.pk).exists()
        return redirect("operatori:pratica", self.pratica.codice) if ancora_mia else redirect("operatori:lavoro")

    def _modulo(self) -> ModuloRiserva:
        ammessi = [uno.persona for uno in self.pratica.ammessi.select_related("persona")]
        gia = ammessi or [p for p in (self.pratica.responsabile, self.pratica.assegnatario) if p]
        return ModuloRiserva(pratica=self.pratica, initial={"persone": [str(persona.codice) for persona in gia]})

    def _mostra(self, modulo: forms.Form, togli: forms.Form) -> HttpResponse:
        storia = self.pratica.riservatezze.select_related("attore", "tolta_da").order_by("pk")
        contesto = {"pratica": self.pratica, "form": modulo, "togli": togli, "storia": storia}
        return self.mostra("operatori/riservatezza.html", _("Chi può vedere la pratica"), contesto)


class Riservate(PaginaOperatori):
    """The restricted cases of my offices: number, days and how many see them; never whose they are nor what about."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not (uffici_che_scrivono(request) or amministra_qui(request)):
            raise Http404
        righe = decise_da(request).filter(riservata=True).select_related("ufficio").prefetch_related("ammessi__persona")
        contesto = {"elenco": pagina(righe, request, campo="presentata_il")}
        return self.mostra("operatori/riservate.html", _("Pratiche riservate"), contesto)
