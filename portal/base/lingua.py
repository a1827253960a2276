"""The language of a page: `?lingua=` in the address, else the reader's choice, else the first language of the ente.

The browser's preference is not asked: the same address gives the same page to everybody, which caches, search engines
and the validator of the municipal model rely on. The choice is kept in a cookie that holds nothing else.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

UN_ANNO = 365 * 24 * 3600  # seconds


class LinguaMiddleware:
    """Activates the language of the request and remembers a choice made in the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        disponibili = lingue_di(request)
        chiesta = request.GET.get("lingua", "")
        ricordata = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        lingua = next((una for una in (chiesta, ricordata) if una in disponibili), disponibili[0])
        translation.activate(lingua)
        request.LANGUAGE_CODE = lingua
        risposta = self.get_response(request)
        risposta.headers.setdefault("Content-Language", lingua)
        if lingua == chiesta != ricordata:
            _ricorda(risposta, lingua)
        return risposta


def lingue_di(request: HttpRequest) -> list[str]:
    """The languages in which this ente offers its pages, its own first."""
    tradotte = dict(settings.LANGUAGES)
    ente = getattr(request, "ente", None)
    return [lingua for lingua in getattr(ente, "lingue", []) if lingua in tradotte] or [settings.LANGUAGE_CODE]


def _ricorda(risposta: HttpResponse, lingua: str) -> None:
    risposta.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        lingua,
        max_age=UN_ANNO,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
