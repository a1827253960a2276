"""The addresses of SPID, CIE and eIDAS: out to the provider, back from it, and what other machines read of us.

The views are the same for every scheme; what differs is in the profile of each (`portal.identita.saml.profiles`).
"""

from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from portal.identita import fornitore, gestori, operations
from portal.identita.anomalie import NOSTRE, per_errore
from portal.identita.ingresso import entra
from portal.identita.limiti import troppi_accessi
from portal.identita.models import RichiestaAccesso
from portal.identita.partenza import COOKIE, altro_host, parti
from portal.identita.ritorno import pagina_di_ritorno, voluto
from portal.identita.saml.errors import SamlError
from portal.identita.saml.identity import identity_of
from portal.identita.saml.models import Assertion, Expected, Identity
from portal.identita.saml.response import validate
from portal.identita.saml.xml import MAX_MESSAGE_BYTES
from portal.identita.sessione import sessione_di
from portal.identita.views.pagine import log, spiega

POST_MASSIMO = MAX_MESSAGE_BYTES * 2  # base64 and form encoding make the message larger


@require_safe
@never_cache
def metadata(request: HttpRequest, schema: str) -> HttpResponse:
    """Our metadata as they were signed and filed."""
    try:
        metadati = operations.metadati_in_vigore(request.ente, schema)
    except ImproperlyConfigured:
        return spiega(request, NOSTRE["non_pronto"])
    return HttpResponse(metadati, content_type="application/samlmetadata+xml")


@require_safe
@never_cache
def login(request: HttpRequest, schema: str) -> HttpResponse:
    """Send the person to the chosen provider."""
    ritorno = pagina_di_ritorno(request)
    if troppi_accessi(request):
        log.warning("troppi_accessi")
        return spiega(request, NOSTRE["troppi"], ritorno=ritorno)
    idp = gestori.scelto(schema, request.GET.get("idp", ""))
    if idp is None:
        return spiega(request, NOSTRE["gestore_sconosciuto"], ritorno=ritorno)
    if idp.scaduto:
        log.error("gestore_scaduto", extra={"idp": idp.entity_id})
        operations.segna_allarme(request.ente, idp=idp.entity_id, anomalia="gestore_scaduto")
        return spiega(request, NOSTRE["gestore_scaduto"], ritorno=ritorno)
    if altro_host(request):
        return HttpResponseRedirect(request.ente.url(request.get_full_path()))
    try:
        return parti(request, idp, voluto(request, fornitore.PROFILI[schema], ritorno))
    except ImproperlyConfigured:
        log.error("chiave_mancante", extra={"schema": schema})
        operations.segna_allarme(request.ente, idp=idp.entity_id, anomalia="chiave_mancante")
        return spiega(request, NOSTRE["non_pronto"], ritorno=ritorno)


@csrf_exempt  # the form comes from the provider; the finish page checks the browser
@require_POST
@never_cache
def acs(request: HttpRequest, schema: str) -> HttpResponse:
    """Take the provider's answer in, unread, and send the browser to the page that has our cookie."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > POST_MASSIMO:
        return spiega(request, NOSTRE["troppo_grande"])
    relay_state, risposta = request.POST.get("RelayState", ""), request.POST.get("SAMLResponse", "")
    if not (relay_state + risposta).isascii() or "\0" in relay_state + risposta:  # neither token nor base64
        return spiega(request, NOSTRE["richiesta_sconosciuta"])
    richiesta = operations.ricevi_risposta(ente=request.ente, schema=schema, relay_state=relay_state, risposta=risposta)
    if richiesta is None:
        return spiega(request, NOSTRE["richiesta_sconosciuta"])
    return HttpResponseRedirect(reverse(f"identita:{richiesta.idp.schema}_fine", args=[richiesta.codice]))


@require_safe
@never_cache
def fine(request: HttpRequest, schema: str, codice: UUID) -> HttpResponse:
    """Conclude the login in the browser that began it: judge the answer, open the session, go back to the work."""
    richieste = RichiestaAccesso.objects.select_related("idp").filter(ente=request.ente, idp__attivo=True)
    richiesta = richieste.filter(codice=codice, idp__schema=schema).first()
    if richiesta is None:
        return spiega(request, NOSTRE["richiesta_sconosciuta"])
    if not operations.dello_stesso_browser(richiesta, request.COOKIES.get(COOKIE, "")):
        log.warning("accesso_altro_browser", extra={"richiesta": richiesta.pk})
        return spiega(request, NOSTRE["altro_browser"], ritorno=richiesta.ritorno)
    risposta = operations.ritira_risposta(richiesta)
    if not risposta:
        return _niente_da_ritirare(request, richiesta)
    try:
        asserzione = validate(risposta, _attesa(request, richiesta), timezone.now())
        identita = identity_of(asserzione, purpose=richiesta.finalita)
        operations.consuma(asserzione)
    except SamlError as errore:
        return _rifiuta(request, richiesta, errore)
    return _entra(request, richiesta, asserzione, identita)


def _niente_da_ritirare(request: HttpRequest, richiesta: RichiestaAccesso) -> HttpResponse:
    """Collected already (the form was posted twice, or the person went back), too late, or nothing came."""
    richiesta.refresh_from_db()
    if richiesta.usata_il and request.user.is_authenticated:
        return HttpResponseRedirect(richiesta.ritorno)
    if richiesta.usata_il:
        return spiega(request, NOSTRE["gia_usata"], ritorno=richiesta.ritorno)
    nome = "scaduta" if richiesta.scade_il <= timezone.now() else "richiesta_sconosciuta"
    return spiega(request, NOSTRE[nome], ritorno=richiesta.ritorno)


def _attesa(request: HttpRequest, richiesta: RichiestaAccesso) -> Expected:
    sp = fornitore.service_provider(request.ente, richiesta.idp.schema)
    return Expected(
        idp=richiesta.idp.descrizione(),
        profile=fornitore.PROFILI[richiesta.idp.schema],
        request_id=richiesta.request_id,
        issued=richiesta.emessa_il,
        sp_entity_id=sp.entity_id,
        acs_url=sp.acs_url,
        level=richiesta.livello,
        attribute_set=richiesta.insieme,
    )


def _rifiuta(request: HttpRequest, richiesta: RichiestaAccesso, errore: SamlError) -> HttpResponse:
    operations.conserva_scambio(richiesta, esito=errore.code)
    anomalia = per_errore(errore, richiesta.idp.schema)
    extra = {"richiesta": richiesta.pk, "idp": richiesta.idp.entity_id, "anomalia": errore.code}
    if anomalia.allarme:
        log.error("accesso_rifiutato", extra=extra)
        operations.segna_allarme(request.ente, idp=richiesta.idp.entity_id, anomalia=errore.code)
    else:
        log.warning("accesso_rifiutato", extra=extra)
    return spiega(request, anomalia, ritorno=richiesta.ritorno)


def _entra(
    request: HttpRequest, richiesta: RichiestaAccesso, asserzione: Assertion, identita: Identity
) -> HttpResponse:
    sessione = sessione_di(
        identita,
        metodo=richiesta.idp.schema,
        livello=asserzione.level,
        idp=asserzione.issuer,
        gestore=richiesta.idp.nome,
    )
    rifiuto = entra(request, identita, sessione=sessione, asserzione=asserzione)
    if rifiuto:
        operations.conserva_scambio(richiesta, esito="non_ammesso")
        return rifiuto
    operations.conserva_scambio(richiesta, persona=request.user)
    return HttpResponseRedirect(richiesta.ritorno)
