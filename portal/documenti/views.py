"""The one door to stored files."""

import logging
import uuid

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views import View

from portal.base.mixins import porta_di_accesso
from portal.documenti.models import Documento
from portal.registro.operations import annota_accesso

log = logging.getLogger("casa.documenti")


class Scarica(View):
    """Give a document to who has the right to it, after checking that it is the one registered."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return porta_di_accesso(request)
        documento = (
            Documento.objects.visibili_a(request.user, request.ente)
            .select_related("intestatario", "ufficio")
            .filter(codice=codice)
            .first()
        )
        if documento is None:
            raise Http404
        if not _integro(documento):
            return render(request, "documenti/non_integro.html", {"documento": documento}, status=503)
        _annota(request, documento)
        risposta = FileResponse(
            documento.file.open("rb"), as_attachment=True, filename=documento.nome, content_type=documento.mime
        )
        risposta.headers["Cache-Control"] = "private, no-store"
        risposta.headers["X-Content-Type-Options"] = "nosniff"
        return risposta


def _integro(documento: Documento) -> bool:
    try:
        integro = documento.integro()
    except OSError:
        integro = False
    if not integro:
        log.error("documento_non_integro", extra={"documento": documento.pk})
    return integro


def _annota(request: HttpRequest, documento: Documento) -> None:
    """The person will read that the office opened this document."""
    if request.user.is_staff and documento.intestatario:
        annota_accesso(
            documento.intestatario,
            request.user,
            ente=request.ente,
            ufficio=documento.ufficio.nome if documento.ufficio else "",
            sezione="documenti",
            motivo=documento.tipologia,
        )
