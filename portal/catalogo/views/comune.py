"""Amministrazione, Novità, Vivere il Comune: the first levels of the municipal model beside the services."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from portal.base.elenchi import pagina
from portal.catalogo.elenchi import alfabetico
from portal.catalogo.models import Evento, Luogo, Notizia, Servizio
from portal.catalogo.views.pubblica import (
    AMMINISTRAZIONE,
    EVENTI,
    LUOGHI,
    NOVITA,
    UFFICI,
    VIVERE,
    Tappa,
    mostra,
    pubblica,
    trova_o_404,
)
from portal.enti.models import Ufficio

PRIMI = 3
NOTIZIE_PER_PAGINA = 12
EVENTI_MASSIMI = 50


@pubblica
def amministrazione(request: HttpRequest) -> HttpResponse:
    uffici = Ufficio.objects.dell_ente(request.ente)
    return mostra(request, "catalogo/amministrazione.html", [AMMINISTRAZIONE], {"uffici": uffici})


@pubblica
def uffici(request: HttpRequest) -> HttpResponse:
    uffici = Ufficio.objects.dell_ente(request.ente)
    return mostra(request, "catalogo/uffici.html", [AMMINISTRAZIONE, UFFICI], {"uffici": uffici})


@pubblica
def ufficio(request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
    ufficio = get_object_or_404(Ufficio.objects.dell_ente(request.ente), codice=codice)
    servizi = Servizio.objects.pubblici(request.ente).in_elenco().filter(ufficio=ufficio).order_by("titolo")
    voci = [("contatti", _("Contatti")), *_se(ufficio.orari, "orari", _("Orari")), ("servizi", _("Servizi"))]
    contesto = {"ufficio": ufficio, "servizi": servizi, "voci": voci}
    return mostra(request, "catalogo/ufficio.html", [AMMINISTRAZIONE, UFFICI, Tappa(ufficio.nome)], contesto)


@pubblica
def novita(request: HttpRequest) -> HttpResponse:
    elenco = pagina(
        Notizia.objects.pubblici(request.ente).in_elenco("genere", "data"),
        request,
        campo="data",
        per=NOTIZIE_PER_PAGINA,
    )
    return mostra(request, "catalogo/novita.html", [NOVITA], {"elenco": elenco, "generi": Notizia.Genere})


@pubblica
def genere(request: HttpRequest, genere: str) -> HttpResponse:
    voce = Notizia.Genere(genere)
    notizie = Notizia.objects.pubblici(request.ente).in_elenco("genere", "data").filter(genere=voce)
    contesto = {"elenco": pagina(notizie, request, campo="data", per=NOTIZIE_PER_PAGINA), "genere": voce}
    return mostra(request, "catalogo/genere.html", [NOVITA, Tappa(voce.label)], contesto)


@pubblica
def notizia(request: HttpRequest, slug: str) -> HttpResponse:
    notizia = trova_o_404(Notizia, request, slug)
    return mostra(request, "catalogo/notizia.html", [NOVITA, Tappa(notizia.testo("titolo"))], {"notizia": notizia})


@pubblica
def vivere(request: HttpRequest) -> HttpResponse:
    contesto = {
        "luoghi": Luogo.objects.pubblici(request.ente).in_elenco().order_by("titolo")[:PRIMI],
        "eventi": Evento.objects.pubblici(request.ente).in_elenco("inizio").prossimi()[:PRIMI],
    }
    return mostra(request, "catalogo/vivere.html", [VIVERE], contesto)


@pubblica
def luoghi(request: HttpRequest) -> HttpResponse:
    elenco = alfabetico(Luogo.objects.pubblici(request.ente).in_elenco(), request)
    return mostra(request, "catalogo/luoghi.html", [VIVERE, LUOGHI], {"elenco": elenco})


@pubblica
def luogo(request: HttpRequest, slug: str) -> HttpResponse:
    luogo = trova_o_404(Luogo, request, slug)
    voci = [
        ("descrizione", _("Descrizione")),
        *_se(luogo.accesso, "accesso", _("Modalità di accesso")),
        ("dove", _("Dove")),
        *_se(luogo.orari, "orari", _("Orari")),
    ]
    cammino = [VIVERE, LUOGHI, Tappa(luogo.testo("titolo"))]
    return mostra(request, "catalogo/luogo.html", cammino, {"luogo": luogo, "voci": voci})


@pubblica
def eventi(request: HttpRequest) -> HttpResponse:
    prossimi = Evento.objects.pubblici(request.ente).in_elenco("inizio").prossimi()[:EVENTI_MASSIMI]
    return mostra(request, "catalogo/eventi.html", [VIVERE, EVENTI], {"eventi": prossimi})


@pubblica
def evento(request: HttpRequest, slug: str) -> HttpResponse:
    evento = trova_o_404(Evento, request, slug)
    voci = [
        ("descrizione", _("Cos'è")),
        ("dove", _("Luogo")),
        ("quando", _("Date e orari")),
        *_se(evento.costo, "costi", _("Costi")),
    ]
    cammino = [VIVERE, EVENTI, Tappa(evento.testo("titolo"))]
    return mostra(request, "catalogo/evento.html", cammino, {"evento": evento, "voci": voci})


def _se(presente: str, ancora: str, testo: str) -> list[tuple[str, str]]:
    """A line of the index for a section that may be missing."""
    return [(ancora, testo)] if presente else []
