"""A memoria to the office (art. 10 L. 241/1990), with files: of a party, or of the person whom what the office started concerns."""

import uuid
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from portal.base.aree import AreaTesto
from portal.base.errors import DomainError
from portal.base.mixins import CittadinoMixin
from portal.documenti.models import Documento
from pratiche import operations
from pratiche.models import Memoria, Pratica
from pratiche.moduli.campi import CampoFile
from pratiche.views.comune import ATTO, PraticaMia
from pratiche.views.parti import DellaParte

FILE_MASSIMI = 5
LUNGHEZZA = 10_000


class ModuloMemoria(forms.Form):
    """`chiave` makes the memoria one, however often the button is pressed."""

    testo = forms.CharField(
        label=gettext_lazy("Memoria"),
        help_text=gettext_lazy("Scrivi i fatti e perché contano. L'ufficio deve valutarli prima di decidere."),
        max_length=LUNGHEZZA,
        widget=AreaTesto(attrs={"rows": 10}),
    )
    chiave = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = CampoFile(
            massimo=FILE_MASSIMI,
            required=False,
            label=gettext_lazy("Documenti da allegare"),
            help_text=gettext_lazy("Facoltativi, al massimo 5 file: PDF, JPG o PNG."),
        )


def proprie(pratica: Pratica, documenti: Iterable[Documento]) -> list[tuple[Memoria, list[Documento]]]:
    """What the person concerned has sent, each with its files among those of the case: for the page of what the office started."""
    if not pratica.d_ufficio:
        return []
    allegati = defaultdict(list)
    for uno in documenti:
        allegati[uno.primario_id].append(uno)
    mandate = pratica.memorie.select_related("stampa__documento", "acquisizione")
    return [(una, allegati[una.carta.pk] if una.carta else []) for una in mandate]


class PaginaMemoria(CittadinoMixin, View):
    """The form, and what happens when it is sent."""

    ambito = ATTO

    @abstractmethod
    def contesto(self, codice: uuid.UUID) -> dict[str, Any]:
        """The case, its page (`ritorno`) and the party that writes, if it is one; 404 for anybody else."""

    @abstractmethod
    def manda(self, contesto: dict[str, Any], valori: dict[str, Any]) -> None:
        """Send it. Raises DomainError."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return self._mostra(self.contesto(codice), ModuloMemoria())

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        contesto, modulo = self.contesto(codice), ModuloMemoria(request.POST, request.FILES)
        if not modulo.is_valid():
            return self._mostra(contesto, modulo)
        try:
            self.manda(contesto, modulo.cleaned_data)
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(contesto, modulo)
        messages.success(request, _("La memoria è arrivata all'ufficio."))
        return redirect(contesto["ritorno"])

    def _mostra(self, contesto: dict[str, Any], modulo: ModuloMemoria) -> HttpResponse:
        return render(self.request, "pratiche/memoria.html", {"voce": "pratiche", "form": modulo, **contesto})


class ScriviMemoria(PaginaMemoria, DellaParte):
    """Of a party."""

    def contesto(self, codice: uuid.UUID) -> dict[str, Any]:
        parte = self.cerca(codice, solo_presenti=True)
        return {"parte": parte, "pratica": parte.pratica, "ritorno": parte.get_absolute_url()}

    def manda(self, contesto: dict[str, Any], valori: dict[str, Any]) -> None:
        operations.presenta_memoria(contesto["parte"].pk, attore=self.request.user, **valori)


class ScriviMemoriaPropria(PaginaMemoria, PraticaMia):
    """Of the person concerned: a request of one's own has other ways to write."""

    def contesto(self, codice: uuid.UUID) -> dict[str, Any]:
        pratica = self.cerca(codice)
        if not pratica.d_ufficio:
            raise Http404
        if not pratica.aperta:
            raise DomainError(_("Il procedimento è finito: non si possono più mandare memorie."))
        return {"pratica": pratica, "ritorno": f"{pratica.get_absolute_url()}#avvio"}

    def manda(self, contesto: dict[str, Any], valori: dict[str, Any]) -> None:
        operations.presenta_memoria_propria(contesto["pratica"].pk, attore=self.request.user, **valori)
