"""Rankings in the back-office: rounds, who stands in them with their points, publishing, scrolling."""

import uuid
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count, F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.enti import riserve
from portal.enti.pagine import PaginaOperatori
from portal.enti.permessi import uffici_che_scrivono, uffici_di
from portal.registro.models import Evento
from portal.registro.operations import annota_elenco
from pratiche import operations
from pratiche.classifica import classifica, per_i_punti, riga
from pratiche.models import Candidatura, Tornata, VersioneServizio
from pratiche.operatori import moduli_graduatorie as moduli
from pratiche.operatori.numeri_graduatorie import avanzamento, cifre
from pratiche.operatori.registro_graduatorie import diario

PER_PAGINA = 50


class Elenco(PaginaOperatori):
    """The rounds of my offices, and the services for which one may be opened."""

    def get(self, request: HttpRequest) -> HttpResponse:
        tornate = Tornata.objects.filter(servizio__ente=request.ente, servizio__ufficio__in=uffici_di(request))
        contesto = {
            "tornate": tornate.select_related("servizio").annotate(domande=Count("candidature")).order_by("-apre_il"),
            "servizi": [versione.servizio for versione in con_graduatoria(request)],
        }
        return self.mostra("operatori/graduatorie/elenco.html", _("Graduatorie"), contesto)


class Nuova(PaginaOperatori):
    """Announce a round of one service."""

    @cached_property
    def versione(self) -> VersioneServizio:
        trovata = next((v for v in con_graduatoria(self.request) if v.servizio.slug == self.kwargs["slug"]), None)
        if trovata is None:
            raise Http404
        return trovata

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._mostra(moduli.ModuloTornata(sedi=self._sedi()))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        modulo = moduli.ModuloTornata(request.POST, sedi=self._sedi())
        if not modulo.is_valid():
            return self._mostra(modulo)
        try:
            tornata = operations.apri_tornata(self.versione.servizio_id, attore=request.user, **modulo.valori())
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(modulo)
        messages.success(request, _("La tornata è annunciata: la scheda del servizio dice quando si apre."))
        return redirect("operatori:tornata", tornata.codice)

    def _sedi(self) -> list[tuple[str, str]]:
        return Tornata(versione=self.versione).sedi

    def _mostra(self, modulo: forms.Form) -> HttpResponse:
        contesto = {"form": modulo, "servizio": self.versione.servizio, "bottone": _("Annuncia la tornata")}
        return self.mostra("operatori/graduatorie/modulo.html", _("Nuova tornata"), contesto)


class DellaTornata(PaginaOperatori):
    """A page of one round: of another office, it does not exist."""

    @cached_property
    def tornata(self) -> Tornata:
        mie = Tornata.objects.filter(servizio__ente=self.request.ente, servizio__ufficio__in=uffici_di(self.request))
        trovata: Tornata = get_object_or_404(
            mie.select_related("servizio__ente", "servizio__ufficio", "versione"), codice=self.kwargs["codice"]
        )
        return trovata

    @property
    def capo(self) -> bool:
        return any(ufficio.pk == self.tornata.servizio.ufficio_id for ufficio in uffici_che_scrivono(self.request))

    @cached_property
    def nascoste(self) -> set[int]:
        """The requests kept to other officers: in the list they have a position and points, and nothing else."""
        sue = riserve.nascoste(Candidatura.objects.filter(tornata=self.tornata), self.request.user)
        return set(sue.values_list("pk", flat=True))

    def annota(self, candidature: list[Candidatura]) -> None:
        """The list names people: each reads, once a day, that the office saw it."""
        annota_elenco(
            (candidatura.pratica.richiedente for candidatura in candidature if candidatura.pk not in self.nascoste),
            self.request.user,
            ente=self.request.ente,
            ufficio=self.tornata.ufficio.nome,
            sezione="pratiche",
            motivo=f"Graduatoria {self.tornata.nome}",
        )

    def prova(self, modulo: forms.Form, atto: Callable[[], Any], fatto: str) -> HttpResponse | None:
        """Do it and go back to the round; None when it was refused, with the words in the form."""
        try:
            atto()
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return None
        messages.success(self.request, fatto)
        return redirect("operatori:tornata", self.tornata.codice)


class Pagina(DellaTornata):
    """Figures, who stands in it and with how many points, what may be done now."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        tornata = self.tornata
        pagina = in_fila(tornata, request.GET.get("pagina", ""))
        righe = con_i_punti(pagina, tornata)
        self.annota([candidatura for candidatura, _punti in righe])
        contesto = {
            "tornata": tornata,
            "capo": self.capo,
            "righe": righe,
            "nascoste": self.nascoste,
            "pagina": pagina,
            "cifre": cifre(tornata),
            "avanzamento": avanzamento(tornata),
            "diario": diario(Evento.objects.filter(oggetto=tornata.codice).order_by("pk")),
            "posti": [(nome, tornata.posti.get(codice_sede, 0)) for codice_sede, nome in tornata.sedi],
        }
        return self.mostra("operatori/graduatorie/tornata.html", str(tornata), contesto)


class Cambia(DellaTornata):
    """More time, other places."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        iniziali = {nome: getattr(self.tornata, nome) for nome in ("chiude_il", "inizia_il", "cambi_entro")}
        return self._mostra(moduli.ModuloCambia(sedi=self.tornata.sedi, posti=self.tornata.posti, initial=iniziali))

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        modulo = moduli.ModuloCambia(request.POST, sedi=self.tornata.sedi)
        atto = lambda: operations.cambia_tornata(self.tornata.pk, attore=request.user, **modulo.valori())  # noqa: E731
        risposta = self.prova(modulo, atto, _("La tornata è cambiata.")) if modulo.is_valid() else None
        return risposta or self._mostra(modulo)

    def _mostra(self, modulo: forms.Form) -> HttpResponse:
        contesto = {"form": modulo, "tornata": self.tornata, "bottone": _("Salva")}
        return self.mostra("operatori/graduatorie/modulo.html", _("Chiusura e posti"), contesto)


class Pubblica(DellaTornata):
    """The ranking as it would be now, to be read before it is published."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return self._mostra(self._modulo())

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        modulo, tornata, attore = self._modulo(request.POST), self.tornata, request.user
        if not modulo.is_valid():
            return self._mostra(modulo)
        definitiva = bool(tornata.provvisoria_il)
        atto = operations.pubblica_definitiva if definitiva else operations.pubblica_provvisoria
        fatto = (
            _("La graduatoria definitiva è pubblicata. Ora partono le comunicazioni e le offerte dei posti.")
            if definitiva
            else _("La graduatoria provvisoria è pubblicata. Ora partono le comunicazioni a chi ha fatto domanda.")
        )
        risposta = self.prova(modulo, lambda: atto(tornata.pk, attore=attore, **modulo.cleaned_data), fatto)
        return risposta or self._mostra(modulo)

    def _modulo(self, dati: Any = None) -> forms.Form:
        return moduli.ModuloDefinitiva(dati) if self.tornata.provvisoria_il else forms.Form(dati)

    def _mostra(self, modulo: forms.Form) -> HttpResponse:
        pagina = Paginator(classifica(self.tornata), PER_PAGINA).get_page(self.request.GET.get("pagina", ""))
        titolo = _("Graduatoria definitiva") if self.tornata.provvisoria_il else _("Graduatoria provvisoria")
        contesto = {
            "form": modulo,
            "tornata": self.tornata,
            "pagina": pagina,
            "nascoste": self.nascoste,
            "titolo": titolo,
        }
        return self.mostra("operatori/graduatorie/pubblica.html", titolo, contesto)


class Scorri(DellaTornata):
    """Do without waiting what every hour does: take back what nobody confirmed, offer it to the next."""

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        try:
            operations.chiedi_scorrimento(self.tornata.pk, attore=request.user)
        except DomainError as rifiuto:
            messages.error(request, rifiuto.messaggio)
        else:
            messages.success(
                request, _("Lo scorrimento parte ora: fra poco leggi qui sotto quanti posti si sono mossi.")
            )
        return redirect("operatori:tornata", codice)


def con_graduatoria(request: HttpRequest) -> list[VersioneServizio]:
    """The services of the offices where I answer, as they are today, that end in a ranking."""
    versioni = VersioneServizio.objects.filter(
        servizio__ente=request.ente,
        servizio__ufficio__in=uffici_che_scrivono(request),
        contenuto__has_key="graduatoria",
    ).select_related("servizio")
    return list({versione.servizio_id: versione for versione in versioni.order_by("servizio", "numero")}.values())


def in_fila(tornata: Tornata, pagina: str) -> Page:
    """Who stands in it, some at a time: in the order last published, before in that of presentation."""
    tutte = tornata.candidature.filter(posizione__isnull=False) if tornata.definitiva_il else tornata.candidature.all()
    ordinate = tutte.order_by(F("posizione").asc(nulls_last=True), "pk")
    collegati = ("pratica__richiedente", "pratica__ente", "offerta__posto", "cambio")
    return Paginator(ordinate.select_related(*collegati).prefetch_related(*per_i_punti(tornata)), PER_PAGINA).get_page(
        pagina
    )


def con_i_punti(candidature: Iterable[Candidatura], tornata: Tornata) -> list[tuple[Candidatura, Decimal | None]]:
    """With the points: as they are now until the final ranking, as published after."""
    if tornata.definitiva_il:
        return [(una, una.punti) for una in candidature]
    return [(una, riga(una, tornata).candidato.punteggio.punti) for una in candidature]
