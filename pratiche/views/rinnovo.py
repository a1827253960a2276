"""The door of a renewal: the privacy notice again, or why not now; and giving a permit up."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from pratiche import operations
from pratiche.models import Pratica, Titolo, VersioneServizio
from pratiche.moduli.definizione import PRIVACY
from pratiche.moduli.forms import ModuloPrivacy
from pratiche.operations.bozza import versione_di
from pratiche.operations.rinnovo import GiaChiesto, controlla_rinnovo
from pratiche.operations.validita import permesso, permesso_vivo
from pratiche.views.comune import ATTO, PraticaMia, prova
from pratiche.views.passi import briciole, passi
from pratiche.views.requisiti import sbarra, spiega_rifiuto


class Rinnova(PraticaMia):
    """Reading it creates nothing; accepting the notice opens the draft. Too early or too late, a page says what can be done."""

    ambito = ATTO

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return self._apri(request, codice, ModuloPrivacy())

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return self._apri(request, codice, ModuloPrivacy(request.POST))

    def _apri(self, request: HttpRequest, codice: uuid.UUID, modulo: ModuloPrivacy) -> HttpResponse:
        pratica = self.cerca(codice)
        titolo = permesso(pratica)
        if titolo is None:
            raise Http404
        try:
            versione = versione_di(pratica.servizio_id)
            controlla_rinnovo(titolo, versione.definizione.rinnovo)
            rifiuto = sbarra(request, versione.definizione, versione.servizio)
            if rifiuto:
                return rifiuto
            if modulo.is_valid():
                return self._comincia(request, titolo)
        except GiaChiesto as gia:
            return redirect(gia.pratica)
        except DomainError as rifiutato:
            return spiega_rifiuto(request, rifiutato, pratica.servizio)
        return self._mostra(request, pratica, versione, modulo)

    def _comincia(self, request: HttpRequest, titolo: Titolo) -> HttpResponse:
        nuova = operations.rinnova(titolo.pk, attore=request.user, sessione=request.sessione)
        return redirect("pratiche:passo", nuova.codice, nuova.definizione.passi[0].codice)

    def _mostra(
        self, request: HttpRequest, pratica: Pratica, versione: VersioneServizio, modulo: ModuloPrivacy
    ) -> HttpResponse:
        servizio, definizione = versione.servizio, versione.definizione
        contesto = {
            "servizio": servizio,
            "titolo": servizio.testo("titolo"),
            "definizione": definizione,
            "rinnova": pratica,
            "form": modulo,
            "passi": passi(list(definizione.passi), PRIVACY),
            "regole": {**versione.contenuto, "per_altri": definizione.per_altri},
            "briciole": briciole(servizio),
        }
        return render(request, "pratiche/privacy.html", contesto)


class Rinuncia(PraticaMia):
    """Giving a permit up is for good: it is asked twice."""

    ambito = ATTO

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        if not permesso_vivo(pratica):
            return redirect(pratica)
        return render(request, "pratiche/rinuncia.html", {"pratica": pratica, "voce": "pratiche"})

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        return prova(
            request,
            lambda: operations.rinuncia_permesso(pratica.pk, attore=request.user),
            _("Hai rinunciato al permesso."),
            pratica.get_absolute_url(),
        )
