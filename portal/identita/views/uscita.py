"""Going out: by our button, or because the provider says so."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.identita import chiavi, fornitore, gestori, operations
from portal.identita.anomalie import NOSTRE
from portal.identita.models import IdentityProvider
from portal.identita.saml import logout as messaggi
from portal.identita.saml.constants import BINDING_POST, BINDING_REDIRECT
from portal.identita.saml.errors import MessageRefused, SamlError
from portal.identita.saml.models import LogoutRequest
from portal.identita.saml.request import post_fields, redirect_url
from portal.identita.views.pagine import log, porta_al_gestore, spiega

RELAY_STATE_MASSIMO = 80  # SAML bindings 3.4.3


@require_http_methods(["GET", "POST"])
@never_cache
def esci(request: HttpRequest) -> HttpResponse:
    """Close the session here, always and at once. Asked first when somebody comes by a link."""
    if request.method == "GET":
        return render(request, "identita/esci.html")
    logout(request)
    return redirect("/")


@csrf_exempt  # the message is signed by the provider
@require_http_methods(["GET", "POST"])
@never_cache
def sls(request: HttpRequest, schema: str) -> HttpResponse:
    """Single logout: the provider tells us that its session is over; we close ours and answer."""
    try:
        idp, richiesta, binding = _leggi(request, schema)
    except SamlError as errore:
        log.warning("uscita_rifiutata", extra={"anomalia": errore.code})
        return spiega(request, NOSTRE["uscita"])
    operations.chiudi_sessioni(idp=idp.entity_id, name_id=richiesta.name_id)
    log.info("uscita_dal_gestore", extra={"idp": idp.entity_id})
    return _rispondi(request, idp, richiesta, binding)


def _leggi(request: HttpRequest, schema: str) -> tuple[IdentityProvider, LogoutRequest, str]:
    """The provider's request, believed only after its signature."""
    binding = BINDING_POST if request.method == "POST" else BINDING_REDIRECT
    if binding == BINDING_POST:
        root = messaggi.parse_post(request.POST.get("SAMLRequest", ""))
    else:
        root = messaggi.parse_redirect(request.GET.get("SAMLRequest", ""))
    idp = gestori.che_ci_conosce(schema, messaggi.sender(root))
    if idp is None:
        raise MessageRefused("logout_issuer")
    if binding == BINDING_REDIRECT:
        messaggi.check_signed_query(request.META["QUERY_STRING"], idp.descrizione())
    sls_url = fornitore.service_provider(request.ente, idp.schema).sls_url
    richiesta = messaggi.read(root, idp.descrizione(), sls_url=sls_url, now=timezone.now(), binding=binding)
    return idp, richiesta, binding


def _rispondi(request: HttpRequest, idp: IdentityProvider, richiesta: LogoutRequest, binding: str) -> HttpResponse:
    destinazione = idp.descrizione().slo_response_location(binding)
    if not destinazione:  # it asked on a binding where it does not listen: we did our part
        return redirect("/")
    credenziale = chiavi.credenziale(request.ente, idp.schema)
    xml = messaggi.build_response(
        fornitore.service_provider(request.ente, idp.schema),
        credenziale,
        in_response_to=richiesta.id,
        destination=destinazione,
        now=timezone.now(),
        binding=binding,
    )
    parametri = request.POST if binding == BINDING_POST else request.GET
    relay_state = parametri.get("RelayState", "")[:RELAY_STATE_MASSIMO]
    if binding == BINDING_REDIRECT:
        return HttpResponseRedirect(redirect_url("SAMLResponse", xml, relay_state, destinazione, credenziale))
    campi = post_fields("SAMLResponse", xml, relay_state)
    return porta_al_gestore(request, indirizzo=destinazione, campi=campi, gestore=idp.nome)
