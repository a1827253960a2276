"""The staff's own door. Citizens never get past its threshold."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

Vista = Callable[..., HttpResponseBase]


def solo_operatori(vista: Vista) -> Vista:
    """Pages of the staff's accounts: who is in as a citizen is told to go out first (and never sent in circles)."""

    @wraps(vista)
    def sorvegliata(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.is_staff:
            return render(request, "identita/solo_operatori.html", status=403)
        return vista(request, *args, **kwargs)

    return sorvegliata


def verso_accesso(request: HttpRequest) -> HttpResponseRedirect:
    """The stock admin's login page is not ours: to the one with the second factor."""
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse("account_login") + (f"?{query}" if query else ""))
