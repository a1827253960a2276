"""Going out by our button: here at once, and at the provider as far as it listens."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.identita import chiavi, fornitore, gestori
from portal.identita.models import Accesso, Schema
from portal.identita.saml import logout as messaggi
from portal.identita.saml.constants import BINDING_POST, BINDING_REDIRECT
from portal.identita.saml.models import SessionName
from portal.identita.saml.request import post_fields, redirect_url
from portal.identita.views.pagine import porta_al_gestore


@require_http_methods(["GET", "POST"])
@never_cache
def esci(request: HttpRequest) -> HttpResponse:
    """Close the session here, always and at once. Asked first when somebody comes by a link."""
    if request.method == "GET":
        return render(request, "identita/esci.html")
    accesso = _accesso_del_gestore(request)
    logout(request)
    return (_saluta_il_gestore(request, accesso) if accesso else None) or redirect("/")


def _accesso_del_gestore(request: HttpRequest) -> Accesso | None:
    """The login of this session, when a provider opened it and named it."""
    if request.sessione.metodo not in Schema.values:
        return None
    accessi = Accesso.objects.filter(chiave_sessione=request.session.session_key or "", uscita_il=None)
    return accessi.exclude(name_id="").first()


def _saluta_il_gestore(request: HttpRequest, accesso: Accesso) -> HttpResponse | None:
    """Carry our logout request to the provider; None when it has nowhere to receive it. We are already out, and wait for nothing."""
    idp = gestori.attivi(accesso.metodo).get(accesso.idp)
    if idp is None:
        return None
    chi, risponde = idp.descrizione(), fornitore.PROFILI[accesso.metodo].answers_logout
    binding = BINDING_POST if chi.slo_location(BINDING_POST) else BINDING_REDIRECT
    destinazione = chi.slo_location(binding)
    # who is sent by an address to a provider that never sends back would be left there
    if not destinazione or (binding == BINDING_REDIRECT and not risponde):
        return None
    credenziale = chiavi.credenziale(request.ente, accesso.metodo)
    xml = messaggi.build_request(
        fornitore.service_provider(request.ente, accesso.metodo),
        credenziale,
        SessionName(accesso.name_id, accesso.name_qualifier, accesso.session_index),
        destination=destinazione,
        now=timezone.now(),
        binding=binding,
    )
    if binding == BINDING_REDIRECT:
        return HttpResponseRedirect(redirect_url("SAMLRequest", xml, "", destinazione, credenziale))
    campi = post_fields("SAMLRequest", xml, "")
    return porta_al_gestore(
        request, indirizzo=destinazione, campi=campi, gestore=idp.nome, modello="identita/uscito.html", da_solo=risponde
    )
