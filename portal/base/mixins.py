"""What views share: the door of the personal area."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse


def porta_di_accesso(request: HttpRequest) -> HttpResponse:
    """To the login page and, after it, back here. What was typed in a POST cannot follow: the way back is the page itself."""
    ritorno = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
    return HttpResponseRedirect(f"{reverse('identita:accedi')}?{urlencode({'next': ritorno})}")


class CittadinoMixin:
    """Only for a person who entered with a digital identity. Nothing of the page may be kept by caches."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (request.user.is_authenticated and request.user.e_cittadino):
            return porta_di_accesso(request)
        risposta: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        risposta.headers["Cache-Control"] = "private, no-store"
        return risposta
