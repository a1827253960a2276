"""Home page, panel and test API."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.sandbox import fatti, models
from portal.sandbox.appio import chiavi
from portal.sandbox.models import Email, Fatto, MessaggioIO, Modo
from portal.sandbox.persone import EUROPEE, PERSONE
from portal.sandbox.piattaforme import OK, PIATTAFORME
from portal.sandbox.risposte import problema
from portal.sandbox.spid import fornitori

FATTI_MOSTRATI = 50


@require_GET
def casa(request: HttpRequest) -> HttpResponse:
    contesto = {
        "persone": PERSONE,
        "europee": EUROPEE,
        "url": settings.URL,
        "porta_smtp": settings.PORTA_SMTP,
        "stazione": settings.STAZIONE_URL,
        "lettere": Email.objects.count(),
        "messaggi": MessaggioIO.objects.count(),
        "guasti": [PIATTAFORME[modo.pk].titolo for modo in Modo.objects.exclude(modo=OK)],
    }
    return render(request, "sandbox/casa.html", contesto)


@require_http_methods(["GET", "POST"])
def pannello(request: HttpRequest) -> HttpResponse:
    """Show and change the moods."""
    if request.method == "POST":
        _cambia(request.POST.get("piattaforma", ""), request.POST.get("modo", ""))
        return redirect("pannello")
    modi = dict(Modo.objects.values_list("piattaforma", "modo"))
    righe = [{"piattaforma": una, "modo": modi.get(una.nome, OK)} for una in PIATTAFORME.values()]
    ultimi = Fatto.objects.order_by("-pk")[:FATTI_MOSTRATI]
    return render(request, "sandbox/pannello.html", {"righe": righe, "fatti": ultimi, "chiavi": chiavi.elenco()})


@require_POST
def api_modo(request: HttpRequest, piattaforma: str) -> HttpResponse:
    modo = request.POST.get("modo", "")
    if not _cambia(piattaforma, modo):
        return problema(400, "Bad Request", "unknown platform or mode")
    return JsonResponse({"piattaforma": piattaforma, "modo": modo})


@require_POST
def api_chiavi(request: HttpRequest) -> HttpResponse:
    """Revoke a key of App IO, or make it good again."""
    if not chiavi.cambia(request.POST.get("chiave", ""), revocata=request.POST.get("revocata") == "si"):
        return problema(400, "Bad Request", "unknown key")
    return _torna(request)


@require_POST
def azzera(request: HttpRequest) -> HttpResponse:
    """Forget everything: as after the very first start."""
    for modello in models.TUTTI:
        modello.objects.all().delete()  # type: ignore[attr-defined]
    fornitori.dimentica()
    return _torna(request)


@require_GET
def api_fatti(request: HttpRequest) -> HttpResponse:
    return JsonResponse(fatti.riassunto())


@require_GET
def pronto(request: HttpRequest) -> HttpResponse:
    """Answers when the program is up: the supervisor and the tests wait for it."""
    return HttpResponse("pronto", content_type="text/plain")


def _torna(request: HttpRequest) -> HttpResponse:
    """A person goes back to the panel, a program is told that it is done."""
    if "text/html" in request.headers.get("Accept", ""):
        return redirect("pannello")
    return HttpResponse(status=204)


def _cambia(piattaforma: str, modo: str) -> bool:
    if piattaforma not in PIATTAFORME or modo not in PIATTAFORME[piattaforma].modi:
        return False
    Modo.objects.update_or_create(pk=piattaforma, defaults={"modo": modo})
    return True
