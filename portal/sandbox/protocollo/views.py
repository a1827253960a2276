"""Registration in the protocol register, idempotent on the header Idempotency-Key."""

import hashlib
import re
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from portal.sandbox.models import Registrazione
from portal.sandbox.risposte import api, corpo_json, problema, riguarda

REGISTRO = "PG"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@api("POST")
def registrazioni(request: HttpRequest) -> HttpResponse:
    """201 with a new number; 200 with the same number when the key was seen; 422 when it was seen with another body."""
    chiave = request.headers.get("Idempotency-Key", "")
    if not 1 <= len(chiave) <= 100:
        raise ValueError("Idempotency-Key: missing or too long")
    dati = corpo_json(request)
    _controlla(dati)
    impronta = hashlib.sha256(request.body).hexdigest()
    una, nuova = _registra(chiave, impronta, dati)
    if una.impronta != impronta:
        return problema(422, "Unprocessable Content", "Idempotency-Key already used for another registration")
    corpo = {"registro": REGISTRO, "numero": f"{una.numero:07}", "anno": una.anno, "data": una.data}
    return riguarda(JsonResponse(corpo, status=201 if nuova else 200), f"{una.anno}/{una.numero:07}")


@transaction.atomic
def _registra(chiave: str, impronta: str, dati: dict[str, Any]) -> tuple[Registrazione, bool]:
    """The row of this key, made now with the next number of the year if there is none (one writer at a time)."""
    esistente = Registrazione.objects.filter(chiave=chiave).first()
    if esistente:
        return esistente, False
    anno = timezone.localdate().year
    ultimo = Registrazione.objects.filter(anno=anno).aggregate(Max("numero"))["numero__max"] or 0
    nuova = Registrazione.objects.create(chiave=chiave, impronta=impronta, anno=anno, numero=ultimo + 1, richiesta=dati)
    return nuova, True


def _controlla(dati: dict[str, Any]) -> None:
    """The fields of the contract. Raises ValueError with the wrong one."""
    for nome in ("ente", "oggetto", "data_arrivo"):
        _esige(isinstance(dati.get(nome), str) and dati[nome], nome)
    _esige(dati.get("flusso") in ("E", "U", "I"), "flusso")
    mittente = dati.get("mittente")
    _esige(isinstance(mittente, dict) and mittente.get("codice_fiscale") and mittente.get("denominazione"), "mittente")
    documenti = dati.get("documenti")
    _esige(isinstance(documenti, list) and documenti, "documenti")
    for documento in documenti or []:
        _esige(isinstance(documento, dict) and documento.get("nome") and documento.get("mime"), "documenti")
        _esige(_SHA256.fullmatch(str(documento.get("sha256"))), "documenti.sha256")


def _esige(vero: object, nome: str) -> None:
    if not vero:
        raise ValueError(nome)


@require_GET
def registro(request: HttpRequest) -> HttpResponse:
    """The last lines of the register, for people."""
    return render(request, "sandbox/protocollo.html", {"righe": Registrazione.objects.order_by("-pk")[:100]})
