"""The switch: for whom one acts now."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from portal.base.mixins import CittadinoMixin
from portal.identita import titolare
from portal.identita.models import Rappresentanza
from portal.identita.ritorno import pagina_di_ritorno


class SempreAperta(CittadinoMixin):
    """A page about the person who entered, open whomever they act for: the mandate in use does not bound it."""

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        super(CittadinoMixin, self).setup(request, *args, **kwargs)  # type: ignore[misc]


class AgisciPer(SempreAperta, View):
    """Choose the person. The page also brings the count of the header up to date."""

    def get(self, request: HttpRequest) -> HttpResponse:
        titolare.ricorda_quante(request, request.user)
        contesto = {"mandati": self._mie(request).order_by("pk"), "ritorno": pagina_di_ritorno(request)}
        return render(request, "identita/agisci_per.html", contesto)

    def post(self, request: HttpRequest) -> HttpResponse:
        mandato = self._mie(request).filter(codice=_codice(request)).first()
        if mandato is None:
            messages.warning(
                request, _("Non puoi più agire per questa persona: la delega è finita o è stata revocata.")
            )
            return redirect("identita:agisci_per")
        titolare.agisci_con(request, mandato)
        return redirect(pagina_di_ritorno(request))

    def _mie(self, request: HttpRequest) -> QuerySet[Rappresentanza]:
        return Rappresentanza.objects.ricevute_da(request.user, request.ente).in_vigore().con_persone()


class TornaATe(SempreAperta, View):
    """Back to oneself."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        titolare.torna_a_se(request)
        return redirect(settings.LOGIN_REDIRECT_URL)


def _codice(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("per", ""))
    except ValueError:
        raise Http404 from None
