"""Single logout as the provider begins it, or as it answers ours: on POST, Redirect and SOAP at one address."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from lxml import etree

from portal.identita import chiavi, fornitore, gestori, operations
from portal.identita.anomalie import NOSTRE
from portal.identita.models import IdentityProvider
from portal.identita.saml import logout as messaggi
from portal.identita.saml.constants import BINDING_POST, BINDING_REDIRECT, BINDING_SOAP
from portal.identita.saml.errors import MessageRefused, SamlError
from portal.identita.saml.models import LogoutRequest
from portal.identita.saml.request import post_fields, redirect_url
from portal.identita.views.pagine import log, porta_al_gestore, spiega

RELAY_STATE_MASSIMO = 80  # SAML bindings 3.4.3
SOAP = "text/xml"


@csrf_exempt  # the message is signed by the provider
@require_http_methods(["GET", "POST"])
@never_cache
def sls(request: HttpRequest, schema: str) -> HttpResponse:
    """A provider tells us that its session is over, and we close ours and answer; or it answers our own request."""
    try:
        if "SAMLResponse" in request.POST or "SAMLResponse" in request.GET:
            return _concludi(request, schema)
        idp, richiesta, binding = _leggi(request, schema)
    except SamlError as errore:
        log.warning("uscita_rifiutata", extra={"anomalia": errore.code})
        return spiega(request, NOSTRE["uscita_gestore" if _gia_fuori(request) else "uscita"])
    operations.chiudi_sessioni(idp=idp.entity_id, name_id=richiesta.name_id)
    log.info("uscita_dal_gestore", extra={"idp": idp.entity_id})
    return _rispondi(request, idp, richiesta, binding)


def _gia_fuori(request: HttpRequest) -> bool:
    """Whoever waits for the provider's answer went out before asking for it."""
    risposta = "SAMLResponse" in request.POST or "SAMLResponse" in request.GET
    return risposta and not request.user.is_authenticated


def _concludi(request: HttpRequest, schema: str) -> HttpResponse:
    """The provider's answer: the person is out of the portal already, whatever it says."""
    binding = BINDING_POST if request.method == "POST" else BINDING_REDIRECT
    root = _messaggio(request, binding, "SAMLResponse")
    idp = _mittente(request, schema, root, binding, "Response")
    sls_url = fornitore.service_provider(request.ente, idp.schema).sls_url
    chiusa = messaggi.read_response(root, idp.descrizione(), sls_url=sls_url, now=timezone.now(), binding=binding)
    log.info("uscita_confermata" if chiusa else "uscita_non_confermata", extra={"idp": idp.entity_id})
    return redirect("/")


def _leggi(request: HttpRequest, schema: str) -> tuple[IdentityProvider, LogoutRequest, str]:
    """The provider's request, believed only after its signature."""
    binding = _binding(request)
    root = _messaggio(request, binding, "SAMLRequest")
    idp = _mittente(request, schema, root, binding, "Request")
    sls_url = fornitore.service_provider(request.ente, idp.schema).sls_url
    richiesta = messaggi.read(root, idp.descrizione(), sls_url=sls_url, now=timezone.now(), binding=binding)
    return idp, richiesta, binding


def _binding(request: HttpRequest) -> str:
    if request.method == "GET":
        return BINDING_REDIRECT
    return BINDING_SOAP if request.content_type == SOAP else BINDING_POST


def _messaggio(request: HttpRequest, binding: str, campo: str) -> etree._Element:
    if binding == BINDING_SOAP:
        return messaggi.parse_soap(request.body)
    if binding == BINDING_POST:
        return messaggi.parse_post(request.POST.get(campo, ""))
    return messaggi.parse_redirect(request.GET.get(campo, ""))


def _mittente(request: HttpRequest, schema: str, root: etree._Element, binding: str, verso: str) -> IdentityProvider:
    """The provider that says to speak; on Redirect its signature is checked here, over the address as it arrived."""
    idp = gestori.che_ci_conosce(schema, messaggi.sender(root, f"Logout{verso}"))
    if idp is None:
        raise MessageRefused("logout_issuer")
    if binding == BINDING_REDIRECT:
        messaggi.check_signed_query(request.META["QUERY_STRING"], idp.descrizione(), f"SAML{verso}")
    return idp


def _rispondi(request: HttpRequest, idp: IdentityProvider, richiesta: LogoutRequest, binding: str) -> HttpResponse:
    destinazione = idp.descrizione().slo_response_location(binding)
    if not destinazione and binding != BINDING_SOAP:  # it asked where it does not listen: we did our part
        return redirect("/")
    credenziale = chiavi.credenziale(request.ente, idp.schema)
    xml = messaggi.build_response(
        fornitore.service_provider(request.ente, idp.schema),
        credenziale,
        in_response_to=richiesta.id,
        destination=destinazione or idp.entity_id,  # SOAP answers on the same line
        now=timezone.now(),
        binding=binding,
    )
    if binding == BINDING_SOAP:
        return HttpResponse(xml, content_type=SOAP)
    parametri = request.POST if binding == BINDING_POST else request.GET
    relay_state = parametri.get("RelayState", "")[:RELAY_STATE_MASSIMO]
    if binding == BINDING_REDIRECT:
        return HttpResponseRedirect(redirect_url("SAMLResponse", xml, relay_state, destinazione, credenziale))
    campi = post_fields("SAMLResponse", xml, relay_state)
    return porta_al_gestore(request, indirizzo=destinazione, campi=campi, gestore=idp.nome)
