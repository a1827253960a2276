"""The appointments of who entered: list, page, calendar file, cancellation."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from appuntamenti import operations
from appuntamenti.ical import calendario
from appuntamenti.models import Appuntamento
from portal.base.ambiti import FAI, Ambito
from portal.base.elenchi import pagina
from portal.base.errors import DomainError
from portal.base.mixins import CittadinoMixin
from portal.identita.stati import Stanza

FUTURI_MOSTRATI = 50
LETTURA, ATTO = Ambito(Stanza.APPUNTAMENTI), Ambito(Stanza.APPUNTAMENTI, leggere=FAI)


def _mio(request: HttpRequest, codice: uuid.UUID) -> Appuntamento:
    """This person's appointment, or 404."""
    miei = Appuntamento.objects.di(request.titolare, request.ente).select_related(
        "sportello", "ente", "persona", "prenotato_da"
    )
    return get_object_or_404(miei, codice=codice)


class Elenco(CittadinoMixin, View):
    """What is coming, the nearest first; then what is over."""

    ambito = LETTURA

    def get(self, request: HttpRequest) -> HttpResponse:
        miei = Appuntamento.objects.di(request.titolare, request.ente)
        contesto = {
            "voce": "appuntamenti",
            "futuri": miei.futuri()[:FUTURI_MOSTRATI],
            "passati": pagina(miei.passati(), request, campo="inizio"),
        }
        return render(request, "appuntamenti/elenco.html", contesto)


class PaginaAppuntamento(CittadinoMixin, View):
    """When, where, what to bring; and how to give the place back."""

    ambito = LETTURA
    modello = "appuntamenti/appuntamento.html"

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return render(request, self.modello, _contesto(_mio(request, codice)))


class Confermato(PaginaAppuntamento):
    """The page after the booking."""

    modello = "appuntamenti/confermato.html"


class Annulla(CittadinoMixin, View):
    """Give the place back, after one more question."""

    ambito = ATTO

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        appuntamento = _mio(request, codice)
        if not appuntamento.puo_annullare:
            return redirect(appuntamento)
        return render(request, "appuntamenti/annulla.html", _contesto(appuntamento))

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        appuntamento = _mio(request, codice)
        try:
            operations.annulla(appuntamento.pk, attore=request.user)
        except DomainError as rifiuto:
            messages.error(request, rifiuto.messaggio)
        else:
            messages.success(request, _("L'appuntamento è annullato. Ti abbiamo scritto un messaggio di conferma."))
        return redirect(appuntamento)


class Calendario(CittadinoMixin, View):
    """The appointment for the calendar of one's phone or computer."""

    ambito = LETTURA

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        contenuto = calendario(_mio(request, codice), adesso=timezone.now())
        intestazioni = {"Content-Disposition": 'attachment; filename="appuntamento.ics"'}
        return HttpResponse(contenuto, content_type="text/calendar; charset=utf-8", headers=intestazioni)


def _contesto(appuntamento: Appuntamento) -> dict[str, Any]:
    return {"voce": "appuntamenti", "appuntamento": appuntamento, "sportello": appuntamento.sportello}
