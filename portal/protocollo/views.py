"""The register in the back-office: to read and search, and to annul for who answers for it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from portal.base.elenchi import pagina
from portal.base.errors import DomainError
from portal.documenti.models import Documento
from portal.enti import riserve
from portal.enti.pagine import PaginaOperatori
from portal.enti.permessi import uffici_di
from portal.protocollo import operations
from portal.protocollo.forms import ModuloAnnullamento, Ricerca
from portal.protocollo.models import Registrazione, RegistroProtocollo
from portal.registro.operations import annota_accesso

SEZIONE = "protocollo"


class PaginaRegistro(PaginaOperatori):
    """Only for the office that keeps the register of this ente; for the others it does not exist."""

    registro: RegistroProtocollo

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.request = request
        self.registro = get_object_or_404(
            RegistroProtocollo.objects.select_related("ente", "ufficio"),
            ente=request.ente,
            ufficio__in=uffici_di(request),
        )
        return super().dispatch(request, *args, **kwargs)

    def registrazione(self, codice: uuid.UUID) -> Registrazione:
        righe = Registrazione.objects.filter(registro=self.registro).select_related("annullamento__operatore")
        trovata: Registrazione = get_object_or_404(righe, codice=codice)
        self.maschera([trovata])
        return trovata

    def maschera(self, righe: list[Registrazione]) -> None:
        """Of what is kept to other officers the register shows number, days and direction: not what about, nor of whom."""
        principali = {riga.documenti[0]["codice"]: riga for riga in righe}
        documenti = riserve.nascoste(Documento.objects.filter(codice__in=list(principali)), self.request.user)
        for codice in documenti.values_list("codice", flat=True):
            principali[str(codice)].riservata = True


class Elenco(PaginaRegistro):
    def get(self, request: HttpRequest) -> HttpResponse:
        ricerca = Ricerca(request.GET)
        righe = Registrazione.objects.filter(registro=self.registro).select_related("annullamento")
        elenco = pagina(ricerca.applica(righe), request, campo="quando")
        self.maschera(elenco.righe)
        contesto = {"registro": self.registro, "form": ricerca, "elenco": elenco}
        return self.mostra("operatori/protocollo/elenco.html", _("Registro di protocollo"), contesto)


class Giornalieri(PaginaRegistro):
    def get(self, request: HttpRequest) -> HttpResponse:
        righe = self.registro.giornalieri.select_related("documento")
        contesto = {"registro": self.registro, "elenco": pagina(righe, request)}
        return self.mostra("operatori/protocollo/giornalieri.html", _("Registri giornalieri"), contesto)


class PaginaRegistrazione(PaginaRegistro):
    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        registrazione = self.registrazione(codice)
        self._annota(registrazione)
        contesto = {
            "registro": self.registro,
            "registrazione": registrazione,
            "puo_annullare": self._puo_annullare(registrazione),
        }
        titolo = _("Registrazione %s") % registrazione.segnatura
        return self.mostra("operatori/protocollo/registrazione.html", titolo, contesto)

    def _puo_annullare(self, registrazione: Registrazione) -> bool:
        return not registrazione.annullata() and operations.puo_annullare(self.request.user, self.registro)  # type: ignore[arg-type]

    def _annota(self, registrazione: Registrazione) -> None:
        """The person of whom the documents are reads that the protocol office looked at the registration."""
        principale = Documento.objects.filter(codice=registrazione.documenti[0]["codice"]).select_related(
            "intestatario"
        )
        for documento in principale:
            if documento.intestatario:
                annota_accesso(
                    documento.intestatario,
                    self.request.user,  # type: ignore[arg-type]
                    ente=self.registro.ente,
                    ufficio=self.registro.ufficio.nome,
                    sezione=SEZIONE,
                    motivo=f"Protocollo {registrazione.segnatura}",
                )


class Annulla(PaginaRegistro):
    """The annulment is confirmed on a page of its own, which says what it does; what is already annulled is only read."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        registrazione = self.registrazione(codice)
        if registrazione.annullata():
            return redirect(registrazione)
        return self._mostra(registrazione, ModuloAnnullamento())

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        registrazione, modulo = self.registrazione(codice), ModuloAnnullamento(request.POST)
        if not modulo.is_valid():
            return self._mostra(registrazione, modulo)
        try:
            operations.annulla(registrazione.pk, attore=request.user, **modulo.cleaned_data)  # type: ignore[arg-type]
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(registrazione, modulo)
        messages.success(request, _("Registrazione annullata: resta leggibile, con la dicitura e il provvedimento."))
        return redirect(registrazione)

    def _mostra(self, registrazione: Registrazione, modulo: ModuloAnnullamento) -> HttpResponse:
        if not operations.puo_annullare(self.request.user, self.registro):  # type: ignore[arg-type]
            raise Http404
        contesto = {"registrazione": registrazione, "form": modulo}
        return self.mostra("operatori/protocollo/annulla.html", _("Annulla %s") % registrazione.segnatura, contesto)
