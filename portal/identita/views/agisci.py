"""The switch: for whom one acts now."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from portal.base.mixins import CittadinoMixin
from portal.identita import titolare
from portal.identita.ritorno import CITTADINO, pagina_di_ritorno


class SempreAperta(CittadinoMixin):
    """A page about the person who entered, open whomever they act for: the mandate in use does not bound it."""

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        super(CittadinoMixin, self).setup(request, *args, **kwargs)  # type: ignore[misc]


class AgisciPer(SempreAperta, View):
    """Choose the person. The page also brings the count of the header up to date."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.sessione.per_impresa:  # nobody else to choose: a message led here, and the page is open already
            return redirect(pagina_di_ritorno(request))
        titolare.ricorda_quante(request, request.user)
        mandati = titolare.usabili(request).con_persone().order_by("pk")
        contesto = {"mandati": mandati, "ritorno": pagina_di_ritorno(request)}
        return render(request, "identita/agisci_per.html", contesto)

    def post(self, request: HttpRequest) -> HttpResponse:
        mandato = titolare.usabili(request).con_persone().filter(codice=_codice(request)).first()
        if mandato is None:
            messages.warning(
                request, _("Non puoi più agire per questa persona: la delega è finita o è stata revocata.")
            )
            return redirect("identita:agisci_per")
        titolare.agisci_con(request, mandato)
        return redirect(pagina_di_ritorno(request))


class TornaATe(SempreAperta, View):
    """Back to oneself. The identity of a company does not give the person's own home: for that there is another login."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.sessione.per_impresa:
            return redirect(f"{reverse('identita:accedi')}?veste={CITTADINO}")
        titolare.torna_a_se(request)
        return redirect(settings.LOGIN_REDIRECT_URL)


def _codice(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("per", ""))
    except ValueError:
        raise Http404 from None
