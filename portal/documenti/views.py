"""The one door to stored files."""

import uuid
from collections.abc import Callable

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views import View

from portal.base.mixins import FuoriDelega, porta_di_accesso
from portal.documenti.models import Documento, DocumentoQuerySet
from portal.registro.operations import annota_accesso

SEZIONE = "documenti"


class Scarica(View):
    """Give a document to who has the right to it, after checking that it is the one registered."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return porta_di_accesso(request)
        documento = _visibili(request).select_related("intestatario", "ufficio").filter(codice=codice).first()
        if documento is None:
            raise Http404
        return consegna(request, documento, annota=lambda: _annota(request, documento))


def consegna(request: HttpRequest, documento: Documento, *, annota: Callable[[], None]) -> HttpResponseBase:
    """The file, to who was found to have the right to it; refused when it is no longer the one registered.

    `annota` writes who looked, and is called only when the file is given.
    """
    if not documento.integro():
        return render(request, "documenti/non_integro.html", {"documento": documento}, status=503)
    annota()
    risposta = FileResponse(
        documento.file.open("rb"), as_attachment=True, filename=documento.nome, content_type=documento.mime
    )
    risposta.headers["Cache-Control"] = "private, no-store"
    risposta.headers["X-Content-Type-Options"] = "nosniff"
    return risposta


def _visibili(request: HttpRequest) -> DocumentoQuerySet:
    """What who is in may open: as staff, as oneself, or for another within the mandate. Raises FuoriDelega."""
    if request.rappresentanza_finita:
        raise FuoriDelega(None)
    documenti: DocumentoQuerySet = Documento.objects.visibili_a(request.titolare, request.ente)
    return documenti.nella_delega(request.rappresentanza) if request.rappresentanza else documenti


def _annota(request: HttpRequest, documento: Documento) -> None:
    """The person will read that the office, or a delegate, opened this document."""
    if request.rappresentanza:
        request.rappresentanza.annota_sguardo(SEZIONE)
    if request.user.is_staff and documento.intestatario:
        annota_accesso(
            documento.intestatario,
            request.user,
            ente=request.ente,
            ufficio=documento.ufficio.nome if documento.ufficio else "",
            sezione=SEZIONE,
            motivo=documento.tipologia,
        )
