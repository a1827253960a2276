"""Rankings seen by citizens: the public page of a round, my place to confirm, my observations."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.catalogo.views.pubblica import SERVIZI, Tappa, mostra, pubblica
from pratiche import operations
from pratiche.models import Tornata
from pratiche.punti import in_parole, spiegata
from pratiche.views.comune import ATTO, PraticaMia, prova


@pubblica
def graduatoria(request: HttpRequest, slug: str, codice: uuid.UUID) -> HttpResponse:
    """When one may apply, for how many places, by which criteria; then the ranking, without names, as long as it may stay."""
    tornate = Tornata.objects.filter(servizio__ente=request.ente, servizio__slug=slug)
    tornata = get_object_or_404(tornate.select_related("servizio__ente", "versione"), codice=codice)
    servizio = tornata.servizio
    pubblicata = tornata.pubblicate.last() if tornata.pubblicata else None
    contesto = {
        "tornata": tornata,
        "servizio": servizio,
        "pubblicata": pubblicata,
        "posti": [(nome, tornata.posti.get(codice, 0)) for codice, nome in tornata.sedi],
        "criteri": [
            (criterio.titolo, in_parole(criterio.massimo) if criterio.massimo else "") for criterio in tornata.regole.criteri
        ],
        "parita": [
            tornata.versione.definizione.per_nome[parita.campo].etichetta if parita.campo else "" for parita in tornata.regole.parita
        ],
    }  # fmt: skip
    cammino = [SERVIZI, Tappa(servizio.testo("titolo"), servizio.get_absolute_url()), Tappa(tornata.nome)]
    return mostra(request, "pratiche/graduatoria_pubblica.html", cammino, contesto)


class Posto(PraticaMia):
    """The place offered: confirm it, or give it up after one more question."""

    ambito = ATTO

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        posto = pratica.in_graduatoria.posto if pratica.in_graduatoria else None
        if posto is None or not posto.aperta or posto.scaduta:
            messages.info(request, _("Ora non c'è nessun posto da confermare."))
            return redirect("pratiche:pratica", codice)
        tornata = pratica.in_graduatoria.tornata
        tornata.versione, tornata.servizio = pratica.versione, pratica.servizio
        contesto = {
            "voce": "pratiche",
            "pratica": pratica,
            "posto": posto,
            "sede": tornata.nome_sede(posto.posto.sede),
            "rinuncia": "rinuncia" in request.GET,
        }
        return render(request, "pratiche/posto.html", contesto)

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        posto = pratica.in_graduatoria.posto if pratica.in_graduatoria else None
        if posto is None:
            return redirect("pratiche:pratica", codice)
        rinuncia = "rinuncia" in request.POST
        atto = operations.rinuncia_posto if rinuncia else operations.conferma_posto
        fatto = _("Hai rinunciato al posto.") if rinuncia else _("Hai confermato il posto: la domanda è accolta.")
        return prova(request, lambda: atto(posto.pk, attore=request.user), fatto, pratica.get_absolute_url())


class Osserva(PraticaMia):
    """My points, and what I have to say about the provisional ranking."""

    ambito = ATTO

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return self._mostra(request, codice)

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica, testo = self.cerca(codice), request.POST.get("testo", "")
        if pratica.in_graduatoria is None:
            return redirect("pratiche:pratica", codice)
        try:
            operations.osserva_graduatoria(pratica.in_graduatoria.pk, attore=request.user, testo=testo)
        except DomainError as rifiuto:
            return self._mostra(request, codice, testo, rifiuto.messaggio)
        messages.success(request, _("Le tue osservazioni sono state inviate all'ufficio."))
        return redirect("pratiche:pratica", codice)

    def _mostra(self, request: HttpRequest, codice: uuid.UUID, testo: str = "", errore: str = "") -> HttpResponse:
        pratica = self.cerca(codice)
        sua = spiegata(pratica)
        if sua is None or not sua.osservabile:
            messages.info(request, _("Ora non si possono mandare osservazioni alla graduatoria."))
            return redirect("pratiche:pratica", codice)
        contesto = {
            "voce": "pratiche", "pratica": pratica, "nella_graduatoria": sua, "testo": testo, "errore": errore,
        }  # fmt: skip
        return render(request, "pratiche/osserva_graduatoria.html", contesto)
