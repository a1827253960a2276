"""What a person decides about being told: the choices by kind and channel, and the link at the foot of optional mails."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from notifiche import preferenze
from notifiche.disiscrizione import consegna_del
from notifiche.models import FACOLTATIVI, Preferenza
from notifiche.operations.domicilio import chiedi_domicilio
from portal.base.ambiti import PER_SE_O_IMPRESA, SOLO_PER_SE
from portal.base.errors import DomainError
from portal.base.mixins import CittadinoMixin


class Recapiti(CittadinoMixin, View):
    """A page beside the profile: of oneself, or of the company that one represents."""

    ambito = PER_SE_O_IMPRESA

    @property
    def indietro(self) -> str:
        return reverse("identita:impresa" if self.request.titolare.e_impresa else "identita:profilo")

    def contesto(self, **altro: Any) -> dict[str, Any]:
        voce = "impresa" if self.request.titolare.e_impresa else "profilo"
        return {"voce": voce, "indietro": self.indietro, **altro}


class ComeTiAvvisiamo(Recapiti):
    """Kinds by channels, with what cannot be switched off and why."""

    def get(self, request: HttpRequest) -> HttpResponse:
        contesto = self.contesto(scelte=preferenze.scelte(request.titolare))
        return render(request, "notifiche/recapiti/avvisi.html", contesto)

    def post(self, request: HttpRequest) -> HttpResponse:
        preferenze.salva(request.titolare, spuntate=set(request.POST.getlist("avvisi")))
        messages.success(request, _("Abbiamo salvato le tue scelte."))
        return HttpResponseRedirect(reverse("notifiche:avvisi"))


class ChiediDomicilio(CittadinoMixin, View):
    """Ask INAD, now or again: the answer comes on the page of the profile."""

    ambito = SOLO_PER_SE
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            chiedi_domicilio(request.user, ente=request.ente)
            messages.success(request, _("Lo stiamo chiedendo a INAD: ricarica la pagina fra poco."))
        except DomainError as rifiuto:
            messages.error(request, rifiuto.messaggio)
        return HttpResponseRedirect(reverse("identita:profilo") + "#domicilio")


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class Disiscrizione(View):
    """RFC 8058: the mail program posts here without a session, and the kind of mail stops. Opening the page changes nothing,
    because the programs that look for viruses follow every link.
    """

    def get(self, request: HttpRequest, gettone: str) -> HttpResponse:
        return render(request, "notifiche/recapiti/disiscrizione.html", self._contesto(gettone))

    def post(self, request: HttpRequest, gettone: str) -> HttpResponse:
        contesto = self._contesto(gettone)
        messaggio = contesto["messaggio"]
        attiva = "riattiva" in request.POST
        preferenze.imposta(
            messaggio.destinatario, messaggio.genere, "email", attiva=attiva, origine=Preferenza.Origine.POSTA
        )
        return render(request, "notifiche/recapiti/disiscrizione.html", contesto | {"attiva": attiva})

    def _contesto(self, gettone: str) -> dict[str, Any]:
        """Neither name nor address: whoever holds the mail can read this page."""
        consegna = consegna_del(gettone)
        messaggio = consegna.messaggio if consegna else None
        if messaggio is None or messaggio.ente != self.request.ente or messaggio.genere not in FACOLTATIVI:
            raise Http404
        return {"messaggio": messaggio, "attiva": preferenze.consente(messaggio, "email")}
