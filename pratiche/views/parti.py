"""Taking part in a case of somebody else: asking to, reading what the office opened, writing what it must weigh."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from portal.base.aree import AreaTesto
from portal.base.errors import DomainError
from portal.base.mixins import CittadinoMixin
from portal.documenti.views import consegna
from pratiche import operations
from pratiche.models import Parte, Pratica
from pratiche.queries import numerati
from pratiche.views.comune import ATTO, LETTURA, PraticaMia


class ModuloIntervento(forms.Form):
    """The number is all that one knows of the case: the page says nothing more of it."""

    numero = forms.RegexField(
        r"^\s*\d{1,9}\s*/\s*\d{4}\s*$",
        label=gettext_lazy("Numero della pratica"),
        help_text=gettext_lazy("Con l'anno, per esempio 123/2026."),
        error_messages={"invalid": gettext_lazy("Scrivi il numero e l'anno, per esempio 123/2026.")},
    )
    motivo = forms.CharField(
        label=gettext_lazy("Perché la decisione ti può danneggiare"),
        help_text=gettext_lazy("Lo legge l'ufficio, che decide se puoi partecipare."),
        max_length=4000,
        widget=AreaTesto(attrs={"rows": 7}),
    )
    chiave = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class Partecipanti(PraticaMia):
    """Who takes part in my case: name and role, not what they wrote."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        if pratica.bozza:
            return redirect(pratica)
        contesto = {"voce": "pratiche", "pratica": pratica, "parti": list(pratica.parti.presenti())}
        return render(request, "pratiche/partecipanti.html", contesto)


class Intervieni(CittadinoMixin, View):
    """Asking to take part in a case of which one knows the number (art. 9)."""

    ambito = ATTO

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._mostra(request, ModuloIntervento())

    def post(self, request: HttpRequest) -> HttpResponse:
        modulo = ModuloIntervento(request.POST)
        if not modulo.is_valid():
            return self._mostra(request, modulo)
        valori = modulo.cleaned_data
        pratica = Pratica.objects.aperte().filter(ente=request.ente).con_sigla(valori["numero"]).first()
        if pratica is None:
            modulo.add_error("numero", _("In questo comune non c'è una pratica in corso con questo numero."))
            return self._mostra(request, modulo)
        chi = {"attore": request.user, "per": request.titolare}
        try:
            parte = operations.chiedi_intervento(pratica.pk, motivo=valori["motivo"], chiave=valori["chiave"], **chi)
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(request, modulo)
        messages.success(request, _("La richiesta è arrivata all'ufficio: ti scriviamo quando decide."))
        return redirect(parte)

    def _mostra(self, request: HttpRequest, modulo: ModuloIntervento) -> HttpResponse:
        return render(request, "pratiche/intervieni.html", {"voce": "pratiche", "form": modulo})


class DellaParte(CittadinoMixin, View):
    """A page of who takes part. For anybody else, and for who was taken off, it does not exist."""

    ambito = LETTURA

    def cerca(self, codice: uuid.UUID, *, solo_presenti: bool = False) -> Parte:
        """Who only asked to take part, or was not let in, reads nothing of the case: `solo_presenti` leaves them out."""
        request = self.request
        mie = Parte.objects.mie(request.titolare, request.ente, request.rappresentanza)
        if solo_presenti:
            mie = mie.presenti()
        collegati = ("ente", "versione", "responsabile", "avviso", "servizio", "ufficio")
        return get_object_or_404(
            mie.select_related("persona", *(f"pratica__{uno}" for uno in collegati)), codice=codice
        )


class PaginaParte(DellaParte):
    """Of the case its number, what it is about, where it is; of its papers those opened by the office; what I wrote."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        parte = self.cerca(codice)
        contesto = {"voce": "pratiche", "parte": parte, "pratica": parte.pratica}
        if parte.presente:
            contesto |= {
                "documenti": numerati(parte.documenti.order_by("creato_il", "pk")),
                "memorie": list(parte.memorie.con_le_carte()),
            }
        return render(request, "pratiche/parte.html", contesto)


class DocumentoAperto(DellaParte):
    """A document that the office opened to this party: each reading stays in the register, and who asked reads that there was one."""

    def get(self, request: HttpRequest, codice: uuid.UUID, documento: uuid.UUID) -> HttpResponseBase:
        parte = self.cerca(codice, solo_presenti=True)
        aperto = get_object_or_404(parte.documenti.all(), codice=documento)
        return consegna(request, aperto, annota=lambda: operations.leggi_documento(parte, aperto, attore=request.user))
