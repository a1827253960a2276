"""The person's open sessions on every device, and closing them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from portal.base.ambiti import SOLO_PER_SE
from portal.base.mixins import CittadinoMixin
from portal.identita import operations
from portal.identita.models import Accesso


class Chiudi(CittadinoMixin, View):
    """One session of mine: asked first, then dead. A neighbour's does not exist."""

    ambito = SOLO_PER_SE

    def get(self, request: HttpRequest, codice: UUID) -> HttpResponse:
        contesto = {"accesso": self._accesso(codice), "voce": "profilo"}
        return render(request, "identita/chiudi_sessione.html", contesto)

    def post(self, request: HttpRequest, codice: UUID) -> HttpResponse:
        operations.chiudi_sessione(self._accesso(codice), attore=request.user, ente=request.ente)
        messages.success(request, _("La sessione è chiusa."))
        return redirect("identita:profilo")

    def _accesso(self, codice: UUID) -> Accesso:
        altri = Accesso.objects.di(self.request.user).aperti()
        return get_object_or_404(altri.exclude(chiave_sessione=self.request.session.session_key), codice=codice)


class ChiudiAltre(CittadinoMixin, View):
    """All but the one in use."""

    ambito = SOLO_PER_SE

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "identita/chiudi_altre.html", {"voce": "profilo"})

    def post(self, request: HttpRequest) -> HttpResponse:
        aperti = Accesso.objects.di(request.user).aperti()
        for accesso in aperti.exclude(chiave_sessione=request.session.session_key):
            operations.chiudi_sessione(accesso, attore=request.user, ente=request.ente)
        messages.success(request, _("Le altre sessioni sono chiuse."))
        return redirect("identita:profilo")
