"""The page from which the office exports a closed case."""

import tempfile
import uuid

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from pratiche import operations
from pratiche.conservazione.pacchetto import nome_file
from pratiche.operatori.views import PaginaUfficio


class Conservazione(PaginaUfficio):
    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        self.annota(pratica)
        try:
            operations.controlla_pronta(pratica, request.user)  # type: ignore[arg-type]
            perche_no = ""
        except DomainError as rifiuto:
            perche_no = rifiuto.messaggio
        versamenti = pratica.versamenti.select_related("attore").order_by("-creato_il", "-pk")
        contesto = {"pratica": pratica, "perche_no": perche_no, "versamenti": versamenti}
        return self.mostra(
            "operatori/conservazione.html", _("Conservazione della pratica %s") % pratica.sigla, contesto
        )

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponseBase:
        pratica = self.cerca(codice)
        self.annota(pratica)
        file = tempfile.TemporaryFile(dir=settings.CASA_DATI)  # noqa: SIM115 - the answer closes it
        try:
            operations.esporta(pratica.pk, dove=file, attore=request.user)  # type: ignore[arg-type]
        except DomainError as rifiuto:
            file.close()
            messages.error(request, rifiuto.messaggio)
            return redirect("operatori:conservazione", codice)
        file.seek(0)
        risposta = FileResponse(file, as_attachment=True, filename=nome_file(pratica), content_type="application/zip")
        risposta.headers["Cache-Control"] = "private, no-store"
        return risposta
