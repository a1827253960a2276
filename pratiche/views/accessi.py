"""Asking to see the acts of a case in which I take part, reading them, and objecting when somebody asks for mine."""

import uuid
from abc import abstractmethod
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from portal.base.aree import AreaTesto
from portal.base.errors import DomainError
from portal.base.mixins import CittadinoMixin
from portal.catalogo.models import Servizio
from portal.documenti.models import Documento
from portal.documenti.views import consegna
from pratiche import operations
from pratiche.models import Opposizione, Pratica, RichiestaAccesso
from pratiche.models.insieme import PraticaQuerySet
from pratiche.queries import numerati
from pratiche.views.comune import LETTURA, pratiche_di
from pratiche.views.parti import DellaParte

ALTRI_ATTI = "accesso-agli-atti"  # the service for the acts of which one is not a party


class ModuloAtti(forms.Form):
    """`chiave` makes the request one, however often the button is pressed."""

    quali = forms.CharField(
        label=gettext_lazy("Quali atti chiedi"),
        help_text=gettext_lazy("Bastano gli elementi per trovarli, per esempio: il parere dell'ufficio tecnico."),
        max_length=2000,
        widget=AreaTesto(attrs={"rows": 4}),
    )
    motivo = forms.CharField(
        label=gettext_lazy("Perché ti servono"),
        help_text=gettext_lazy("La legge vuole il motivo. Lo leggono l'ufficio e le persone di cui gli atti parlano."),
        max_length=2000,
        widget=AreaTesto(attrs={"rows": 4}),
    )
    chiave = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class ModuloOpposizione(forms.Form):
    testo = forms.CharField(
        label=gettext_lazy("Perché ti opponi"),
        help_text=gettext_lazy("Che cosa gli atti direbbero di te o della tua attività, e perché non si deve sapere. Lo legge l'ufficio."),
        max_length=4000,
        widget=AreaTesto(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Scrivi perché gli atti non si devono mostrare.")},
    )  # fmt: skip


class PaginaAtti(CittadinoMixin, View):
    """What I asked to see of a case, and the way to ask."""

    ambito = LETTURA

    @abstractmethod
    def pratica(self, codice: uuid.UUID) -> Pratica:
        """The case, for who takes part in it; 404 for anybody else."""

    @abstractmethod
    def ritorno(self, pratica: Pratica) -> str:
        """The page of the case, for this reader."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return self._mostra(self.pratica(codice), ModuloAtti())

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica, modulo = self.pratica(codice), ModuloAtti(request.POST)
        if not modulo.is_valid():
            return self._mostra(pratica, modulo)
        chi = {"attore": request.user, "per": request.titolare}
        try:
            accesso = operations.chiedi_accesso(pratica.pk, **chi, **modulo.cleaned_data)
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(pratica, modulo)
        messages.success(request, _("La richiesta è arrivata all'ufficio."))
        return redirect(accesso)

    def _mostra(self, pratica: Pratica, modulo: ModuloAtti) -> HttpResponse:
        ente = self.request.ente
        contesto = {
            "voce": "pratiche",
            "pratica": pratica,
            "form": modulo,
            "ritorno": self.ritorno(pratica),
            "chieste": list(RichiestaAccesso.objects.di(self.request.titolare, ente).filter(pratica=pratica)),
            "altri_atti": Servizio.objects.filter(ente=ente, slug=ALTRI_ATTI, attivo=True).first(),
        }
        return render(self.request, "pratiche/atti.html", contesto)


class Atti(PaginaAtti):
    """Of my own case."""

    def pratica(self, codice: uuid.UUID) -> Pratica:
        mie: PraticaQuerySet = pratiche_di(self.request).exclude(stato="bozza")
        return get_object_or_404(mie.select_related("servizio", "ufficio"), codice=codice)

    def ritorno(self, pratica: Pratica) -> str:
        return pratica.get_absolute_url()


class AttiDellaParte(PaginaAtti, DellaParte):
    """Of a case in which I take part."""

    def pratica(self, codice: uuid.UUID) -> Pratica:
        self.parte = self.cerca(codice, solo_presenti=True)
        return self.parte.pratica

    def ritorno(self, pratica: Pratica) -> str:
        return self.parte.get_absolute_url()


class PaginaAccesso(CittadinoMixin, View):
    """One request: by when, what came out, what can be read and until when, what to do against a refusal."""

    ambito = LETTURA

    def cerca(self, codice: uuid.UUID) -> RichiestaAccesso:
        request = self.request
        mie = RichiestaAccesso.objects.di(request.titolare, request.ente)
        if request.rappresentanza and request.rappresentanza.servizi:
            mie = mie.filter(pratica__servizio__slug__in=request.rappresentanza.servizi)
        collegati = ("pratica__servizio", "pratica__ufficio", "pratica__ente", "parte")
        return get_object_or_404(mie.select_related(*collegati), codice=codice)

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        accesso = self.cerca(codice)
        documenti = numerati(accesso.documenti.order_by("creato_il", "pk")) if accesso.leggibile else []
        contesto = {"voce": "pratiche", "accesso": accesso, "pratica": accesso.pratica, "documenti": documenti}
        ritorno = accesso.parte or accesso.pratica
        return render(request, "pratiche/accesso.html", contesto | {"ritorno": ritorno.get_absolute_url()})


class AttoAperto(PaginaAccesso):
    """An act that the office has shown, while its days last: each reading stays in the register."""

    def get(self, request: HttpRequest, codice: uuid.UUID, documento: uuid.UUID) -> HttpResponseBase:  # type: ignore[override]
        accesso = self.cerca(codice)
        aperti = accesso.documenti.all() if accesso.leggibile else Documento.objects.none()
        atto = get_object_or_404(aperti, codice=documento)
        return consegna(request, atto, annota=lambda: operations.leggi_atto(accesso, atto, attore=request.user))


class PaginaOpposizione(CittadinoMixin, View):
    """Somebody asks for acts that speak of me: what they ask and why, and the way to object."""

    ambito = LETTURA

    def cerca(self, codice: uuid.UUID) -> Opposizione:
        mie: Any = Opposizione.objects.filter(persona=self.request.titolare, accesso__pratica__ente=self.request.ente)
        mandato = self.request.rappresentanza
        if mandato and mandato.servizi:
            mie = mie.filter(accesso__pratica__servizio__slug__in=mandato.servizi)
        collegati = ("accesso__chiede", "accesso__pratica__servizio", "accesso__pratica__ufficio")
        mie = mie.select_related(*collegati, "parte", "acquisizione").prefetch_related("stampe__documento", "documenti")
        return get_object_or_404(mie, codice=codice)

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return self._mostra(self.cerca(codice), ModuloOpposizione())

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        opposizione, modulo = self.cerca(codice), ModuloOpposizione(request.POST)
        if not modulo.is_valid():
            return self._mostra(opposizione, modulo)
        try:
            operations.opponi(opposizione.pk, attore=request.user, **modulo.cleaned_data)
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(opposizione, modulo)
        messages.success(request, _("La tua opposizione è arrivata all'ufficio."))
        return redirect(opposizione)

    def _mostra(self, opposizione: Opposizione, modulo: ModuloOpposizione) -> HttpResponse:
        pratica, parte = opposizione.accesso.pratica, opposizione.parte
        ritorno = reverse("pratiche:elenco") if parte and not parte.presente else (parte or pratica).get_absolute_url()
        contesto = {
            "voce": "pratiche",
            "opposizione": opposizione,
            "accesso": opposizione.accesso,
            "pratica": pratica,
            "form": modulo,
            "ritorno": ritorno,
        }
        return render(self.request, "pratiche/opposizione.html", contesto)
