"""The home of the personal area."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from fascicolo.casa import scrivania, servizi_per
from portal.base.ambiti import Ambito
from portal.base.mixins import CittadinoMixin
from portal.identita.sessione import IMPRESA, PROFESSIONISTA


class Scrivania(CittadinoMixin, View):
    """What the person must do now, first of all; then what moved and what is coming."""

    ambito = Ambito("")

    def get(self, request: HttpRequest) -> HttpResponse:
        casa = scrivania(request.titolare, request.ente, request.rappresentanza)
        contesto = {"voce": "scrivania", "scrivania": casa}
        if request.veste in (PROFESSIONISTA, IMPRESA):
            contesto["chi"] = request.titolare.denominazione or request.sessione.veste
            contesto["per_lavoro"] = servizi_per(str(request.veste), request.ente)
        return render(request, "fascicolo/scrivania.html", contesto)
