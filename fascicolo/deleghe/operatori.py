"""The office that verifies: who says to act by law, with the document at hand."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fascicolo.deleghe import operations
from fascicolo.deleghe.forms import MotivoForm
from portal.base.elenchi import pagina
from portal.base.errors import DomainError
from portal.documenti.models import Documento
from portal.enti.permessi import uffici_di
from portal.identita.models import Rappresentanza
from portal.identita.stati import DI_LEGGE, Stato
from portal.registro.operations import annota_accesso, annota_elenco
from pratiche.operatori.views import PaginaUfficio

FILTRI = {
    "attesa": (gettext_lazy("Da verificare"), (Stato.RICHIESTA,)),
    "attive": (gettext_lazy("Attive"), (Stato.ATTIVA,)),
    "chiuse": (gettext_lazy("Chiuse"), (Stato.RIFIUTATA, Stato.REVOCATA, Stato.SCADUTA)),
}
ATTI = {
    "convalida": (operations.convalida, gettext_lazy("Hai convalidato la richiesta: le due persone lo sanno.")),
    "respingi": (operations.respingi, gettext_lazy("Hai chiuso la richiesta: le due persone lo sanno.")),
}


class PaginaVerifica(PaginaUfficio):
    """For the officers of the offices that verify; the others are told no."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.ufficio = next((uno for uno in uffici_di(request) if uno.verifica_rappresentanze), None)
        if self.ufficio is None:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def richieste(self) -> QuerySet[Rappresentanza]:
        return Rappresentanza.objects.filter(ente=self.request.ente, specie__in=DI_LEGGE).con_persone()


class Elenco(PaginaVerifica):
    """The requests, the last one first: both people of each read that the office saw it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        scelto = request.GET.get("quali", "")
        scelto = scelto if scelto in FILTRI else "attesa"
        elenco = pagina(self.richieste().filter(stato__in=FILTRI[scelto][1]), request)
        annota_elenco(
            (persona for uno in elenco.righe for persona in (uno.rappresentato, uno.rappresentante)),
            request.user,
            ente=request.ente,
            ufficio=self.ufficio.nome,
            sezione="deleghe",
            motivo="Elenco delle richieste da verificare",
        )
        contesto = {
            "elenco": elenco,
            "scelto": scelto,
            "filtri": [(nome, testo) for nome, (testo, _s) in FILTRI.items()],
        }
        return self.mostra("operatori/deleghe/elenco.html", _("Chi agisce per chi"), contesto)


class Richiesta(PaginaVerifica):
    """One request with its document; the decision wants a reason. Both people read that the office opened it."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return self._mostra(self._cerca(codice), MotivoForm())

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        mandato, form = self._cerca(codice), MotivoForm(request.POST)
        if request.POST.get("atto") not in ATTI:
            raise Http404
        if not form.is_valid():
            return self._mostra(mandato, form)
        atto, fatto = ATTI[request.POST["atto"]]
        try:
            atto(mandato.pk, attore=request.user, motivo=form.cleaned_data["motivo"])
        except DomainError as rifiuto:
            form.add_error(None, rifiuto.messaggio)
            return self._mostra(mandato, form)
        messages.success(request, fatto)
        return redirect("deleghe_operatori:richiesta", codice)

    def _cerca(self, codice: uuid.UUID) -> Rappresentanza:
        return get_object_or_404(self.richieste(), codice=codice)

    def _mostra(self, mandato: Rappresentanza, form: MotivoForm) -> HttpResponse:
        for persona in (mandato.rappresentato, mandato.rappresentante):
            annota_accesso(
                persona,
                self.request.user,
                ente=self.request.ente,
                ufficio=self.ufficio.nome,
                sezione="deleghe",
                motivo=f"Richiesta di agire come: {mandato.get_specie_display()}",
            )
        documento = Documento.objects.filter(codice=mandato.titolo).first() if mandato.titolo else None
        contesto = {"mandato": mandato, "form": form, "documento": documento}
        return self.mostra("operatori/deleghe/richiesta.html", _("Richiesta di agire per un'altra persona"), contesto)
