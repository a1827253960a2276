"""The public side: the form for who has not entered, and the page behind the signed link."""

import uuid

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from assistenza import operations
from assistenza.forms import ModuloDomanda, momento
from assistenza.models import SALE, Domanda
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.catalogo.views.pubblica import Tappa, mostra
from portal.enti.models import Ufficio
from portal.identita.limiti import troppi

SERVIZIO = "richiesta-assistenza"  # whose office answers, and where who has entered is led
ALL_ORA = 10  # questions begun from one network: behind one address there may be a whole office
UN_ORA = 3600
ASSISTENZA = Tappa(_("Richiesta d'assistenza"))


@method_decorator(never_cache, name="dispatch")
class Assistenza(View):
    """The page of the help desk: the service for who has entered, the form for who has not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        servizio = self._servizio(request)
        return self._mostra(request, servizio, ModuloDomanda(initial={"momento": momento()}))

    def post(self, request: HttpRequest) -> HttpResponse:
        servizio, modulo = self._servizio(request), ModuloDomanda(request.POST)
        if servizio is None:
            raise Http404
        if modulo.is_valid() and self._scrivi(request, servizio, modulo):
            return mostra(request, "assistenza/da_confermare.html", [ASSISTENZA], {"email": modulo.instance.email})
        modulo.data = modulo.data.copy()
        modulo.data["momento"] = momento()
        return self._mostra(request, servizio, modulo)

    def _scrivi(self, request: HttpRequest, servizio: Servizio, modulo: ModuloDomanda) -> bool:
        if troppi(request, "assistenza", massimo=ALL_ORA, secondi=UN_ORA):
            modulo.add_error(None, _("Da qui sono arrivate troppe domande in un'ora: riprova più tardi o telefona."))
            return False
        dati = {nome: modulo.cleaned_data[nome] for nome in ("nome", "email", "categoria", "testo", "pagina")}
        try:
            operations.scrivi(request.ente, servizio.ufficio, lingua=get_language() or "it", **dati)
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return False
        return True

    def _servizio(self, request: HttpRequest) -> Servizio | None:
        """Its office answers; without it there are the addresses and the phones."""
        attivi = Servizio.objects.pubblici(request.ente).filter(slug=SERVIZIO, attivo=True)
        return attivi.select_related("ufficio").first()

    def _mostra(self, request: HttpRequest, servizio: Servizio | None, modulo: ModuloDomanda) -> HttpResponse:
        entrato = request.user.is_authenticated and request.user.e_cittadino
        contesto = {
            "servizio": servizio if servizio and servizio.online else None,
            "form": modulo if servizio and not (entrato and servizio.online) else None,
            "uffici": Ufficio.objects.dell_ente(request.ente),
        }
        return mostra(request, "assistenza/assistenza.html", [ASSISTENZA], contesto)


# without a token: the signed address is the only key, and opening it from a mail brings no cookie along
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class PaginaDomanda(View):
    """Behind the link of the mail: first it confirms, with a button that no mail scanner presses; then one reads."""

    def get(self, request: HttpRequest, gettone: str) -> HttpResponse:
        return self._mostra(request, self._trova(request, gettone))

    def post(self, request: HttpRequest, gettone: str) -> HttpResponse:
        return self._mostra(request, operations.conferma(self._trova(request, gettone).pk))

    def _trova(self, request: HttpRequest, gettone: str) -> Domanda:
        try:
            codice = uuid.UUID(signing.Signer(salt=SALE).unsign(gettone))
        except (signing.BadSignature, ValueError):
            raise Http404 from None
        return get_object_or_404(Domanda.objects.vive().select_related("ufficio"), codice=codice, ente=request.ente)

    def _mostra(self, request: HttpRequest, domanda: Domanda) -> HttpResponse:
        cammino = [Tappa(ASSISTENZA.testo, reverse("assistenza:assistenza")), Tappa(_("La tua domanda"))]
        contesto = {"domanda": domanda, "risposte": domanda.risposte.all()}
        risposta = mostra(request, "assistenza/domanda.html", cammino, contesto)
        risposta["Referrer-Policy"] = "no-referrer"  # the address is the key
        return risposta
