"""The dossier: documents, data of the registers, who looked at one's data."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from fascicolo import operations
from fascicolo.accessi import in_parole
from fascicolo.models import Anagrafica
from portal.base.ambiti import Ambito
from portal.base.elenchi import pagina
from portal.base.errors import DomainError
from portal.base.mixins import CittadinoMixin
from portal.documenti.models import Documento
from portal.identita.stati import Stanza
from portal.registro.models import AccessoDati
from pratiche.queries import senza_ricevute_superate

FASCICOLO = Ambito(Stanza.FASCICOLO)


class Documenti(CittadinoMixin, View):
    """All the documents of the person at this ente, newest first, of one kind if asked."""

    ambito = FASCICOLO

    def get(self, request: HttpRequest) -> HttpResponse:
        miei = senza_ricevute_superate(Documento.objects.di(request.titolare).filter(ente=request.ente))
        tipologie = list(miei.order_by("tipologia").values_list("tipologia", flat=True).distinct())
        scelta = request.GET.get("tipo", "")
        scelti = miei.filter(tipologia=scelta) if scelta in tipologie else miei
        elenco = pagina(
            scelti.only("codice", "creato_il", "nome", "oggetto", "tipologia", "dimensione", "valido_fino"), request
        )
        contesto = {"elenco": elenco, "tipologie": tipologie, "scelta": scelta}
        return render(request, "fascicolo/documenti.html", _con_menu("documenti", contesto))


class Anagrafe(CittadinoMixin, View):
    """Family and residence as ANPR gave them, and the button to ask again. A company has neither."""

    ambito = FASCICOLO

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and request.titolare.e_impresa:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        scheda = Anagrafica.objects.filter(persona=request.titolare, ente=request.ente).first()
        return render(request, "fascicolo/anagrafe.html", _con_menu("anagrafe", {"scheda": scheda}))

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            operations.chiedi_anagrafe(request.titolare, ente=request.ente, attore=request.user)
        except DomainError as rifiuto:
            messages.info(request, rifiuto.messaggio)
        else:
            messages.success(request, _("Abbiamo chiesto i tuoi dati all'Anagrafe nazionale."))
        return redirect("fascicolo:anagrafe")


class Accessi(CittadinoMixin, View):
    """When, which office, in which section and why: everyone who opened the person's data at this ente."""

    ambito = FASCICOLO

    def get(self, request: HttpRequest) -> HttpResponse:
        miei = AccessoDati.objects.filter(soggetto=request.titolare.codice, ente=request.ente.codice_ipa)
        elenco = pagina(miei, request, campo="quando")
        contesto = {"elenco": elenco, "sguardi": in_parole(elenco.righe)}
        return render(request, "fascicolo/accessi.html", _con_menu("accessi", contesto))


def _con_menu(qui: str, contesto: dict[str, Any]) -> dict[str, Any]:
    return {"voce": "documenti", "qui": qui, **contesto}
