"""What the office must give back: paid before sending, and not due."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from portal.base.elenchi import pagina
from portal.base.errors import DomainError
from portal.enti.pagine import PaginaOperatori
from portal.enti.permessi import uffici_di
from portal.registro.operations import annota_elenco
from pratiche import operations
from pratiche.models import Restituzione
from pratiche.models.restituzioni import RestituzioneQuerySet


def aperte(request: HttpRequest) -> RestituzioneQuerySet:
    """Those of the offices of who looks, at this ente."""
    return Restituzione.objects.degli_uffici(uffici_di(request), request.ente, request.user).aperte()  # type: ignore[attr-defined]


class Restituzioni(PaginaOperatori):
    """The list, and the note that closes a line."""

    def get(self, request: HttpRequest) -> HttpResponse:
        elenco = pagina(aperte(request).select_related("avviso__debitore", "pratica", "ufficio"), request)
        annota_elenco(
            (riga.avviso.debitore for riga in elenco.righe),
            request.user,
            ente=request.ente,
            ufficio=uffici_di(request)[0].nome,
            sezione="pagamenti",
            motivo="Elenco delle somme da restituire",
        )
        return self.mostra("operatori/restituzioni.html", _("Somme da restituire"), {"elenco": elenco})

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            codice = uuid.UUID(request.POST.get("codice", ""))
        except ValueError:
            return redirect("operatori:restituzioni")
        righe = Restituzione.objects.degli_uffici(uffici_di(request), request.ente, request.user)
        riga = get_object_or_404(righe, codice=codice)
        try:
            operations.segna_restituita(riga.pk, attore=request.user, nota=request.POST.get("nota", "")[:200])
        except DomainError as rifiuto:
            messages.error(request, rifiuto.messaggio)
        else:
            messages.success(request, _("Annotato: la somma non è più nell'elenco."))
        return redirect("operatori:restituzioni")
