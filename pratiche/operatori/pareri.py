"""Opinions of other offices: asked and taken back from the case, given from a list and a page of their own."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.elenchi import pagina
from portal.base.errors import DomainError
from portal.documenti.models import Documento
from portal.documenti.views import consegna
from portal.enti.models import Ufficio
from portal.enti.permessi import uffici_di
from portal.registro.operations import annota_accesso
from pratiche import operations
from pratiche.models import Parere, Pratica
from pratiche.moduli.campi import CampoFile
from pratiche.operatori.moduli import FILE_DELL_UFFICIO, ScegliDocumenti, parole
from pratiche.operatori.views import PaginaUfficio


class ModuloChiedi(forms.Form):
    ufficio = forms.ModelChoiceField(
        Ufficio.objects.none(),
        label=gettext_lazy("A quale ufficio"),
        to_field_name="codice",
        empty_label=gettext_lazy("Scegli"),
    )
    genere = forms.ChoiceField(
        label=gettext_lazy("Che cosa chiedi"),
        help_text=gettext_lazy(
            "Parere: 20 giorni, poi puoi decidere senza. Valutazione tecnica: 90 giorni, e senza non si decide."
        ),
        choices=Parere.Genere.choices,
        widget=forms.RadioSelect,
        initial=Parere.Genere.PARERE,
    )
    quesito = parole(
        gettext_lazy("Il quesito"),
        gettext_lazy(
            "L'ufficio legge queste parole e i documenti che scegli qui sotto, non la pratica: metti solo i dati che servono."
        ),
    )
    documenti = ScegliDocumenti(
        Documento.objects.none(),
        label=gettext_lazy("Documenti da mandare"),
        to_field_name="codice",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, pratica: Pratica, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        altri = Ufficio.objects.a_cui_passare(pratica.ente).exclude(pk=pratica.ufficio_id)
        self.fields["ufficio"].queryset = altri  # type: ignore[attr-defined]
        suoi = Documento.objects.filter(ente=pratica.ente, aggregazione=str(pratica.codice))
        self.fields["documenti"].queryset = suoi.order_by("creato_il", "pk")  # type: ignore[attr-defined]


class ModuloDai(forms.Form):
    esito = forms.ChoiceField(label=gettext_lazy("Il parere è"), choices=Parere.Esito.choices, widget=forms.RadioSelect)
    testo = parole(
        gettext_lazy("Parere e motivi"),
        gettext_lazy("Lo leggono l'ufficio che lo ha chiesto e il cittadino."),
        righe=8,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = CampoFile(
            massimo=FILE_DELL_UFFICIO, required=False, label=gettext_lazy("Documenti da allegare")
        )


class ModuloRitira(forms.Form):
    motivo = parole(
        gettext_lazy("Perché non serve più"), gettext_lazy("Lo legge l'ufficio a cui lo avevi chiesto."), righe=3
    )


class Chiedi(PaginaUfficio):
    """From the case: to whom, what, with which documents."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.request = request
        self.pratica = self.cerca(kwargs["codice"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return self._mostra(ModuloChiedi(pratica=self.pratica))

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        modulo = ModuloChiedi(request.POST, pratica=self.pratica)
        if not modulo.is_valid():
            return self._mostra(modulo)
        valori = modulo.cleaned_data | {"ufficio": modulo.cleaned_data["ufficio"].codice}
        try:
            operations.chiedi_parere(self.pratica.pk, attore=request.user, **valori)
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(modulo)
        messages.success(request, _("Il parere è stato chiesto."))
        return redirect("operatori:pratica", codice)

    def _mostra(self, modulo: forms.Form) -> HttpResponse:
        avvertenza = _("Un parere non ferma il termine della pratica.")
        contesto = {"pratica": self.pratica, "form": modulo, "avvertenza": avvertenza, "azione": _("Chiedi il parere")}
        return self.mostra("operatori/parere_modulo.html", _("Chiedi un parere"), contesto)


class Ritira(PaginaUfficio):
    """Who asked takes the question back."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.request = request
        suoi = Parere.objects.filter(pratica__in=self.pratiche()).select_related("pratica__servizio", "ufficio")
        self.parere = get_object_or_404(suoi, codice=kwargs["codice"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return self._mostra(ModuloRitira())

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        modulo = ModuloRitira(request.POST)
        if not modulo.is_valid():
            return self._mostra(modulo)
        try:
            operations.ritira_parere(self.parere.pk, attore=request.user, **modulo.cleaned_data)
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(modulo)
        messages.success(request, _("La richiesta di parere è stata ritirata."))
        return redirect("operatori:pratica", self.parere.pratica.codice)

    def _mostra(self, modulo: forms.Form) -> HttpResponse:
        contesto = {
            "pratica": self.parere.pratica,
            "form": modulo,
            "avvertenza": self.parere.quesito,
            "azione": _("Ritira la richiesta di parere"),
        }
        return self.mostra("operatori/parere_modulo.html", _("Ritira la richiesta di parere"), contesto)


class PaginaPareri(PaginaUfficio):
    """What was asked of my offices."""

    def chiesti(self) -> Any:
        chiesti = Parere.objects.chiesti_a(uffici_di(self.request), self.request.ente)
        return chiesti.select_related("pratica__servizio", "pratica__ufficio", "pratica__richiedente", "ufficio")


class Elenco(PaginaPareri):
    """Those to give, and those given: without the name of anybody."""

    def get(self, request: HttpRequest) -> HttpResponse:
        dati = request.GET.get("quali") == "dati"
        chiesti = self.chiesti().exclude(dato_il=None) if dati else self.chiesti().aperti()
        contesto = {"elenco": pagina(chiesti, request), "dati": dati}
        return self.mostra("operatori/pareri.html", _("Pareri chiesti al tuo ufficio"), contesto)


class Dai(PaginaPareri):
    """The question, the documents sent with it and the answer: of the case no more than this."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.request = request
        self.parere = get_object_or_404(self.chiesti(), codice=kwargs["codice"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return self._mostra(ModuloDai())

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        modulo = ModuloDai(request.POST, request.FILES)
        if not modulo.is_valid():
            return self._mostra(modulo)
        try:
            operations.dai_parere(self.parere.pk, attore=request.user, **modulo.cleaned_data)
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(modulo)
        messages.success(request, _("Il parere è stato dato."))
        return redirect("operatori:pareri")

    def _mostra(self, modulo: forms.Form) -> HttpResponse:
        contesto = {"parere": self.parere, "pratica": self.parere.pratica, "form": modulo}
        return self.mostra("operatori/parere.html", _("Parere"), contesto)


class DocumentoDelParere(PaginaPareri):
    """A document sent with the question: the office that is asked opens it from here, while the question is open, and the citizen reads that it did."""

    def get(self, request: HttpRequest, codice: uuid.UUID, documento: uuid.UUID) -> HttpResponseBase:
        parere = get_object_or_404(self.chiesti().aperti(), codice=codice)
        mandato = get_object_or_404(parere.documenti.all(), codice=documento)
        return consegna(request, mandato, annota=lambda: self._annota(parere))

    def _annota(self, parere: Parere) -> None:
        annota_accesso(
            parere.pratica.richiedente,
            self.request.user,
            ente=self.request.ente,
            ufficio=parere.ufficio.nome,
            sezione="documenti",
            motivo=f"Parere, pratica {parere.pratica.sigla}",
        )
