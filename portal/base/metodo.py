"""The addresses that only receive a form have a page too, for who comes back to them after entering again."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class MetodoMiddleware:
    """Django answers a wrong method with nothing at all, and browsers then show an error of their own: programs keep that answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        risposta = self.get_response(request)
        if risposta.status_code != 405 or risposta.content or "text/html" not in request.headers.get("Accept", ""):
            return risposta
        pagina = render(request, "errori/405.html", status=405)
        pagina.headers["Allow"] = risposta.headers["Allow"]
        return pagina
