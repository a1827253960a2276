"""What a person wants by entering: to go to a page of ours, at a level, in a hat."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from portal.base.mixins import RITORNO_MASSIMO, ritorno_qui
from portal.identita.operations import Intento
from portal.identita.saml.models import Profile

# pages that would send the person round and round
PORTE = ("/accedi", "/esci", "/spid/", "/cie/", "/eidas/", "/cns/")
LIVELLO, LIVELLO_ALTO = 2, 3  # art. 64 CAD: what the personal area wants, and what some services do
# the hats one may ask to enter in
CITTADINO, PROFESSIONALE = "cittadino", "professionale"
# "P": any identity for professional use, of a person or for a company (Avviso 18); the answer says which
FINALITA_PROFESSIONALE = "P"


def pagina_di_ritorno(request: HttpRequest) -> str:
    """The `next` of the address when it is a path of this portal, otherwise the personal area."""
    voluta = request.GET.get("next", "")
    nostra = voluta.startswith("/") and url_has_allowed_host_and_scheme(voluta, allowed_hosts=None)
    if not nostra or not voluta.isprintable() or len(voluta) > RITORNO_MASSIMO or voluta.startswith(PORTE):
        return str(settings.LOGIN_REDIRECT_URL)
    return voluta


def porta_piu_sicura(request: HttpRequest, livello: int) -> HttpResponse:
    """To a login of this level, in the same hat, and after it back to this page: what was saved is still there."""
    veste = {"veste": PROFESSIONALE} if request.sessione.professionale else {}  # type: ignore[attr-defined]
    parametri = urlencode({"livello": livello, "next": ritorno_qui(request), **veste})
    return HttpResponseRedirect(f"{reverse('identita:accedi')}?{parametri}")


def livello_voluto(request: HttpRequest) -> int:
    """The highest level when the address asks for it; never less than the usual one."""
    return LIVELLO_ALTO if request.GET.get("livello") == str(LIVELLO_ALTO) else LIVELLO


def veste_voluta(request: HttpRequest) -> str:
    """The hat the person asks to enter in, "" when any will do."""
    veste = request.GET.get("veste", "")
    return veste if veste in (CITTADINO, PROFESSIONALE) else ""


def voluto(request: HttpRequest, profilo: Profile, ritorno: str) -> Intento:
    """The wish of the person in the terms of this scheme; the professional hat only where the scheme has it."""
    if veste_voluta(request) == PROFESSIONALE and profilo.professional_set is not None:
        return Intento(ritorno, livello_voluto(request), profilo.professional_set, FINALITA_PROFESSIONALE)
    return Intento(ritorno, livello_voluto(request), profilo.usual_set)
