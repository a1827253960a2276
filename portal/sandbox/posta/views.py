"""The caught mails: a list, one mail, and the same as JSON for tests."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from portal.sandbox.models import Email
from portal.sandbox.posta.lettura import leggi

MASSIMO = 200


@require_GET
def elenco(request: HttpRequest) -> HttpResponse:
    lettere = [leggi(riga) for riga in Email.objects.all()[:MASSIMO]]
    return render(request, "sandbox/posta.html", {"lettere": lettere})


@require_GET
def lettera(request: HttpRequest, numero: int) -> HttpResponse:
    return render(request, "sandbox/lettera.html", {"lettera": leggi(get_object_or_404(Email, pk=numero))})


@require_GET
def messaggi(request: HttpRequest) -> HttpResponse:
    """All of them, oldest first."""
    return JsonResponse([asdict(leggi(riga)) for riga in Email.objects.order_by("pk")], safe=False)
