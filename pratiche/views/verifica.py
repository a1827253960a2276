"""The public check of a permit by the code printed on it: what kind it is and whether it is good today, nothing of whose it is."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from portal.catalogo.views.pubblica import SERVIZI, Tappa, mostra, pubblica
from pratiche.models import Pratica
from pratiche.titoli import quadro


@pubblica
def verifica(request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
    """Is it good today, and why not. What is not a permit has no such page."""
    pratiche = Pratica.objects.filter(ente=request.ente).con_il_necessario()
    pratica = get_object_or_404(pratiche, codice=codice)
    trovato = quadro(pratica)
    if trovato is None:
        raise Http404
    contesto = {"permesso": trovato, "titolo": pratica.definizione.titolo_esito, "numero": pratica.sigla}
    return mostra(request, "pratiche/verifica.html", [SERVIZI, Tappa(_("Verifica di un permesso"))], contesto)
