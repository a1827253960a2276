"""The pages of an officer who writes to many: words, recipients, a look at what they will read, confirmation, progress."""

import csv
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from notifiche.massivi import esiti, operations, testo
from notifiche.massivi.fonti import FONTI
from notifiche.massivi.forms import ConfermaForm, FileForm, TestoForm
from notifiche.models import Fase, Invio, InvioQuerySet, RigaInvio
from notifiche.parole import in_html
from portal.base.elenchi import pagina
from portal.base.errors import DomainError
from portal.enti.pagine import PaginaOperatori
from portal.enti.permessi import uffici_che_scrivono
from portal.identita.models import Persona
from portal.registro.operations import annota_elenco

ANTEPRIME, SCARTATE_IN_PAGINA = 3, 20


class PaginaInvii(PaginaOperatori):
    """For who answers for an office; the others are told no. Each sees what their offices send, and nothing else."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.uffici = uffici_che_scrivono(request)
        if not self.uffici:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def invii(self) -> InvioQuerySet:
        return Invio.objects.degli_uffici(self.uffici, self.request.ente).select_related("ente", "ufficio", "autore")

    def cerca(self, codice: uuid.UUID) -> Invio:
        return get_object_or_404(self.invii(), codice=codice)

    def cerca_componibile(self, codice: uuid.UUID) -> Invio:
        return get_object_or_404(self.invii().componibili(), codice=codice)

    def mostra_form(self, form: Form, titolo: str, invio: Invio | None = None, **altro: Any) -> HttpResponse:
        contesto = {"form": form, "invio": invio, **altro}
        return self.mostra("operatori/invii/form.html", titolo, contesto)


class Elenco(PaginaInvii):
    def get(self, request: HttpRequest) -> HttpResponse:
        elenco = pagina(self.invii(), request)
        return self.mostra("operatori/invii/elenco.html", _("Invii a molte persone"), {"elenco": elenco})


class Nuovo(PaginaInvii):
    """First the words."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._mostra(TestoForm(uffici=self.uffici))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TestoForm(request.POST, uffici=self.uffici)
        if not form.is_valid():
            return self._mostra(form)
        invio = operations.componi(ente=request.ente, attore=request.user, **form.cleaned_data)
        return redirect("invii:destinatari", invio.codice)

    def _mostra(self, form: TestoForm) -> HttpResponse:
        return self.mostra_form(form, _("Nuovo invio: che cosa scrivi"), avanti=_("Continua con i destinatari"))


class Testo(PaginaInvii):
    """Change the words: the list is read again."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        invio = self.cerca_componibile(codice)
        return self._mostra(invio, TestoForm(instance=invio, uffici=self.uffici))

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        invio = self.cerca_componibile(codice)
        # validated on a copy: the form must not touch the row that the act locks and writes
        form = TestoForm(request.POST, uffici=self.uffici)
        if not form.is_valid():
            return self._mostra(invio, form)
        operations.riscrivi(invio.pk, **form.cleaned_data)
        return redirect(invio if invio.fonte else "invii:destinatari", *([] if invio.fonte else [codice]))

    def _mostra(self, invio: Invio, form: TestoForm) -> HttpResponse:
        return self.mostra_form(form, _("Cambia il testo"), invio, avanti=_("Salva il testo"))


class Destinatari(PaginaInvii):
    """Then the people: a file, or one of the questions that the rooms know how to ask."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return self._mostra(self.cerca_componibile(codice), FileForm())

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        invio, form = self.cerca_componibile(codice), FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._mostra(invio, form)
        try:
            operations.usa_file(invio.pk, form.cleaned_data["file"])
        except DomainError as rifiuto:
            form.add_error("file", rifiuto.messaggio)
            return self._mostra(invio, form)
        return redirect(invio)

    def _mostra(self, invio: Invio, form: FileForm) -> HttpResponse:
        altro = {"fonti": FONTI.values(), "avanti": _("Carica il file"), "con_file": True}
        return self.mostra_form(form, _("A chi scrivi"), invio, **altro)


class Domanda(PaginaInvii):
    """The people that a room finds."""

    def get(self, request: HttpRequest, codice: uuid.UUID, fonte: str) -> HttpResponse:
        invio = self.cerca_componibile(codice)
        return self._mostra(invio, fonte, self._modulo(invio, fonte))

    def post(self, request: HttpRequest, codice: uuid.UUID, fonte: str) -> HttpResponse:
        invio = self.cerca_componibile(codice)
        form = self._modulo(invio, fonte, request.POST)
        if not form.is_valid():
            return self._mostra(invio, fonte, form)
        operations.usa_domanda(invio.pk, fonte=fonte, parametri=form.parametri())
        return redirect(invio)

    def _modulo(self, invio: Invio, fonte: str, *dati: Any) -> Any:
        if fonte not in FONTI:
            raise Http404
        return FONTI[fonte].modulo(*dati, ente=invio.ente, ufficio=invio.ufficio)

    def _mostra(self, invio: Invio, fonte: str, form: Form) -> HttpResponse:
        scelta = FONTI[fonte]
        return self.mostra_form(form, str(scelta.nome), invio, avanti=_("Trova le persone"), campi=scelta.campi)


class PaginaInvio(PaginaInvii):
    """How far it is: what is missing, what the first will read, how many were told."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        invio = self.cerca(codice)
        contesto: dict[str, Any] = {"invio": invio, "fonte": FONTI.get(invio.fonte), "testo_html": _come_e(invio)}
        if invio.fase == Fase.BOZZA:
            contesto["mancanti"] = testo.mancanti(invio) if invio.fonte else []
        elif invio.fase == Fase.PRONTO:
            contesto |= {"anteprime": self._anteprime(invio), "con_email": esiti.con_email(invio)}
        elif invio.confermato_il:
            contesto["esiti"] = esiti.per_canale(invio)
        if invio.scartati and not invio.dati_cancellati_il:
            scartate = invio.righe.filter(stato=RigaInvio.Stato.SCARTATA).order_by("numero")
            contesto["scartate"] = scartate[:SCARTATE_IN_PAGINA]
        return self.mostra("operatori/invii/invio.html", invio.oggetto, contesto)

    def _anteprime(self, invio: Invio) -> list[dict[str, Any]]:
        """The first messages as they will be read. Whoever the portal knows will read that the office saw the name."""
        righe = list(invio.righe.filter(stato=RigaInvio.Stato.PRONTA).order_by("numero")[:ANTEPRIME])
        if testo.segnaposti(invio.testo):
            self._annota(invio, righe)
        return [
            {"numero": riga.numero, "oggetto": parole.oggetto, "testo": in_html(parole.testo)}
            for riga in righe
            for parole in [testo.parole(invio, riga)]
        ]

    def _annota(self, invio: Invio, righe: list[RigaInvio]) -> None:
        codici, chiavi = [riga.codice_fiscale for riga in righe], [riga.persona_id for riga in righe]
        note = Persona.objects.filter(codice_fiscale__in=[c for c in codici if c]) | Persona.objects.filter(
            pk__in=[chiave for chiave in chiavi if chiave]
        )
        annota_elenco(
            note,
            self.request.user,
            ente=invio.ente,
            ufficio=invio.ufficio.nome,
            sezione="messaggi",
            motivo="Anteprima di un invio a molte persone",
        )


class Conferma(PaginaInvii):
    """The last look: the words, and how many people. Who confirms writes the number."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return self._mostra(self._pronto(codice), ConfermaForm())

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        invio, form = self.cerca(codice), ConfermaForm(request.POST)
        if not form.is_valid():
            return self._mostra(invio, form)
        try:
            operations.conferma(invio.pk, attore=request.user, quanti=form.cleaned_data["quanti"])
        except DomainError as rifiuto:
            form.add_error("quanti", rifiuto.messaggio)
            return self._mostra(invio, form)
        messages.success(request, _("L'invio è partito."))
        return redirect(invio)

    def _pronto(self, codice: uuid.UUID) -> Invio:
        return get_object_or_404(self.invii(), codice=codice, fase=Fase.PRONTO)

    def _mostra(self, invio: Invio, form: ConfermaForm) -> HttpResponse:
        contesto = {"invio": invio, "form": form, "testo_html": _come_e(invio)}
        return self.mostra("operatori/invii/conferma.html", _("Conferma l'invio"), contesto)


class Ferma(PaginaInvii):
    """It cannot be undone: a page asks first."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        invio = get_object_or_404(self.invii(), codice=codice, fase__in=[Fase.INVIO, Fase.PAUSA])
        return self.mostra("operatori/invii/ferma.html", _("Ferma l'invio"), {"invio": invio})

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return _compi(request, self.cerca(codice), operations.ferma, _("L'invio è fermato."))


class Pausa(PaginaInvii):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return _compi(request, self.cerca(codice), operations.pausa, _("L'invio è in pausa."))


class Riprendi(PaginaInvii):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return _compi(request, self.cerca(codice), operations.riprendi, _("L'invio riprende da dove era."))


class Scartate(PaginaInvii):
    def get(self, request: HttpRequest, codice: uuid.UUID) -> StreamingHttpResponse:
        return _in_csv(esiti.righe_scartate(self.cerca(codice)), "scartate.csv")


class Esiti(PaginaInvii):
    def get(self, request: HttpRequest, codice: uuid.UUID) -> StreamingHttpResponse:
        return _in_csv(esiti.righe_esiti(self.cerca(codice)), "esiti.csv")


def _compi(request: HttpRequest, invio: Invio, atto: Callable[..., Invio], fatto: str) -> HttpResponse:
    try:
        atto(invio.pk, attore=request.user)
    except DomainError as rifiuto:
        messages.warning(request, rifiuto.messaggio)
    else:
        messages.success(request, fatto)
    return redirect(invio)


def _come_e(invio: Invio) -> SafeString:
    """The text as it is written, with its placeholders."""
    return in_html(testo.riempi(invio.testo, {nome: f"{{{nome}}}" for nome in testo.segnaposti(invio.testo)}))


class _Eco:
    def write(self, riga: str) -> str:
        return riga


def _in_csv(righe: Iterator[list[str]], nome: str) -> StreamingHttpResponse:
    """As Excel opens it in Italy; a cell that begins like a formula is only text."""
    scrittore = csv.writer(_Eco(), delimiter=";")
    corpo = (scrittore.writerow([_innocua(cella) for cella in riga]) for riga in righe)
    risposta = StreamingHttpResponse(_con_bom(corpo), content_type="text/csv; charset=utf-8")
    risposta.headers["Content-Disposition"] = f'attachment; filename="{nome}"'
    risposta.headers["Cache-Control"] = "private, no-store"
    return risposta


def _con_bom(corpo: Iterator[str]) -> Iterator[str]:
    yield "\ufeff"
    yield from corpo


def _innocua(cella: str) -> str:
    return f"'{cella}" if cella[:1] in {"=", "+", "-", "@", "\t"} else cella
