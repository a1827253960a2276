"""The addresses of the card: out to the host that reads it, the reading behind the proxy, back into the session."""

import hmac
import secrets
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.identita import operations
from portal.identita.anomalie import NOSTRE
from portal.identita.cns import certificato
from portal.identita.cns.anomalie import DELLA_CARTA
from portal.identita.cns.errori import CartaRifiutata
from portal.identita.cns.fiducia import autorita_fidate
from portal.identita.cns.revoca import controlla_revoca
from portal.identita.ingresso import entra
from portal.identita.limiti import troppi_accessi
from portal.identita.models import CNS, PassaggioCns
from portal.identita.partenza import altro_host
from portal.identita.ritorno import LIVELLO_ALTO, pagina_di_ritorno
from portal.identita.sessione import sessione_di
from portal.identita.views.pagine import log, spiega

COOKIE = "casa_cns"
LETTA_BENE = "SUCCESS"  # nginx, $ssl_client_verify


@require_safe
@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """Mark this browser and send it to the host that asks for the card."""
    if not settings.CNS_INGRESSO_URL:
        raise Http404
    if troppi_accessi(request):
        log.warning("troppi_accessi")
        return spiega(request, NOSTRE["troppi"], ritorno=pagina_di_ritorno(request))
    if altro_host(request):
        return HttpResponseRedirect(request.ente.url(request.get_full_path()))
    segreto = request.COOKIES.get(COOKIE) or secrets.token_urlsafe(32)
    passaggio = operations.apri_passaggio(ente=request.ente, ritorno=pagina_di_ritorno(request), segreto=segreto)
    risposta = HttpResponseRedirect(f"{settings.CNS_INGRESSO_URL}?{urlencode({'n': passaggio.codice})}")
    risposta.set_cookie(
        COOKIE,
        segreto,
        max_age=settings.SPID_RICHIESTA_SECONDI,
        path="/cns/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return risposta


@require_safe
@never_cache
def ingresso(request: HttpRequest) -> HttpResponse:
    """Called by the proxy of the cards alone: judge the certificate and send the browser back with a token."""
    if not _dal_proxy(request):
        log.warning("cns_senza_proxy")
        return HttpResponse(status=403)
    passaggio = _passaggio(request.GET.get("n", ""))
    if passaggio is None:
        return HttpResponse("Passaggio non riconosciuto.", status=400, content_type="text/plain; charset=utf-8")
    try:
        esito: certificato.Titolare | CartaRifiutata = _giudica(request)
    except CartaRifiutata as rifiuto:
        log.warning("cns_rifiutata", extra={"passaggio": passaggio.pk, "motivo": rifiuto.codice})
        esito = rifiuto
    gettone = operations.consegna(passaggio, esito)
    return HttpResponseRedirect(passaggio.ente.url(f"{reverse('identita:cns_fine')}?{urlencode({'gettone': gettone})}"))


@require_safe
@never_cache
def fine(request: HttpRequest) -> HttpResponse:
    """Conclude the login in the browser that began it."""
    gettone, segreto = request.GET.get("gettone", ""), request.COOKIES.get(COOKIE, "")
    try:
        passaggio, titolare = operations.ritira(gettone, ente=request.ente, segreto=segreto)
        identita = operations.identita_di(titolare)
    except CartaRifiutata as rifiuto:
        return spiega(request, DELLA_CARTA[rifiuto.codice])
    sessione = sessione_di(identita, metodo=CNS, livello=LIVELLO_ALTO, gestore=titolare.emittente)
    return entra(request, identita, sessione=sessione) or HttpResponseRedirect(passaggio.ritorno)


def _dal_proxy(request: HttpRequest) -> bool:
    atteso, dato = settings.CNS_SEGRETO_PROXY, request.headers.get("X-Casa-Proxy", "")
    return bool(atteso) and hmac.compare_digest(atteso.encode(), dato.encode())


def _passaggio(codice: str) -> PassaggioCns | None:
    try:
        return PassaggioCns.objects.select_related("ente").filter(codice=UUID(codice)).first()
    except ValueError:
        return None


def _giudica(request: HttpRequest) -> certificato.Titolare:
    """What the proxy says is only the beginning. The reason given is the first that a person can do something about."""
    adesso = timezone.now()
    carta = certificato.leggi(request.headers.get("X-SSL-Client-Cert", ""))
    emittente = certificato.emittente_di(carta, autorita_fidate(), adesso)
    certificato.controlla(carta, adesso)
    titolare = certificato.titolare_di(carta)
    if request.headers.get("X-SSL-Client-Verify") != LETTA_BENE:
        raise CartaRifiutata("illeggibile")
    controlla_revoca(carta, emittente, adesso)
    return titolare
