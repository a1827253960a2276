"""Where to go after entering: always a page of ours."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LUNGHEZZA = 2000
# pages that would send the person round and round
PORTE = ("/accedi", "/esci", "/spid/")


def pagina_di_ritorno(request: HttpRequest) -> str:
    """The `next` of the address when it is a path of this portal, otherwise the personal area."""
    voluta = request.GET.get("next", "")
    nostra = voluta.startswith("/") and url_has_allowed_host_and_scheme(voluta, allowed_hosts=None)
    if not nostra or not voluta.isprintable() or len(voluta) > LUNGHEZZA or voluta.startswith(PORTE):
        return str(settings.LOGIN_REDIRECT_URL)
    return voluta
