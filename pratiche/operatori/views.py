"""The pages of the office: the work list, one case, one act at a time after a confirmation."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from portal.base.errors import DomainError
from portal.enti.permessi import uffici_di
from portal.registro.operations import annota_accesso
from pratiche import riepilogo, stampe
from pratiche.models import Pratica
from pratiche.operatori import lista, registro
from pratiche.operatori.atti import ATTI, Atto, ModuloPrendi, ammessi
from pratiche.queries import scheda
from pratiche.stati import Stato


class PaginaUfficio(View):
    """A page inside the admin's look. The cases of other offices and of other enti do not exist here."""

    def pratiche(self) -> Any:
        return Pratica.objects.degli_uffici(uffici_di(self.request), self.request.ente)

    def cerca(self, codice: uuid.UUID) -> Pratica:
        pratiche = self.pratiche().con_il_necessario().select_related("richiedente")
        pratica: Pratica = get_object_or_404(pratiche, codice=codice)
        return pratica

    def mostra(self, modello: str, titolo: str, contesto: dict[str, Any]) -> HttpResponse:
        sito = admin.site  # not its `each_context`: the list of the archives, not shown here, costs three queries
        comuni = {"site_header": sito.site_header, "site_url": sito.site_url, "has_permission": True}
        risposta = render(self.request, modello, {**comuni, "title": titolo, **contesto})
        risposta.headers["Cache-Control"] = "private, no-store"
        return risposta


class Lavoro(PaginaUfficio):
    """What there is to do, the first to expire on top."""

    def get(self, request: HttpRequest) -> HttpResponse:
        elenco = lista.lavoro(self.pratiche().con_il_necessario(), request)
        oggi = timezone.localdate()
        contesto = {
            "elenco": elenco,
            "righe": [(pratica, quanto_manca(pratica, oggi)) for pratica in elenco.righe],
            "filtri": lista.FILTRI.items(),
            "scelto": lista.scelto(request),
            "cercato": request.GET.get("numero", "").strip(),
        }
        return self.mostra("operatori/lavoro.html", _("Pratiche da lavorare"), contesto)


class PaginaPratica(PaginaUfficio):
    """One case on one page. Who opens it leaves a line that the citizen can read."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        annota_accesso(
            pratica.richiedente,
            request.user,
            ente=request.ente,
            ufficio=pratica.ufficio.nome,
            sezione="pratiche",
            motivo=f"Pratica {pratica.sigla}",
        )
        allegati = list(pratica.allegati.all())
        contesto = {
            "pratica": pratica,
            "scheda": scheda(pratica),
            "termine": pratica.termine(),
            "manca": quanto_manca(pratica, timezone.localdate()),
            "atti": ammessi(pratica),
            "gruppi": riepilogo.gruppi(pratica, allegati),
            "integrazioni": [(r, riepilogo.risposta(r, allegati)) for r in pratica.integrazioni.all()],
        }
        return self.mostra("operatori/pratica.html", _("Pratica %s") % pratica.sigla, contesto)


class RegistroPratica(PaginaUfficio):
    """What the register remembers of a case: every act, who did it and when."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        contesto = {"pratica": pratica, "voci": registro.voci(pratica)}
        return self.mostra("operatori/registro.html", _("Registro della pratica %s") % pratica.sigla, contesto)


class PaginaAtto(PaginaUfficio):
    """An act is confirmed on a page of its own, which says what it will do."""

    pratica: Pratica
    atto: Atto

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.request = request
        self.pratica = self.cerca(kwargs["codice"])
        if kwargs["atto"] not in ATTI:
            raise Http404
        self.atto = ATTI[kwargs["atto"]]
        if not self.atto.ammesso(self.pratica):
            messages.warning(request, _("Nel frattempo la pratica è cambiata: ora è «%s».") % self.pratica.get_stato_display())  # fmt: skip
            return redirect("operatori:pratica", self.pratica.codice)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, codice: uuid.UUID, atto: str) -> HttpResponse:
        return self._mostra(self.atto.modulo(definizione=self.pratica.definizione))

    def post(self, request: HttpRequest, codice: uuid.UUID, atto: str) -> HttpResponse:
        modulo = self.atto.modulo(request.POST, definizione=self.pratica.definizione)
        if not modulo.is_valid():
            return self._mostra(modulo)
        try:
            self.atto.compi(self.pratica, request.user, modulo.cleaned_data)
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(modulo)
        messages.success(request, self.atto.fatto)
        return redirect("operatori:pratica", codice)

    def _mostra(self, modulo: ModuloPrendi) -> HttpResponse:
        anteprima = self.atto.arrivo == Stato.ACCOLTA
        contesto = {
            "pratica": self.pratica,
            "atto": self.atto,
            "form": modulo,
            "anteprima": stampe.testo_esito(self.pratica) if anteprima else "",
        }
        return self.mostra("operatori/atto.html", str(self.atto.titolo), contesto)


def quanto_manca(pratica: Pratica, oggi: dt.date) -> str:
    """Days left, in words; empty when the case is closed."""
    if not pratica.aperta:
        return ""
    termine = pratica.termine()
    if termine.fermo(oggi):
        return _("termine fermo")
    giorni = termine.giorni_rimasti(oggi)
    if giorni < 0:
        return _("termine scaduto da %s giorni") % -giorni if giorni < -1 else _("termine scaduto ieri")
    if giorni == 0:
        return _("scade oggi")
    return _("scade domani") if giorni == 1 else _("mancano %s giorni") % giorni
