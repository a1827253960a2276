"""Without a second factor the staff sees one page only: the one where it is set up."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from portal.identita import operations

DI_LAVORO = ("/operatori/", "/documenti/")
APERTE = ("/operatori/sicurezza/", "/operatori/accedi/", "/operatori/esci/", "/operatori/account/")
OPERATORE_SPID = 2  # the level that is itself made of two factors


class SecondoFattoreMiddleware:
    """Guards what the staff works with; citizens and public pages are not its business."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.OPERATORI_SECONDO_FATTORE and _di_lavoro(request.path) and manca(request):
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)


def manca(request: HttpRequest) -> bool:
    """Is this somebody of the staff who came in with a password alone?"""
    persona = request.user
    if not (persona.is_authenticated and persona.is_staff):
        return False
    con_spid = request.sessione.livello >= OPERATORE_SPID  # type: ignore[attr-defined]
    return not con_spid and not operations.ha_secondo_fattore(persona)


def _di_lavoro(percorso: str) -> bool:
    return percorso.startswith(DI_LAVORO) and not percorso.startswith(APERTE)
