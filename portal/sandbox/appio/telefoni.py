"""The phones: what each person sees, the switches of the services, and the fate of the messages that are held."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_POST

from portal.sandbox.appio import iscrizioni
from portal.sandbox.appio.chiavi import SERVIZI
from portal.sandbox.appio.iscrizioni import CODICE_DI_PROVA
from portal.sandbox.appio.marcatura import in_html
from portal.sandbox.models import MessaggioIO
from portal.sandbox.persone import IO_ASSENTE, IO_ATTIVO, PERSONE
from portal.sandbox.risposte import problema

STATI = ("ACCEPTED", "THROTTLED", "PROCESSED", "REJECTED", "FAILED", "SPARITO")  # the last: a GET answers 404


@require_GET
def telefoni(request: HttpRequest) -> HttpResponse:
    """A phone per person, with the messages that reached it and those still on their way."""
    arrivati: dict[str, list[MessaggioIO]] = {}
    for uno in MessaggioIO.objects.filter(stato="PROCESSED"):
        arrivati.setdefault(uno.codice_fiscale, []).append(_vestito(uno))
    righe = [_telefono(una, arrivati.get(una.codice_fiscale, [])) for una in PERSONE if una.livello]
    righe.sort(key=lambda riga: not riga["messaggi"])
    contesto = {
        "telefoni": righe,
        "prova": arrivati.get(CODICE_DI_PROVA, []),
        "in_viaggio": MessaggioIO.objects.exclude(stato="PROCESSED"),
        "stati": STATI,
    }
    return render(request, "sandbox/io.html", contesto)


@require_POST
def interruttore(request: HttpRequest) -> HttpResponse:
    """Switch a service on or off for a person, as in the app."""
    servizio = request.POST.get("servizio", "")
    if servizio not in SERVIZI:
        return problema(400, "Bad Request", "unknown service")
    iscrizioni.scegli(request.POST.get("persona", ""), servizio, acceso=request.POST.get("acceso") == "si")
    return redirect("io")


@require_POST
def stati(request: HttpRequest) -> HttpResponse:
    """Decide what became of one message (`messaggio`), or of all."""
    stato, quale = request.POST.get("stato", ""), request.POST.get("messaggio", "")
    if stato not in STATI:
        return problema(400, "Bad Request", "unknown status")
    scelti = MessaggioIO.objects.filter(pk=quale) if quale else MessaggioIO.objects.all()
    if stato == "SPARITO":
        scelti.delete()
    else:
        scelti.update(stato=stato)
    return redirect("io")


@require_GET
def messaggi(request: HttpRequest) -> HttpResponse:
    """Every message that was kept, oldest first, for the tests: two with the same content are two copies."""
    campi = ("id", "servizio", "avanzato", "codice_fiscale", "contenuto", "stato", "creato_il")
    return JsonResponse(list(MessaggioIO.objects.order_by("creato_il").values(*campi)), safe=False)


def _telefono(una: Any, ricevuti: list[MessaggioIO]) -> dict[str, Any]:
    scelte = [
        {"servizio": servizio, "acceso": iscrizioni.iscrizione(una.codice_fiscale, servizio.nome) == IO_ATTIVO}
        for servizio in SERVIZI.values()
        if not servizio.bozza
    ]
    return {"persona": una, "messaggi": ricevuti, "scelte": scelte if una.io != IO_ASSENTE else []}


def _vestito(uno: MessaggioIO) -> Any:
    """The message as the page shows it."""
    mostrato: Any = uno
    scadenza = uno.contenuto.get("due_date")
    mostrato.scadenza = parse_datetime(scadenza) if scadenza else None
    mostrato.testo = in_html(uno.contenuto["markdown"])
    return mostrato
