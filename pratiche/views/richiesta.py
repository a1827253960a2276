"""The door of a request: the privacy notice, or the draft already begun."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from portal.base.ambiti import FAI, Ambito
from portal.base.errors import DomainError
from portal.base.mixins import CittadinoMixin
from portal.catalogo.models import Servizio
from portal.identita.stati import Stanza
from pratiche import operations
from pratiche.models import Pratica, VersioneServizio
from pratiche.moduli.definizione import PRIVACY
from pratiche.moduli.forms import ModuloPrivacy
from pratiche.views.passi import briciole, passi
from pratiche.views.requisiti import sbarra, spiega_rifiuto


class Richiedi(CittadinoMixin, View):
    """The door of a request: the privacy notice, or the draft already begun. Reading it creates nothing."""

    ambito = Ambito(Stanza.PRATICHE, leggere=FAI, servizio="slug")

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        versione = self._versione(request, slug)
        rifiuto = sbarra(request, versione.definizione, versione.servizio)
        return rifiuto or self._mostra(request, versione, ModuloPrivacy())

    def _chiusa(self, request: HttpRequest, versione: VersioneServizio) -> HttpResponse | None:
        """No round is open: the door says when. A draft already begun still opens."""
        perche = operations.non_ora(versione.servizio_id) if versione.definizione.graduatoria else ""
        return spiega_rifiuto(request, DomainError(perche), versione.servizio) if perche else None

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        versione, modulo = self._versione(request, slug), ModuloPrivacy(request.POST)
        if not modulo.is_valid():
            return self._mostra(request, versione, modulo)
        try:
            pratica = operations.apri_bozza(
                versione.servizio_id, richiedente=request.titolare, attore=request.user, sessione=request.sessione
            )
        except DomainError as rifiuto:
            return spiega_rifiuto(request, rifiuto, versione.servizio)
        self.avviata(request, pratica)
        # from the first step, also when all of it is already known: the person sees with which data the request starts
        return redirect("pratiche:passo", pratica.codice, pratica.definizione.passi[0].codice)

    def avviata(self, request: HttpRequest, bozza: Pratica) -> None:
        """What a door of its own adds to the draft that was just opened."""

    def _versione(self, request: HttpRequest, slug: str) -> VersioneServizio:
        """What this service asks today. A service that cannot be asked for online has no such page."""
        servizi = Servizio.objects.pubblici(request.ente).filter(online=True)
        servizio = get_object_or_404(servizi, slug=slug)
        versione = VersioneServizio.objects.ultima(servizio.pk)
        if versione is None:
            raise Http404
        versione.servizio = servizio
        return versione

    def _mostra(self, request: HttpRequest, versione: VersioneServizio, modulo: ModuloPrivacy) -> HttpResponse:
        servizio = versione.servizio
        bozza = Pratica.objects.di(request.titolare, request.ente).bozze().filter(servizio=servizio).first()
        chiusa = None if bozza else self._chiusa(request, versione)
        if chiusa:
            return chiusa
        modello = "pratiche/bozza_iniziata.html" if bozza else "pratiche/privacy.html"
        contesto = {
            "servizio": servizio,
            "titolo": servizio.testo("titolo"),
            "definizione": versione.definizione,
            "bozza": bozza,
            "form": modulo,
            "passi": passi(list(versione.definizione.passi), PRIVACY),
            "regole": {
                **versione.contenuto,
                "per_altri": versione.definizione.per_altri,
                "tornate": servizio.procedimento.get("tornate", [])[:1],
            },
            "briciole": briciole(servizio),
        }
        return render(request, modello, contesto)
