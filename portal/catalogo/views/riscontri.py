"""What readers send from the public pages."""

import uuid
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from portal.catalogo import operations
from portal.catalogo.forms import SegnalazioneForm, ValutazioneForm
from portal.catalogo.models import SegnalazioneAccessibilita
from portal.catalogo.views.pubblica import Tappa, mostra

BARRIERE = Tappa(_("Segnala un problema di accessibilità"), reverse_lazy("catalogo:segnala_barriera"))


@csrf_exempt  # a token would put a cookie on every public page; a rating acts in nobody's name, and see below
@require_POST
def valuta(request: HttpRequest) -> HttpResponse:
    """Keep the rating and go back to the page, at its thanks."""
    form = ValutazioneForm(request.POST)
    if not _da_questo_sito(request) or not form.is_valid():
        return render(request, "catalogo/valutazione_non_valida.html", status=400)
    operations.valuta(request.ente, **form.cleaned_data)
    return HttpResponseRedirect(f"{form.cleaned_data['pagina']}#grazie")


@never_cache
def segnala_barriera(request: HttpRequest) -> HttpResponse:
    """A form for who met a barrier, with or without login."""
    form = SegnalazioneForm(request.POST or None, initial={"pagina": request.GET.get("pagina", "")})
    if form.is_valid():
        segnalazione = operations.segnala_barriera(request.ente, **form.cleaned_data)
        return redirect("catalogo:barriera_segnalata", segnalazione.codice)
    return mostra(request, "catalogo/segnala_barriera.html", [BARRIERE], {"form": form})


@never_cache
@require_safe
def barriera_segnalata(request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
    segnalazione = get_object_or_404(SegnalazioneAccessibilita, codice=codice, ente=request.ente)
    cammino = [BARRIERE, Tappa(_("Segnalazione inviata"))]
    return mostra(request, "catalogo/barriera_segnalata.html", cammino, {"segnalazione": segnalazione})


def _da_questo_sito(request: HttpRequest) -> bool:
    """Browsers say where a form comes from; one of another site may not rate our pages."""
    origine = request.headers.get("Origin")
    return origine is None or urlsplit(origine).netloc == request.get_host()
