"""The questions of the office: the list, one of them with its answer."""

import uuid

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assistenza import operations
from assistenza.forms import ModuloRisposta
from assistenza.models import Domanda, DomandaQuerySet, Lettera
from portal.base.coda import Stato
from portal.base.elenchi import pagina
from portal.base.errors import DomainError
from portal.enti.pagine import PaginaOperatori
from portal.enti.permessi import uffici_di

QUALI = {
    "aperte": (gettext_lazy("Da rispondere"), {"risposta_il": None, "chiusa_il": None}),
    "risposte": (gettext_lazy("Con una risposta, aperte"), {"risposta_il__isnull": False, "chiusa_il": None}),
    "chiuse": (gettext_lazy("Chiuse"), {"chiusa_il__isnull": False}),
}


def _dell_ufficio(request: HttpRequest) -> DomandaQuerySet:
    return Domanda.objects.degli_uffici(uffici_di(request), request.ente)


class Elenco(PaginaOperatori):
    def get(self, request: HttpRequest) -> HttpResponse:
        scelto = request.GET.get("quali", "")
        scelto = scelto if scelto in QUALI else "aperte"
        contesto = {
            "elenco": pagina(_dell_ufficio(request).filter(**QUALI[scelto][1]), request),
            "quali": [(nome, titolo) for nome, (titolo, _filtro) in QUALI.items()],
            "scelto": scelto,
        }
        return self.mostra("assistenza/operatori/elenco.html", _("Domande all'assistenza"), contesto)


class PaginaDomanda(PaginaOperatori):
    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return self._mostra(self._trova(codice), ModuloRisposta())

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        domanda, modulo = self._trova(codice), ModuloRisposta(request.POST)
        senza = "senza" in request.POST
        if not senza and not modulo.is_valid():
            return self._mostra(domanda, modulo)
        try:
            if senza:
                operations.chiudi(domanda.pk, attore=request.user)
            else:
                operations.rispondi(domanda.pk, attore=request.user, **modulo.cleaned_data)
        except DomainError as rifiuto:
            modulo.is_valid()
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(domanda, modulo)
        fatto = _("La domanda è chiusa.")
        if not senza:
            fatto = _("Risposta inviata: la persona riceve una e-mail con il collegamento per leggerla.")
        messages.success(request, fatto)
        return redirect("assistenza_operatori:elenco")

    def _trova(self, codice: uuid.UUID) -> Domanda:
        return get_object_or_404(_dell_ufficio(self.request).select_related("ufficio"), codice=codice)

    def _mostra(self, domanda: Domanda, modulo: ModuloRisposta) -> HttpResponse:
        lettere = domanda.lettere.filter(genere=Lettera.Genere.RISPOSTA, stato__in=(Stato.FALLITO, Stato.ANNULLATO))
        contesto = {
            "domanda": domanda,
            "form": modulo if domanda.aperta and operations.puo_rispondere(domanda, self.request.user) else None,
            "risposte": domanda.risposte.select_related("autore"),
            "non_partita": lettere.exists(),
        }
        return self.mostra("assistenza/operatori/domanda.html", _("Domanda n. %s") % domanda.numero, contesto)


app_name = "assistenza_operatori"
urlpatterns = [
    path("assistenza/", admin.site.admin_view(Elenco.as_view()), name="elenco"),
    path("assistenza/<uuid:codice>/", admin.site.admin_view(PaginaDomanda.as_view()), name="domanda"),
]
