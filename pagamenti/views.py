"""The pages of the citizen's payments."""

import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views import View

from pagamenti.avvio import avvia_pagamento
from pagamenti.models import Avviso, Carrello
from pagamenti.models.avviso import AvvisoQuerySet
from pagamenti.operations import chiudi_carrello, sollecita_pubblicazione
from pagamenti.qr import qr
from pagamenti.queries import storia_di
from pagamenti.ritorni import ritorno
from portal.base.ambiti import PAGA, Ambito
from portal.base.elenchi import pagina
from portal.base.errors import GatewayError
from portal.base.mixins import CittadinoMixin
from portal.identita.operations import annota_atto
from portal.identita.stati import Stanza

BRICIOLE = [(_("Area personale"), "/area-personale/"), (_("Pagamenti"), reverse_lazy("pagamenti:elenco"))]
PAGATO = _("Pagamento ricevuto")
# what the page says before the receipt comes, by the way the browser came back
IN_ATTESA = {
    "ok": _("Pagamento in verifica"),
    "annullato": _("Pagamento interrotto"),
    "errore": _("Pagamento non riuscito"),
}


class Elenco(CittadinoMixin, View):
    """What the person has to pay to this ente or, on the other sheet (`?vista=chiusi`), has paid."""

    ambito = Ambito(Stanza.PAGAMENTI)

    def get(self, request: HttpRequest) -> HttpResponse:
        miei = _avvisi_di(request)
        chiusi = request.GET.get("vista") == "chiusi"
        elenco = pagina(miei.chiusi() if chiusi else miei.da_pagare(), request)
        return render(request, "pagamenti/elenco.html", {"voce": "pagamenti", "elenco": elenco, "chiusi": chiusi})


class Pagina(CittadinoMixin, View):
    """One notice: how much, by when, how to pay it, what happened. POST begins the online payment."""

    ambito = Ambito(Stanza.PAGAMENTI, scrivere=PAGA)

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return _con_checkout(_mostra(request, _mio(request, codice)))

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        avviso = _mio(request, codice)
        if not avviso.da_pagare:
            return HttpResponseRedirect(avviso.get_absolute_url())
        if not avviso.pagabile:
            sollecita_pubblicazione(avviso)
            return _con_checkout(_mostra(request, avviso))
        try:
            indirizzo = avvia_pagamento(avviso, persona=request.user, da_lasciare=_da_lasciare(request))
        except GatewayError as errore:
            return _con_checkout(_non_disponibile(request, avviso, errore))
        annota_atto(request.rappresentanza or None, "pagamento.avviato", avviso)
        return HttpResponseRedirect(indirizzo)


class Esito(CittadinoMixin, View):
    """Where pagoPA sends the browser back. It proves nothing of the money: the page tells what the receipts say. The attempt is over."""

    ambito = Ambito(Stanza.PAGAMENTI)

    def get(self, request: HttpRequest, gettone: str, esito: str) -> HttpResponse:
        if esito not in IN_ATTESA:
            raise Http404
        carrello = get_object_or_404(Carrello, persona=request.user, ente=request.ente, gettone=gettone)
        avvisi = list(carrello.avvisi.filter(debitore=request.titolare))
        if not avvisi:  # begun in another home than this
            raise Http404
        chiudi_carrello(carrello)
        pagato = all(avviso.pagato for avviso in avvisi)
        contesto = {
            "voce": "pagamenti",
            "titolo": PAGATO if pagato else IN_ATTESA[esito],
            "pagato": pagato,
            "esito": esito,
            "avvisi": avvisi,
            "ritorno": ritorno(avvisi[0]),
        }
        return render(request, "pagamenti/esito.html", contesto)


def _mio(request: HttpRequest, codice: uuid.UUID) -> Avviso:
    """The notice, if it is of this person and of this ente; otherwise 404, as if it did not exist."""
    return get_object_or_404(_avvisi_di(request).select_related("ente"), codice=codice)


def _avvisi_di(request: HttpRequest) -> AvvisoQuerySet:
    """The notices of the home one is in; a delegate sees those of the services of the mandate."""
    avvisi: AvvisoQuerySet = Avviso.objects.di(request.titolare).dell_ente(request.ente)
    return avvisi.dei_servizi(request.rappresentanza.servizi) if request.rappresentanza else avvisi


def _da_lasciare(request: HttpRequest) -> uuid.UUID | None:
    """The attempt that the person gives up to begin again; a mark that makes no sense is as if it were not there."""
    try:
        return uuid.UUID(request.POST.get("ricomincia", ""))
    except ValueError:
        return None


def _mostra(request: HttpRequest, avviso: Avviso, **altro: Any) -> HttpResponse:
    contesto = {
        "avviso": avviso,
        "qr": qr(avviso) if avviso.pagabile else "",
        "storia": storia_di(avviso, request.user),  # type: ignore[arg-type]
        "ritorno": ritorno(avviso),
        "voce": "pagamenti",
        "briciole": [*BRICIOLE, (avviso.causale, "")],
        **altro,
    }
    return render(request, "pagamenti/avviso.html", contesto)


def _non_disponibile(request: HttpRequest, avviso: Avviso, errore: GatewayError) -> HttpResponse:
    """pagoPA did not open its page: the notice is as before, and here is how to pay otherwise."""
    risposta = _mostra(request, avviso, guasto=True, rifiutato=errore.permanent)
    risposta.status_code = 503
    return risposta


def _con_checkout(risposta: HttpResponse) -> HttpResponse:
    """The form leads, by redirect, to pagoPA: browsers apply form-action to redirects too."""
    risposta._csp_update = {"form-action": settings.PAGOPA_CHECKOUT_HOST}  # type: ignore[attr-defined]
    return risposta
