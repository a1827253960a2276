"""The signature of a second person: who asks waits or takes the invitation back; who was asked reads, and signs or not."""

import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from portal.base.ambiti import SOLO_PER_SE
from portal.base.aree import scritto
from portal.base.errors import DomainError
from portal.base.mixins import CittadinoMixin
from portal.documenti.views import consegna
from portal.identita.ritorno import porta_piu_sicura
from pratiche import operations, riepilogo
from pratiche.compilazione import dovuto, quadro
from pratiche.models import Firma, Pratica
from pratiche.requisiti import LivelloInsufficiente
from pratiche.views.comune import BozzaMia, prova
from pratiche.views.passi import briciole


class InFirma(BozzaMia):
    """The request is frozen: who must sign, by when, and the way to change it all the same."""

    anche_in_firma = True

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        if not self.pratica.in_firma_dal:
            return redirect("pratiche:compila", codice)
        allegati = list(self.pratica.allegati.all())
        contesto = {
            "pratica": self.pratica,
            "firme": list(self.pratica.firme.valide()),
            "gruppi": riepilogo.gruppi(self.pratica, allegati),
            "briciole": briciole(self.pratica.servizio),
        }
        return render(request, "pratiche/in_firma.html", contesto)

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return prova(
            request,
            lambda: operations.ritira_firme(self.pratica.pk, attore=request.user),
            _("L'invito è ritirato: ora puoi cambiare la richiesta e inviarla di nuovo."),
            reverse("pratiche:compila", args=[codice]),
        )


class PaginaFirma(CittadinoMixin, View):
    """What I am asked to sign, whole and as text. Nobody signs in my place, and for anybody else it does not exist."""

    ambito = SOLO_PER_SE

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        firma, pratica = mia(request, codice)
        if request.sessione.livello < pratica.definizione.livello:
            return porta_piu_sicura(request, pratica.definizione.livello)
        return self._mostra(request, firma, pratica)

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        firma, _pratica = mia(request, codice)
        try:
            self._decidi(request, firma)
        except LivelloInsufficiente as rifiuto:
            return porta_piu_sicura(request, rifiuto.livello)
        except DomainError as rifiuto:
            messages.error(request, rifiuto.messaggio)
        return redirect(firma)

    def _decidi(self, request: HttpRequest, firma: Firma) -> None:
        if "rifiuta" in request.POST:
            operations.rifiuta_firma(firma.pk, attore=request.user, motivo=scritto(request, "motivo", 1000))
            messages.success(request, _("Hai detto di no: chi te l'ha chiesto legge il motivo."))
            return
        if "letta" not in request.POST:
            raise DomainError(_("Per firmare spunta la casella: dice che hai letto la richiesta e che cosa dichiari."))
        impronta = request.POST.get("impronta", "")
        operations.firma_richiesta(firma.pk, attore=request.user, impronta=impronta, sessione=request.sessione)
        messages.success(request, _("Hai firmato."))

    def _mostra(self, request: HttpRequest, firma: Firma, pratica: Pratica) -> HttpResponse:
        """What was not signed, or no more counts, is not shown: the text is of who asked."""
        leggibile = firma.aperta or firma.apposta
        allegati = list(pratica.allegati.della_richiesta()) if leggibile else []
        contesto = {
            "firma": firma,
            "pratica": pratica,
            "gruppi": riepilogo.gruppi(pratica, allegati) if leggibile else [],
            "allegati": allegati,
            "dichiara": pratica.definizione.firme.testo if pratica.definizione.firme else "",
            "dovuto": dovuto(pratica, quadro(pratica)) if firma.aperta else None,
        }
        return render(request, "pratiche/firma.html", contesto)


class AllegatoDaFirmare(CittadinoMixin, View):
    """A file of what I am asked to sign, or have signed: one signs what one can read."""

    ambito = SOLO_PER_SE

    def get(self, request: HttpRequest, codice: uuid.UUID, allegato: uuid.UUID) -> HttpResponseBase:
        firma, pratica = mia(request, codice)
        if not (firma.aperta or firma.apposta):
            raise Http404
        if request.sessione.livello < pratica.definizione.livello:
            return porta_piu_sicura(request, pratica.definizione.livello)
        file = get_object_or_404(pratica.allegati.della_richiesta().select_related("documento"), codice=allegato)
        if file.documento:
            return consegna(request, file.documento, annota=lambda: None)  # the signature already says who read it
        risposta = FileResponse(file.file.open("rb"), as_attachment=True, filename=file.nome, content_type=file.mime)
        risposta.headers["Cache-Control"] = "private, no-store"
        return risposta


def mia(request: HttpRequest, codice: uuid.UUID) -> tuple[Firma, Pratica]:
    """The signature asked of who is in, with its case: to anybody else it does not exist."""
    firma = get_object_or_404(Firma.objects.filter(persona=request.user, pratica__ente=request.ente), codice=codice)
    firma.pratica = Pratica.objects.con_il_necessario().prefetch_related(None).get(pk=firma.pratica_id)
    return firma, firma.pratica
