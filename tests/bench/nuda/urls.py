"""One page: what a personal home costs at least."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from tests.bench.nuda.models import Caso, Lettera, Pagamento

PERSONA, PER_TABELLA = 4321, 12


@login_required
def pagina(request: HttpRequest) -> HttpResponse:
    gruppi = [
        modello.objects.filter(persona=PERSONA).order_by("-quando")[:PER_TABELLA]
        for modello in (Caso, Pagamento, Lettera)
    ]
    return render(request, "pagina.html", {"gruppi": gruppi})


urlpatterns = [path("", pagina)]
