"""The session in front of the person: how long it lasts, how to stay, what was being written when it ended."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from portal.base.mixins import porta_di_accesso
from portal.identita import custodia, operations
from portal.identita.middleware import COOKIE_RIPRESA
from portal.identita.operations import Modulo
from portal.identita.titolare import agisci_con, usabili


@method_decorator(never_cache, name="dispatch")
class Dentro(View):
    """A page for whoever is in, citizen or staff."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return porta_di_accesso(request)
        return super().dispatch(request, *args, **kwargs)


class Stato(Dentro):
    """For the script of the pages: the seconds left. Asking does not make the session longer."""

    def get(self, request: HttpRequest) -> JsonResponse:
        return _in_secondi(request)


class Resta(Dentro):
    """Stay: the idle time begins again. From a page without scripts it opens beside the form being filled in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "identita/resta.html")

    def post(self, request: HttpRequest) -> HttpResponse:
        custodia.usa(request.session)
        if request.accepts("text/html"):
            return redirect("identita:resta")
        return _in_secondi(request)


class Ripresa(Dentro):
    """After the login: the form that had arrived too late, to be sent again or thrown away."""

    def get(self, request: HttpRequest, codice: UUID) -> HttpResponse:
        modulo = self._modulo(request, codice)
        if modulo is None:
            return redirect(settings.LOGIN_REDIRECT_URL)
        return render(request, "identita/ripresa.html", {"modulo": modulo, "codice": codice})

    def post(self, request: HttpRequest, codice: UUID) -> HttpResponse:
        """Once: the browser sends the same fields to where they were going (307), or nothing."""
        modulo = self._modulo(request, codice)
        if modulo is None:
            return redirect(settings.LOGIN_REDIRECT_URL)
        operations.dimentica_modulo(codice, persona=request.user)
        if "butta" in request.GET:
            return HttpResponseRedirect(urlsplit(modulo.percorso).path)
        if not _nella_stessa_casa(request, modulo.mandato):
            messages.error(
                request, _("Non puoi più agire per quella persona: quello che avevi scritto non si può inviare.")
            )
            return redirect(settings.LOGIN_REDIRECT_URL)
        return HttpResponse(status=307, headers={"Location": modulo.percorso})

    def _modulo(self, request: HttpRequest, codice: UUID) -> Modulo | None:
        segreto = request.COOKIES.get(COOKIE_RIPRESA, "")
        return operations.leggi_modulo(codice, persona=request.user, segreto=segreto)


def _nella_stessa_casa(request: HttpRequest, codice: str) -> bool:
    """Back in the home where one was, of who one was acting for or one's own, if this login still opens it."""
    if not codice:
        return not request.rappresentanza  # type: ignore[attr-defined]
    mandato = usabili(request).filter(codice=UUID(codice)).first()
    if mandato:
        agisci_con(request, mandato)
    return mandato is not None


def _in_secondi(request: HttpRequest) -> JsonResponse:
    resto = custodia.resto(request.session)
    return JsonResponse({"secondi": resto.secondi, "prolungabile": resto.prolungabile})
