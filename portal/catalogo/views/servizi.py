"""The catalogue of services and the sheet of each."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from portal.catalogo.elenchi import alfabetico
from portal.catalogo.models import Servizio
from portal.catalogo.models.servizi import IN_ELENCO
from portal.catalogo.views.pubblica import SERVIZI, Tappa, mostra, pubblica
from portal.catalogo.vocabolari import Categoria

IN_EVIDENZA = 5
CORRELATI = 4


@pubblica
def servizi(request: HttpRequest) -> HttpResponse:
    tutti = _elencabili(request)
    contesto = {
        "elenco": alfabetico(tutti, request),
        "in_evidenza": tutti.filter(in_evidenza=True).order_by("titolo")[:IN_EVIDENZA],
    }
    return mostra(request, "catalogo/servizi.html", [SERVIZI], contesto)


@pubblica
def categoria(request: HttpRequest, categoria: str) -> HttpResponse:
    if categoria not in Categoria.values:
        raise Http404
    elenco = alfabetico(_elencabili(request).filter(categoria=categoria), request)
    voce = Categoria(categoria)
    return mostra(
        request, "catalogo/categoria.html", [SERVIZI, Tappa(voce.label)], {"categoria": voce, "elenco": elenco}
    )


@pubblica
def scheda(request: HttpRequest, slug: str) -> HttpResponse:
    servizio = _servizio(request, slug)
    correlati = _elencabili(request).filter(categoria=servizio.categoria).exclude(pk=servizio.pk).order_by("titolo")
    contesto = {"servizio": servizio, "correlati": correlati[:CORRELATI]}
    return mostra(request, "catalogo/scheda.html", _cammino(servizio), contesto)


@pubblica
def condizioni(request: HttpRequest, slug: str) -> HttpResponse:
    servizio = _servizio(request, slug)
    cammino = [*_cammino(servizio), Tappa(_("Condizioni di servizio"))]
    return mostra(request, "catalogo/condizioni.html", cammino, {"servizio": servizio})


def _cammino(servizio: Servizio) -> list[Tappa]:
    categoria = Tappa(Categoria(servizio.categoria).label, servizio.categoria_url)
    return [SERVIZI, categoria, Tappa(servizio.testo("titolo"), servizio.get_absolute_url())]


def _servizio(request: HttpRequest, slug: str) -> Servizio:
    pubblici = Servizio.objects.pubblici(request.ente).select_related("ufficio")
    return get_object_or_404(pubblici.prefetch_related("argomenti_trattati"), slug=slug)


def _elencabili(request: HttpRequest) -> QuerySet[Any]:
    return Servizio.objects.pubblici(request.ente).in_elenco(*IN_ELENCO)
