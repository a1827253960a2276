"""What the public pages have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.catalogo.models import Contenuto

Vista = Callable[..., HttpResponse]
ContenutoTrovato = TypeVar("ContenutoTrovato", bound=Contenuto)


class Tappa(NamedTuple):
    """One step of the path to a page; `menu` is the voice of the main menu it belongs to."""

    testo: str | Promise
    url: str | Promise = ""
    menu: str = ""


AMMINISTRAZIONE = Tappa(_("Amministrazione"), reverse_lazy("catalogo:amministrazione"), "amministrazione")
UFFICI = Tappa(_("Uffici"), reverse_lazy("catalogo:uffici"))
NOVITA = Tappa(_("Novità"), reverse_lazy("catalogo:novita"), "novita")
SERVIZI = Tappa(_("Servizi"), reverse_lazy("catalogo:servizi"), "servizi")
VIVERE = Tappa(_("Vivere il Comune"), reverse_lazy("catalogo:vivere"), "vivere")
LUOGHI = Tappa(_("Luoghi"), reverse_lazy("catalogo:luoghi"))
EVENTI = Tappa(_("Eventi"), reverse_lazy("catalogo:eventi"))
ARGOMENTI = Tappa(_("Argomenti"), reverse_lazy("catalogo:argomenti"))


def mostra(request: HttpRequest, modello: str, cammino: list[Tappa], contesto: dict[str, Any]) -> HttpResponse:
    """Render a page at the end of `cammino`, which gives breadcrumb and menu; its last step is the page itself."""
    briciole = [(tappa.testo, tappa.url) for tappa in cammino]
    return render(request, modello, {"briciole": briciole, "voce_menu": cammino[0].menu, **contesto})


def trova_o_404(modello: type[ContenutoTrovato], request: HttpRequest, slug: str) -> ContenutoTrovato:
    """The public content of this ente with this short name, with its topics."""
    pubblici = modello.objects.pubblici(request.ente).prefetch_related("argomenti_trattati")
    return get_object_or_404(pubblici, slug=slug)


def pubblica(vista: Vista) -> Vista:
    """A page for everybody: read only, kept by caches as long as they ask whether it changed.

    With `no-cache` a cache compares ETags before each answer, so the cookie of the language needs no `Vary: Cookie`.
    A page that shows who is logged in stays in the browser alone.
    """

    @wraps(vista)
    def con_cache(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        risposta = vista(request, *args, **kwargs)
        privata = settings.SESSION_COOKIE_NAME in request.COOKIES
        risposta.headers["Cache-Control"] = "private, no-cache" if privata else "no-cache"
        return risposta

    return require_safe(con_cache)
