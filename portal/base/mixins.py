"""What views share: the door of the personal area."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from portal.base.ambiti import SOLO_PER_SE, Ambito

RITORNO_MASSIMO = 2000  # characters of an address to come back to: longer ones are not remembered


def ritorno_qui(request: HttpRequest) -> str:
    """This page as it was asked for, query string included, to come back to after a login.

    What was typed in a POST cannot follow: the way back is the page itself, and so it is when the address is too long.
    """
    intero = request.get_full_path()  # begins with one slash only, whatever was asked: never another site
    return intero if request.method in {"GET", "HEAD"} and len(intero) <= RITORNO_MASSIMO else request.path


def porta_di_accesso(request: HttpRequest) -> HttpResponse:
    """To the login page and, after it, back here."""
    return HttpResponseRedirect(f"{reverse('identita:accedi')}?{urlencode({'next': ritorno_qui(request)})}")


class FuoriDelega(PermissionDenied):
    """The mandate in use does not cover this page, or this act. `mandato` is None when it is over."""

    def __init__(self, mandato: Any) -> None:
        super().__init__()
        self.mandato = mandato


class CittadinoMixin:
    """Only for a person who entered with a digital identity. Nothing of the page may be kept by caches.

    Each view says in `ambito` what it takes to open it on behalf of another person; who says nothing is closed to them.
    """

    ambito: Ambito | None = SOLO_PER_SE

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Before anything else of the view: whatever it does on its own, it does it within the mandate."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        if request.user.is_authenticated and request.user.e_cittadino:
            _controlla_delega(request, self.ambito, kwargs)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (request.user.is_authenticated and request.user.e_cittadino):
            return porta_di_accesso(request)
        risposta: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        risposta.headers["Cache-Control"] = "private, no-store"
        mandato: Any = request.rappresentanza  # type: ignore[attr-defined]
        if mandato and self.ambito and risposta.status_code == HttpResponse.status_code:
            mandato.annota_sguardo(self.ambito.stanza)
        return risposta


def _controlla_delega(request: Any, ambito: Ambito | None, parti: dict[str, Any]) -> None:
    """Raises FuoriDelega when one acts for another and may not do this."""
    mandato = request.rappresentanza
    if request.rappresentanza_finita:
        raise FuoriDelega(None)
    if not mandato:
        return
    servizio = parti[ambito.servizio] if ambito and ambito.servizio else None
    if ambito is None or not mandato.consente(ambito.stanza, ambito.facolta(request.method), servizio):
        raise FuoriDelega(mandato)
