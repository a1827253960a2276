"""The booking, in five steps. Office, time and reason are open to everyone; only the person's own data ask to enter."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from appuntamenti import operations
from appuntamenti.disponibilita import giorno_di
from appuntamenti.forms import DettagliForm, GiornoForm, LuogoForm, OraForm
from appuntamenti.models import Sportello
from appuntamenti.queries import posti_liberi
from appuntamenti.scelte import Scelte
from appuntamenti.views.miei import ATTO
from portal.base.errors import DomainError
from portal.base.mixins import CittadinoMixin
from portal.base.templatetags.casa import giorno_ora
from portal.catalogo.models import Servizio

# name of the address, title, and which choice tells that the step is done
PASSI = (
    ("prenota", _("Luogo"), "sportello"),
    ("data", _("Data e ora"), "inizio"),
    ("dettagli", _("Dettagli"), "motivo"),
    ("richiedente", _("Richiedente"), "contatti_visti"),
    ("riepilogo", _("Riepilogo"), "fatta"),
)


class Passo(View):
    """One step: it opens only when those before it are done, and goes on to the first that is not."""

    nome: ClassVar[str]
    modello: ClassVar[str]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.scelte = Scelte.lette(request)
        self.sportello = self._scelto()
        if self.sportello is None:
            self.scelte = self.scelte.con(sportello="", inizio="")
        mancante = self._primo_da_fare()
        if _posizione(mancante) < _posizione(self.nome):
            return redirect(f"appuntamenti:{mancante}")
        risposta = super().dispatch(request, *args, **kwargs)
        risposta.headers["Cache-Control"] = "private, no-store"
        return risposta

    def mostra(self, **contesto: Any) -> HttpResponse:
        passi = [{"titolo": titolo, "stato": _stato_del_passo(nome, self.nome)} for nome, titolo, _scelta in PASSI]
        comune = {"passi": passi, "sportello": self.sportello, "indietro_url": self._indietro()}
        return render(self.request, self.modello, {**comune, **contesto})

    def avanti(self, **scelte: Any) -> HttpResponse:
        """Keep the choices and go to the next step; after a correction, straight back to the summary."""
        self.scelte = self.scelte.con(**scelte)
        self.scelte.scrivi(self.request)
        return redirect(f"appuntamenti:{self._primo_da_fare()}")

    def _scelto(self) -> Sportello | None:
        """The chosen desk, if it still receives people of this ente."""
        codice = self.scelte.codice_sportello
        return Sportello.objects.prenotabili(self.request.ente).filter(codice=codice).first() if codice else None

    def _primo_da_fare(self) -> str:
        return next((nome for nome, _titolo, scelta in PASSI if not getattr(self.scelte, scelta)), "riepilogo")

    def _indietro(self) -> str:
        posizione = _posizione(self.nome)
        return reverse(f"appuntamenti:{PASSI[posizione - 1][0]}") if posizione else ""


class Luogo(Passo):
    """Which desk. From a service's sheet only the desks of its office are offered, and the reason is already chosen."""

    nome, modello = "prenota", "appuntamenti/prenota/luogo.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        servizio = request.GET.get("servizio", "")
        sportelli = self._sportelli(servizio)
        scelto = sportelli[0] if len(sportelli) == 1 else self.sportello
        iniziali = {"sportello": str(scelto.codice) if scelto else "", "servizio": servizio}
        return self.mostra(form=LuogoForm(initial=iniziali, sportelli=sportelli))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = LuogoForm(request.POST, sportelli=self._sportelli(request.POST.get("servizio", "")))
        if not form.is_valid():
            return self.mostra(form=form)
        sportello, servizio = form.cleaned_data["sportello"], form.cleaned_data["servizio"]
        if sportello != self.scelte.sportello:
            return self.avanti(sportello=sportello, servizio=servizio, inizio="", motivo="", fatta="")
        if servizio and servizio != self.scelte.servizio:
            return self.avanti(servizio=servizio, motivo="", fatta="")
        return self.avanti(fatta="")

    def _sportelli(self, servizio: str) -> list[Sportello]:
        tutti = Sportello.objects.prenotabili(self.request.ente)
        suoi = tutti.filter(ufficio__servizi__in=_servizi(self.request, slug=servizio)) if servizio else ()
        return list(suoi) or list(tutti)


class Data(Passo):
    """The day, among those with room, and the hour."""

    nome, modello = "data", "appuntamenti/prenota/data.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.mostra(**self._giorno_e_ore(request.GET))

    def post(self, request: HttpRequest) -> HttpResponse:
        contesto = self._giorno_e_ore(request.POST, request.POST)
        form = contesto["form"]
        if not form.is_valid():
            return self.mostra(**contesto)
        return self.avanti(inizio=form.cleaned_data["inizio"].isoformat())

    def _giorno_e_ore(self, chiesto: QueryDict, dati: QueryDict | None = None) -> dict[str, Any]:
        liberi = posti_liberi(self.sportello)
        giorni = sorted({slot.giorno for slot in liberi})
        giorno = _giorno_da_mostrare(giorni, chiesto.get("giorno", ""), self.scelte)
        return {
            "giorno": giorno,
            "form_giorno": GiornoForm(initial={"giorno": giorno}, giorni=giorni),
            "form": OraForm(
                dati, initial={"inizio": self.scelte.inizio}, slot=[slot for slot in liberi if slot.giorno == giorno]
            ),
        }


class Dettagli(Passo):
    nome, modello = "dettagli", "appuntamenti/prenota/dettagli.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        iniziali = {"motivo": self.scelte.servizio, "note": self.scelte.note}
        return self.mostra(form=DettagliForm(initial=iniziali, servizi=self._motivi()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DettagliForm(request.POST, servizi=self._motivi())
        if not form.is_valid():
            return self.mostra(form=form)
        return self.avanti(servizio=form.cleaned_data["motivo"], motivo=form.titolo, note=form.cleaned_data["note"])

    def _motivi(self) -> QuerySet[Servizio]:
        return _servizi(self.request, ufficio=self.sportello.ufficio_id).order_by("titolo")


class Richiedente(CittadinoMixin, Passo):
    """Who comes: known from the login, shown and not asked."""

    ambito = ATTO
    nome, modello = "richiedente", "appuntamenti/prenota/richiedente.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.mostra()

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.avanti(contatti_visti=True)


class Riepilogo(CittadinoMixin, Passo):
    """All the choices as text, then the act."""

    ambito = ATTO
    nome, modello = "riepilogo", "appuntamenti/prenota/riepilogo.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        fatta = Scelte.lette(request).fatta
        if fatta:  # the second click of a double click, or the way back
            return redirect("appuntamenti:confermato", codice=fatta)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.mostra(gruppi=_gruppi(request, self.sportello, self.scelte))

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            appuntamento = operations.prenota(
                self.sportello.pk,
                inizio=self.scelte.quando,
                persona=request.titolare,
                motivo=self.scelte.motivo,
                note=self.scelte.note,
                attore=request.user,
            )
        except DomainError as rifiuto:
            messages.error(request, rifiuto.messaggio)
            return redirect(f"{reverse('appuntamenti:data')}?giorno={giorno_di(self.scelte.quando)}")
        Scelte(fatta=str(appuntamento.codice)).scrivi(request)
        return redirect("appuntamenti:confermato", codice=appuntamento.codice)


def _servizi(request: HttpRequest, **filtri: Any) -> QuerySet[Servizio]:
    """The services of this ente for which people may come to the desk."""
    return Servizio.objects.pubblici(request.ente).filter(prenotazione=True, **filtri)


def _giorno_da_mostrare(giorni: list[dt.date], chiesto: str, scelte: Scelte) -> dt.date | None:
    """The day asked for, or the one already chosen, if it has room; else the next that has, else the first."""
    voluto = chiesto or (giorno_di(scelte.quando).isoformat() if scelte.quando else "")
    successivi = (giorno for giorno in giorni if giorno.isoformat() >= voluto)
    return next(successivi, giorni[0] if giorni else None)


def _gruppi(request: HttpRequest, sportello: Sportello, scelte: Scelte) -> list[dict[str, Any]]:
    persona = request.titolare
    voci = {
        "prenota": [(_("Sportello"), sportello.nome), (_("Indirizzo"), sportello.indirizzo_completo)],
        "data": [(_("Quando"), giorno_ora(scelte.quando))],
        "dettagli": [(_("Motivo"), scelte.motivo), (_("Dettagli"), scelte.note)],
        "richiedente": [
            (_("Denominazione") if persona.e_impresa else _("Nome e cognome"), persona.nome_completo),
            (_("Codice fiscale"), persona.codice_fiscale or "—"),
            (_("E-mail"), persona.email),
        ],
    }
    return [
        {"titolo": titolo, "modifica_url": reverse(f"appuntamenti:{nome}"), "voci": voci[nome]}
        for nome, titolo, _scelta in PASSI
        if nome in voci
    ]


def _posizione(nome: str) -> int:
    return [passo for passo, _titolo, _scelta in PASSI].index(nome)


def _stato_del_passo(nome: str, corrente: str) -> str:
    if nome == corrente:
        return "corrente"
    return "fatto" if _posizione(nome) < _posizione(corrente) else "futuro"
