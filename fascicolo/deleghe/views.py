"""The mandates of a home: those given, those received, the children. Of the person who entered, or of the company they represent."""

import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from fascicolo.deleghe import operations
from fascicolo.deleghe.figli import figli_di
from fascicolo.deleghe.forms import DelegaForm, ImpresaForm, LeggeForm
from fascicolo.deleghe.parole import atti_di, in_parole
from fascicolo.messaggi import nome_dell_altro
from fascicolo.models import Anagrafica
from portal.base.ambiti import PER_SE_O_IMPRESA, SOLO_PER_SE
from portal.base.elenchi import pagina
from portal.base.errors import DomainError
from portal.base.mixins import CittadinoMixin
from portal.catalogo.models import Servizio
from portal.identita import titolare
from portal.identita.models import Rappresentanza
from portal.identita.stati import APERTE, Specie

MOSTRATE, FINITE = 50, 20  # open ones on one page: no person has more; of a company, the last that are over


class DelegaMia(CittadinoMixin, View):
    """A page about the mandates of the home one is in. A neighbour's does not exist."""

    ambito = PER_SE_O_IMPRESA

    def mie(self) -> QuerySet[Rappresentanza]:
        chi = self.request.titolare
        mie = Rappresentanza.objects.filter(Q(rappresentato=chi) | Q(rappresentante=chi), ente=self.request.ente)
        return mie.con_persone()

    def cerca(self, codice: uuid.UUID) -> Rappresentanza:
        return get_object_or_404(self.mie(), codice=codice)

    def mostra(self, modello: str, **contesto: Any) -> HttpResponse:
        comune = {"voce": "documenti", "qui": "deleghe"}
        return render(self.request, f"fascicolo/deleghe/{modello}.html", {**comune, **contesto})

    def prova(self, atto: Any, fatto: Any, mandato: Rappresentanza | None = None) -> HttpResponse:
        """Do the act and say so, or say why not; bring the count of the header up to date."""
        try:
            atto()
        except DomainError as rifiuto:
            messages.error(self.request, rifiuto.messaggio)
        else:
            messages.success(self.request, fatto)
        titolare.ricorda_quante(self.request, self.request.user)
        return redirect("deleghe:delega", mandato.codice) if mandato else redirect("deleghe:elenco")


class Elenco(DelegaMia):
    """What waits for an answer, what is open, the children, what is over; of a company, its people."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.titolare.e_impresa:
            return self._persone(request)
        titolare.ricorda_quante(request, request.user)
        aperte = list(self.mie().filter(stato__in=APERTE).order_by("-pk")[:MOSTRATE])
        scheda = Anagrafica.objects.filter(persona=request.user, ente=request.ente).first()
        chiuse = pagina(self.mie().exclude(stato__in=APERTE), request)
        return self.mostra(
            "elenco",
            da_decidere=[self._voce(uno) for uno in aperte if _tocca_a(request, uno)],
            date=[self._voce(uno) for uno in aperte if uno.rappresentato_id == request.user.pk],
            ricevute=[
                self._voce(uno)
                for uno in aperte
                if uno.rappresentante_id == request.user.pk and not _tocca_a(request, uno)
            ],
            elenco=chiuse,
            chiuse=[self._voce(uno) for uno in chiuse.righe],
            scheda=scheda,
            figli=figli_di(request.user, request.ente, scheda),
        )

    def _persone(self, request: HttpRequest) -> HttpResponse:
        aperte = pagina(self.mie().filter(stato__in=APERTE), request, per=MOSTRATE)
        finite = self.mie().exclude(stato__in=APERTE).order_by("-chiusa_il", "-pk")[:FINITE]
        return self.mostra(
            "persone",
            elenco=aperte,
            aperte=[self._voce(uno) for uno in aperte.righe],
            finite=[self._voce(uno) for uno in finite],
        )

    def _voce(self, mandato: Rappresentanza) -> tuple[Rappresentanza, str]:
        return mandato, nome_dell_altro(mandato, self.request.titolare)


class Pagina(DelegaMia):
    """One mandate: what it covers, what may be done with it now, what was done through it."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        mandato = self.cerca(codice)
        elenco = pagina(atti_di(mandato), request, campo="quando")
        return self.mostra(
            "delega",
            mandato=mandato,
            altro=nome_dell_altro(mandato, request.titolare),
            io_agisco=mandato.rappresentante_id == request.titolare.pk,
            tocca_a_me=_tocca_a(request, mandato),
            puo_chiudere=mandato.puo_chiudere(request.titolare),
            nomi_servizi=nomi_servizi(mandato),
            elenco=elenco,
            fatti=in_parole(elenco.righe),
        )


class Dai(DelegaMia):
    """Name somebody who will act for you, or for the company."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.mostra("dai", form=DelegaForm(ente=request.ente, da=request.titolare))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DelegaForm(request.POST, ente=request.ente, da=request.titolare)
        if not form.is_valid():
            return self.mostra("dai", form=form)
        codice_fiscale = form.cleaned_data["codice_fiscale"]
        try:
            mandato = operations.dai_delega(
                da=request.titolare,
                codice_fiscale=codice_fiscale,
                ente=request.ente,
                limiti=form.limiti,
                attore=request.user,
            )
        except DomainError as rifiuto:
            form.add_error(None, rifiuto.messaggio)
            return self.mostra("dai", form=form)
        messages.success(request, _("La delega è pronta: varrà quando la persona entra nel portale e la accetta."))
        return redirect("deleghe:delega", mandato.codice)


class Legge(DelegaMia):
    """Say to act by law for somebody, with the document that proves it."""

    ambito = SOLO_PER_SE
    modello = "legge"
    modulo: type[LeggeForm] | type[ImpresaForm] = LeggeForm

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.mostra(self.modello, form=self.modulo())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.modulo(request.POST, request.FILES)
        if not form.is_valid():
            return self.mostra(self.modello, form=form)
        dati = form.cleaned_data
        titolo = operations.Titolo(dati["documento"], str(dati["documento"].content_type), dati["al"])
        try:
            mandato = self.chiedi(dati, titolo)
        except DomainError as rifiuto:
            form.add_error(None, rifiuto.messaggio)
            return self.mostra(self.modello, form=form)
        messages.success(request, _("L'ufficio ha la tua richiesta: ti scriviamo quando ha verificato il documento."))
        return redirect("deleghe:delega", mandato.codice)

    def chiedi(self, dati: dict[str, Any], titolo: operations.Titolo) -> Rappresentanza:
        return operations.chiedi_per_legge(
            attore=self.request.user,
            codice_fiscale=dati["codice_fiscale"],
            nome=dati["nome"],
            cognome=dati["cognome"],
            ente=self.request.ente,
            specie=Specie(dati["specie"]),
            titolo=titolo,
        )


class Impresa(Legge):
    """Say to represent a company, with the document that proves it, without having its digital identity."""

    modello = "impresa"
    modulo = ImpresaForm

    def chiedi(self, dati: dict[str, Any], titolo: operations.Titolo) -> Rappresentanza:
        return operations.chiedi_per_impresa(
            attore=self.request.user,
            codice_fiscale=dati["codice_fiscale"],
            denominazione=dati["denominazione"],
            ente=self.request.ente,
            titolo=titolo,
        )


class PerUnFiglio(DelegaMia):
    """One press, when ANPR proves it. The codice fiscale travels in the body, never in an address."""

    ambito = SOLO_PER_SE
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.prova(
            lambda: operations.agisci_per_un_figlio(
                genitore=request.user, codice_fiscale=request.POST.get("figlio", ""), ente=request.ente
            ),
            _("Ora puoi agire per tuo figlio o tua figlia: usa «Agisci per» in alto."),
        )


class Rispondi(DelegaMia):
    """Yes or no to a mandate received."""

    ambito = SOLO_PER_SE
    http_method_names = ["post"]
    RISPOSTE = {
        "accetta": (operations.accetta, gettext_lazy("Hai accettato la delega.")),
        "rifiuta": (operations.rifiuta, gettext_lazy("Hai rifiutato la delega.")),
    }

    def post(self, request: HttpRequest, codice: uuid.UUID, risposta: str) -> HttpResponse:
        mandato = self.cerca(codice)
        if risposta not in self.RISPOSTE:
            raise Http404
        atto, fatto = self.RISPOSTE[risposta]
        return self.prova(lambda: atto(mandato.pk, attore=request.user), fatto, mandato)


class Revoca(DelegaMia):
    """It ends at once: asked first."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        mandato = self.cerca(codice)
        if not mandato.puo_chiudere(request.titolare):
            return redirect("deleghe:delega", codice)
        return self.mostra("revoca", mandato=mandato, altro=nome_dell_altro(mandato, request.titolare))

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        mandato = self.cerca(codice)
        atto = partial(operations.revoca, mandato.pk, attore=request.user, per=request.titolare)
        return self.prova(atto, _("La delega è finita."), mandato)


def nomi_servizi(mandato: Rappresentanza) -> list[str]:
    """The titles of the services it is bounded to; none when it is for all."""
    if not mandato.servizi:
        return []
    servizi = Servizio.objects.filter(ente=mandato.ente, slug__in=mandato.servizi).order_by("titolo")
    return [servizio.testo("titolo") for servizio in servizi]


def _tocca_a(request: HttpRequest, mandato: Rappresentanza) -> bool:
    """Does it wait for a yes or a no of who is in?"""
    return mandato.in_attesa and not mandato.di_legge and mandato.rappresentante_id == request.titolare.pk
