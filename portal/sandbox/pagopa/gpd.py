"""GPD v1: the debt positions of an ente (contract: gpd.json)."""

from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from portal.sandbox.models import Avviso, Posizione
from portal.sandbox.pagopa import stati
from portal.sandbox.pagopa.regole import controlla_posizione
from portal.sandbox.risposte import api, corpo_json, problema, riguarda


@api("POST")
def posizioni(request: HttpRequest, ente: str) -> HttpResponse:
    """Create a position, published at once with `toPublish=true`."""
    dati = corpo_json(request)
    controlla_posizione(dati, ente)
    try:
        with transaction.atomic():
            posizione = Posizione.objects.create(ente=ente, iupd=dati["iupd"], dati=dati, stato=stati.DRAFT)
            _crea_avvisi(posizione)
            _pubblica_se_chiesto(request, posizione)
    except IntegrityError:
        return riguarda(problema(409, "Conflict", "IUPD, NAV or IUV already in use"), dati["iupd"])
    return riguarda(JsonResponse(dati, status=201), posizione.iupd)


@api("GET", "PUT", "DELETE")
def posizione(request: HttpRequest, ente: str, iupd: str) -> HttpResponse:
    una = Posizione.objects.filter(ente=ente, iupd=iupd).first()
    if una is None:
        return riguarda(problema(404, "Not Found", "no such position"), iupd)
    if request.method == "GET":
        return riguarda(JsonResponse(_come_risposta(una)), iupd)
    ammessi = stati.AGGIORNABILI if request.method == "PUT" else stati.CANCELLABILI
    if stati.stato_attuale(una) not in ammessi:
        return _conflitto(una)
    if request.method == "PUT":
        return _aggiorna(request, una)
    una.delete()
    return riguarda(JsonResponse("Debt position deleted", safe=False), iupd)


@api("POST")
def pubblica(request: HttpRequest, ente: str, iupd: str) -> HttpResponse:
    return _passa(ente, iupd, stati.PUBBLICABILI, None)


@api("POST")
def annulla(request: HttpRequest, ente: str, iupd: str) -> HttpResponse:
    return _passa(ente, iupd, stati.ANNULLABILI, stati.INVALID)


def _passa(ente: str, iupd: str, ammessi: set[str], nuovo: str | None) -> HttpResponse:
    """Move a position to a new state (None: published), if it is in one of the admitted ones."""
    una = Posizione.objects.filter(ente=ente, iupd=iupd).first()
    if una is None:
        return riguarda(problema(404, "Not Found", "no such position"), iupd)
    if stati.stato_attuale(una) not in ammessi:
        return _conflitto(una)
    una.stato = nuovo or stati.stato_pubblicato(una)
    if nuovo is None:
        una.pubblicata_il = timezone.now()
    una.save()
    return riguarda(JsonResponse(_come_risposta(una)), iupd)


def _aggiorna(request: HttpRequest, una: Posizione) -> HttpResponse:
    dati = corpo_json(request)
    controlla_posizione(dati, una.ente)
    if dati["iupd"] != una.iupd:
        return riguarda(problema(400, "Bad Request", "iupd: differs from the address"), una.iupd)
    try:
        with transaction.atomic():
            una.dati, una.stato = dati, stati.DRAFT
            una.avvisi.all().delete()
            _crea_avvisi(una)
            _pubblica_se_chiesto(request, una)
            una.save()
    except IntegrityError:
        return riguarda(problema(409, "Conflict", "NAV or IUV already in use"), una.iupd)
    return riguarda(JsonResponse(dati), una.iupd)


def _crea_avvisi(posizione: Posizione) -> None:
    for opzione in posizione.dati["paymentOption"]:
        nav = f"3{opzione['iuv']}"
        Avviso.objects.create(posizione=posizione, ente=posizione.ente, iuv=opzione["iuv"], nav=nav, dati=opzione)


def _pubblica_se_chiesto(request: HttpRequest, posizione: Posizione) -> None:
    if request.GET.get("toPublish") == "true":
        posizione.stato, posizione.pubblicata_il = stati.stato_pubblicato(posizione), timezone.now()
        posizione.save()


def _conflitto(una: Posizione) -> HttpResponse:
    stato = stati.stato_attuale(una)
    return riguarda(problema(409, "Conflict", f"not allowed while the position is {stato}"), una.iupd)


def _come_risposta(una: Posizione) -> dict[str, Any]:
    """PaymentPositionModelBaseResponse."""
    return {
        "iupd": una.iupd,
        "organizationFiscalCode": una.ente,
        "type": una.dati["type"],
        "companyName": una.dati["companyName"],
        "insertedDate": una.inserita_il,
        "publishDate": una.pubblicata_il,
        "validityDate": una.dati.get("validityDate"),
        "paymentDate": max((a.pagato_il for a in una.avvisi.all() if a.pagato_il), default=None),
        "status": stati.stato_attuale(una),
        "lastUpdatedDate": una.aggiornata_il,
        "paymentOption": [_opzione(avviso) for avviso in una.avvisi.all()],
    }


def _opzione(avviso: Avviso) -> dict[str, Any]:
    """PaymentOptionModelResponse."""
    campi = ("amount", "description", "isPartialPayment", "dueDate", "retentionDate", "transfer")
    return {
        "nav": avviso.nav,
        "iuv": avviso.iuv,
        "organizationFiscalCode": avviso.ente,
        **{campo: avviso.dati.get(campo) for campo in campi},
        "paymentDate": avviso.pagato_il,
        "status": "PO_PAID" if avviso.pagato_il else "PO_UNPAID",
    }
