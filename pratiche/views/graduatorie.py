"""Rankings seen by citizens: the public page of a round, my place to confirm, my observations."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.errors import DomainError
from portal.catalogo.views.pubblica import SERVIZI, Tappa, mostra, pubblica
from pratiche import operations
from pratiche.elenco_pubblico import foglio, posizione_di, tutto
from pratiche.models import Candidatura, OffertaPosto, Pratica, Tornata
from pratiche.moduli.graduatoria import ALTO, ANZIANO, BASSO, GIOVANE, Parita
from pratiche.punti import in_parole, spiegata
from pratiche.views.comune import ATTO, PraticaMia, prova

CHI_VIENE_PRIMA = {
    BASSO: gettext_lazy("viene prima il numero più basso"),
    ALTO: gettext_lazy("viene prima il numero più alto"),
    ANZIANO: gettext_lazy("viene prima chi è più grande di età"),
    GIOVANE: gettext_lazy("viene prima chi è più giovane"),
}


@pubblica
def graduatoria(request: HttpRequest, slug: str, codice: uuid.UUID) -> HttpResponse:
    """When one may apply, for how many places, by which criteria; then the ranking, without names, as long as it may stay."""
    tornate = Tornata.objects.filter(servizio__ente=request.ente, servizio__slug=slug)
    tornata = get_object_or_404(tornate.select_related("servizio__ente", "versione"), codice=codice)
    servizio = tornata.servizio
    contesto = {
        "tornata": tornata,
        "servizio": servizio,
        **_pubblicata(request, tornata),
        "posti": [(nome, tornata.posti.get(codice, 0)) for codice, nome in tornata.sedi],
        "criteri": [
            (criterio.titolo, in_parole(criterio.massimo) if criterio.massimo else "", criterio.dall_ufficio)
            for criterio in tornata.regole.criteri
        ],
        "parita": [_in_parole(parita, tornata) for parita in tornata.regole.parita],
    }  # fmt: skip
    cammino = [SERVIZI, Tappa(servizio.testo("titolo"), servizio.get_absolute_url()), Tappa(tornata.nome)]
    return mostra(request, "pratiche/graduatoria_pubblica.html", cammino, contesto)


def _pubblicata(request: HttpRequest, tornata: Tornata) -> dict[str, Any]:
    """The list, at the sheet that was asked for: by position, by code, or all of it to be printed."""
    pubblicata = tornata.pubblicate.last() if tornata.pubblicata else None
    if pubblicata is None:
        return {}
    scritta = request.GET.get("codice", "")[:20]
    cercata = posizione_di(pubblicata.elenco, scritta) if scritta else 0
    chiesta = request.GET.get("da", "")
    posizione = int(chiesta) if chiesta.isascii() and chiesta.isdigit() and len(chiesta) < 10 else 1
    return {
        "pubblicata": pubblicata,
        "foglio": tutto(pubblicata.elenco) if "tutta" in request.GET else foglio(pubblicata.elenco, cercata or posizione, cercata=cercata),
        "scritta": scritta,
        "mie": _mie(request.user, tornata),
    }  # fmt: skip


def _mie(chi: Any, tornata: Tornata) -> list[tuple[str, int]]:
    """Code and position of what who looks has in this list; nothing for who has not entered."""
    if not chi.is_authenticated:
        return []
    sue = Candidatura.objects.filter(tornata=tornata, pratica__richiedente=chi, posizione__isnull=False)
    return list(sue.values_list("sigla", "posizione"))


def _in_parole(parita: Parita, tornata: Tornata) -> str:
    """What breaks a tie, as people read it."""
    if parita.campo:
        return f"{tornata.versione.definizione.per_nome[parita.campo].etichetta}: {CHI_VIENE_PRIMA[parita.prima]}"
    return _("Chi ha fatto domanda è più giovane") if parita.prima == GIOVANE else _("Ha presentato prima la domanda")


class Posto(PraticaMia):
    """The place offered: confirm it, or give it up after one more question; a confirmed one may be given up until a day."""

    ambito = ATTO

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        posto = _a_cui_rispondere(pratica, lascia="lascia" in request.GET)
        if posto is None:
            messages.info(request, _("Ora non c'è nessun posto da confermare."))
            return redirect("pratiche:pratica", codice)
        candidatura = pratica.in_graduatoria
        tornata = candidatura.tornata
        tornata.versione, tornata.servizio = pratica.versione, pratica.servizio
        contesto = {
            "voce": "pratiche",
            "pratica": pratica,
            "posto": posto,
            "sede": tornata.nome_sede(posto.posto.sede),
            "attuale": tornata.nome_sede(candidatura.offerta.posto.sede) if posto == candidatura.cambio else "",
            "rinuncia": "rinuncia" in request.GET or "lascia" in request.GET,
        }
        return render(request, "pratiche/posto.html", contesto)

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        posto = _scelto(pratica, request.POST.get("posto", ""))
        if posto is None:
            return redirect("pratiche:pratica", codice)
        rinuncia = "rinuncia" in request.POST
        atto = operations.rinuncia_posto if rinuncia else operations.conferma_posto
        fatto = _("Hai rinunciato al posto.") if rinuncia else _("Hai confermato il posto.")
        return prova(request, lambda: atto(posto.pk, attore=request.user), fatto, pratica.get_absolute_url())


def _a_cui_rispondere(pratica: Pratica, *, lascia: bool) -> OffertaPosto | None:
    """The place offered that waits for an answer; or the confirmed one, to be given up while it is possible."""
    candidatura = pratica.in_graduatoria
    if candidatura is None:
        return None
    if lascia:
        sua = candidatura.offerta
        return sua if sua and sua.confermata and candidatura.tornata.cambi_aperti else None
    return candidatura.posto if candidatura.posto and candidatura.posto.da_rispondere else None


def _scelto(pratica: Pratica, codice: str) -> OffertaPosto | None:
    """The very place that the page spoke of: another window may have moved things meanwhile."""
    candidatura = pratica.in_graduatoria
    suoi = (candidatura.offerta, candidatura.cambio) if candidatura else ()
    return next((uno for uno in suoi if uno and str(uno.codice) == codice), None)


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
