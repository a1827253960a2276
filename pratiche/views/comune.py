"""What the citizen's pages share: the case of this person at this ente, or 404."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views import View

from portal.base.ambiti import FAI, Ambito
from portal.base.errors import DomainError
from portal.base.mixins import CittadinoMixin
from portal.identita.stati import Stanza
from pratiche import operations
from pratiche.models import AllegatoPratica, Pratica
from pratiche.models.insieme import PraticaQuerySet
from pratiche.moduli.forms import ModuloCampi
from pratiche.views.requisiti import sbarra

LETTURA = Ambito(Stanza.PRATICHE)
ATTO = Ambito(Stanza.PRATICHE, leggere=FAI)  # a page that exists to do something


def pratiche_di(request: HttpRequest) -> PraticaQuerySet:
    """The cases of the home one is in; a delegate sees those of the services of the mandate."""
    pratiche: PraticaQuerySet = Pratica.objects.di(request.titolare, request.ente)
    return pratiche.dei_servizi(request.rappresentanza.servizi) if request.rappresentanza else pratiche


class PraticaMia(CittadinoMixin, View):
    """A page about one of my cases. A neighbour's case does not exist.

    An act refused because the case moved meanwhile (another window, the office) is said on the page of the case.
    """

    ambito = LETTURA

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except DomainError as rifiuto:
            messages.error(request, rifiuto.messaggio)
            return redirect("pratiche:pratica", kwargs["codice"])

    def cerca(self, codice: uuid.UUID) -> Pratica:
        return get_object_or_404(pratiche_di(self.request).con_il_necessario(), codice=codice)


class BozzaMia(PraticaMia):
    """A page where a draft is filled in; what was already sent is shown at its own page."""

    ambito = ATTO
    arrivo = "pratiche:pratica"
    anche_in_firma = False  # while somebody else must sign it, it is only looked at or thrown away

    def cerca(self, codice: uuid.UUID) -> Pratica:
        """Without what the office asked: of a draft it asks nothing."""
        mie = pratiche_di(self.request).con_il_necessario().prefetch_related(None)
        return get_object_or_404(mie, codice=codice)

    def prepara(self, request: HttpRequest) -> HttpResponseBase | None:
        """What a page must settle before it opens: an answer, or nothing."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.request = request
        if request.user.is_authenticated and request.user.e_cittadino:
            self.pratica = self.cerca(kwargs["codice"])
            if not self.pratica.bozza:
                return redirect(self.arrivo, self.pratica.codice)
            if self.pratica.in_firma_dal and not self.anche_in_firma:
                return redirect("pratiche:in_firma", self.pratica.codice)
            rifiuto = sbarra(request, self.pratica.definizione, self.pratica.servizio)
            risposta = rifiuto or self.prepara(request)
            if risposta:
                return risposta
        return super().dispatch(request, *args, **kwargs)


def prova(request: HttpRequest, atto: Any, fatto: str, ritorno: str) -> HttpResponse:
    """Do the act and say so, or say why not; in both cases go to `ritorno`."""
    try:
        atto()
    except DomainError as rifiuto:
        messages.error(request, rifiuto.messaggio)
    else:
        messages.success(request, fatto)
    return HttpResponseRedirect(ritorno)


def conserva_file(pratica: Pratica, modulo: ModuloCampi, request: HttpRequest, **dove: int) -> None:
    """Keep the good files of a form, whatever else is wrong in it: nobody uploads twice.

    `dove`: integrazione_id or preavviso_id, for the files of an answer.
    """
    for campo, file in modulo.file_validi():
        _aggiungi(pratica, campo, file, request, dove)


def togli_file(request: HttpRequest, pratica: Pratica, codice: str) -> None:
    """Remove a file not yet sent; a mark that is not of this case removes nothing."""
    try:
        allegato = AllegatoPratica.objects.filter(pratica=pratica, codice=uuid.UUID(codice)).first()
    except ValueError:
        return
    if allegato:
        operations.togli_allegato(allegato.pk, attore=request.user)


def _aggiungi(
    pratica: Pratica, campo: str, file: "UploadedFile[Any]", request: HttpRequest, dove: dict[str, int]
) -> None:
    operations.aggiungi_allegato(
        pratica.pk,
        attore=request.user,
        campo=campo,
        file=file,
        mime=str(file.content_type),
        **dove,
    )
