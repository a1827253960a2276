"""What a person wants by entering: to go to a page of ours, at a level, in a hat."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from portal.identita.operations import Intento
from portal.identita.saml.models import Profile

LUNGHEZZA = 2000
# pages that would send the person round and round
PORTE = ("/accedi", "/esci", "/spid/", "/cie/", "/eidas/", "/cns/")
LIVELLO, LIVELLO_ALTO = 2, 3  # art. 64 CAD: what the personal area wants, and what some services do
PROFESSIONALE = "professionale"
# "P": any identity for professional use, of a person or for a company (Avviso 18); the answer says which
FINALITA_PROFESSIONALE = "P"


def pagina_di_ritorno(request: HttpRequest) -> str:
    """The `next` of the address when it is a path of this portal, otherwise the personal area."""
    voluta = request.GET.get("next", "")
    nostra = voluta.startswith("/") and url_has_allowed_host_and_scheme(voluta, allowed_hosts=None)
    if not nostra or not voluta.isprintable() or len(voluta) > LUNGHEZZA or voluta.startswith(PORTE):
        return str(settings.LOGIN_REDIRECT_URL)
    return voluta


def livello_voluto(request: HttpRequest) -> int:
    """The highest level when the address asks for it; never less than the usual one."""
    return LIVELLO_ALTO if request.GET.get("livello") == str(LIVELLO_ALTO) else LIVELLO


def veste_professionale(request: HttpRequest) -> bool:
    """Does the person want to enter for work?"""
    return request.GET.get("veste") == PROFESSIONALE


def voluto(request: HttpRequest, profilo: Profile, ritorno: str) -> Intento:
    """The wish of the person in the terms of this scheme; the professional hat only where the scheme has it."""
    if veste_professionale(request) and profilo.professional_set is not None:
        return Intento(ritorno, livello_voluto(request), profilo.professional_set, FINALITA_PROFESSIONALE)
    return Intento(ritorno, livello_voluto(request), profilo.usual_set)
