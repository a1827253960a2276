"""The home of the personal area."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from fascicolo.casa import scrivania
from portal.base.mixins import CittadinoMixin


class Scrivania(CittadinoMixin, View):
    """What the person must do now, first of all; then what moved and what is coming."""

    def get(self, request: HttpRequest) -> HttpResponse:
        contesto = {"voce": "scrivania", "scrivania": scrivania(request.user, request.ente)}
        return render(request, "fascicolo/scrivania.html", contesto)
