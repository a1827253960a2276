"""The door of the relay: it posts the report as it is, signed."""

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notifiche.operations.rimbalzi import Accolto, accogli
from notifiche.rimbalzi.dsn import leggi
from notifiche.rimbalzi.firma import INTESTAZIONE, valida

log = logging.getLogger("casa.notifiche")


@csrf_exempt
@require_POST
def rimbalzi(request: HttpRequest) -> HttpResponse:
    """204: nothing more to do; 503: not yet, send it again; 401: who are you."""
    if not settings.POSTA_RIMBALZI_CHIAVE:
        raise Http404
    if not valida(request.body, request.headers.get(INTESTAZIONE, ""), settings.POSTA_RIMBALZI_CHIAVE):
        log.warning("rimbalzo_non_firmato")
        return HttpResponse(status=401)
    if accogli(leggi(request.body)) == Accolto.PRESTO:
        return HttpResponse(status=503, headers={"Retry-After": "120"})
    return HttpResponse(status=204)
