"""«C'è ancora»: saying it, taking it back, following a report, and making a new one after an old one."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from portal.base.ambiti import FAI, SOLO_PER_SE, Ambito
from portal.base.mixins import CittadinoMixin
from portal.identita.stati import Stanza
from pratiche import operations
from pratiche.messaggi_segnalazioni import sostegno_del
from pratiche.models import Pratica, Sostegno
from pratiche.models.segnalazioni import SERVIZIO
from pratiche.views.comune import prova
from pratiche.views.richiesta import Richiedi
from pratiche.views.segnalazioni import ELENCO, trova


class CiSono(CittadinoMixin, View):
    """Say that the problem is there too, or no longer say so."""

    ambito = SOLO_PER_SE

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        segnalazione = trova(request, codice)
        contesto = {
            "segnalazione": segnalazione,
            "gia": Sostegno.objects.filter(segnalazione=segnalazione, persona=request.user).exists(),
            "tua": segnalazione.pratica.richiedente_id == request.user.pk,
            "briciole": [
                (ELENCO.testo, ELENCO.url),
                (segnalazione.get_tipo_display(), segnalazione.get_absolute_url()),
            ],
        }
        return render(request, "pratiche/ci_sono.html", contesto)

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        segnalazione = trova(request, codice)
        if "togli" in request.POST:
            return prova(
                request,
                lambda: operations.togli_sostegno(codice, persona=request.user),
                _("Hai tolto il tuo «C'è ancora»."),
                segnalazione.get_absolute_url(),
            )
        return prova(
            request,
            lambda: operations.sostieni(codice, persona=request.user),
            _("Grazie: l'ufficio sa che il problema c'è ancora. Ti scriviamo quando cambia qualcosa."),
            segnalazione.get_absolute_url(),
        )


# without a token: the signed address does one thing only, also for who is not logged in (RFC 8058)
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class Seguita(View):
    """Where a message about a report leads: how it stands, and the button to hear no more of it."""

    def get(self, request: HttpRequest, gettone: str) -> HttpResponse:
        return self._mostra(request, self._trova(request, gettone))

    def post(self, request: HttpRequest, gettone: str) -> HttpResponse:
        sostegno = self._trova(request, gettone)
        operations.non_avvisare(sostegno.pk)
        sostegno.avvisami = False
        return self._mostra(request, sostegno)

    def _trova(self, request: HttpRequest, gettone: str) -> Sostegno:
        sostegno = sostegno_del(gettone)
        if sostegno is None or sostegno.segnalazione.ente_id != request.ente.pk:
            raise Http404
        return sostegno

    def _mostra(self, request: HttpRequest, sostegno: Sostegno) -> HttpResponse:
        briciole = [(ELENCO.testo, ELENCO.url), (_("La segnalazione che segui"), "")]
        contesto = {"sostegno": sostegno, "segnalazione": sostegno.segnalazione, "briciole": briciole}
        return render(request, "pratiche/seguita.html", contesto)


class DiNuovo(Richiedi):
    """A new report of a problem whose report is closed: the door is that of the service, the draft knows which one it follows."""

    ambito = Ambito(Stanza.PRATICHE, leggere=FAI)

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:  # type: ignore[override]
        trova(request, codice)
        return super().get(request, SERVIZIO)

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:  # type: ignore[override]
        self.segnalazione = trova(request, codice)
        return super().post(request, SERVIZIO)

    def avviata(self, request: HttpRequest, bozza: Pratica) -> None:
        operations.riprendi(bozza.pk, attore=request.user, segnalazione=self.segnalazione)
