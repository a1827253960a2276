"""The caught mails: a list, one mail, and the same as JSON for tests."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from portal.sandbox import fatti
from portal.sandbox.models import Email
from portal.sandbox.posta.lettura import leggi
from portal.sandbox.posta.rimbalzo import rimanda

MASSIMO = 200
INESISTENTE = "5.1.1"
STATI = {"inesistente": INESISTENTE, "piena": "5.2.2"}


@require_GET
def elenco(request: HttpRequest) -> HttpResponse:
    lettere = [leggi(riga) for riga in Email.objects.all()[:MASSIMO]]
    return render(request, "sandbox/posta.html", {"lettere": lettere})


@require_http_methods(["GET", "POST"])
def lettera(request: HttpRequest, numero: int) -> HttpResponse:
    """One mail; posting sends it back to the portal as a server that gave up."""
    riga, contesto = get_object_or_404(Email, pk=numero), {}
    if request.method == "POST":
        esito = rimanda(riga, STATI.get(request.POST.get("stato", ""), INESISTENTE))
        fatti.segna("posta", "DSN", "/-/posta/rimbalzi", esito)
        contesto = {"esito": esito}
    return render(request, "sandbox/lettera.html", {"lettera": leggi(riga), **contesto})


@require_GET
def messaggi(request: HttpRequest) -> HttpResponse:
    """All of them, oldest first."""
    return JsonResponse([asdict(leggi(riga)) for riga in Email.objects.order_by("pk")], safe=False)
