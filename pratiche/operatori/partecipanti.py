"""Who takes part in a case beside the person who asked: added, let in, shown documents, taken off; and what they wrote."""

import uuid
from abc import abstractmethod
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.aree import AreaTesto
from portal.base.codice_fiscale import normalizza, valida_codice
from portal.base.errors import DomainError
from portal.documenti.models import Documento
from portal.identita.models import Persona
from pratiche import operations
from pratiche.models import Memoria, Parte, Pratica
from pratiche.models.parti import RuoloParte
from pratiche.operatori.moduli import ScegliDocumenti, parole
from pratiche.operatori.views import PaginaUfficio
from pratiche.permessi import Cosa, puo

GIORNI = 10  # to write, unless the office gives more


def _giorni() -> forms.IntegerField:
    return forms.IntegerField(
        label=gettext_lazy("Giorni per mandare memorie e documenti"),
        help_text=gettext_lazy("Quelle che arrivano dopo, finché la pratica è aperta, le trovi segnate in ritardo."),
        min_value=1,
        max_value=180,
        initial=GIORNI,
    )


class ModuloParte(forms.Form):
    """By codice fiscale, or by name and address for who is written to on paper. `chiave` adds one, pressed twice."""

    ruolo = forms.ChoiceField(
        label=gettext_lazy("Ruolo"),
        help_text=gettext_lazy("Controinteressato: chi dalla decisione può avere un danno (articolo 7)."),
        choices=RuoloParte.choices,
        widget=forms.RadioSelect,
        initial=RuoloParte.CONTROINTERESSATO,
    )
    codice_fiscale = forms.CharField(
        label=gettext_lazy("Codice fiscale"),
        help_text=gettext_lazy("Di una persona o di un ente o impresa. Se lo conosci, la comunicazione arriva anche nella sua area personale."),
        max_length=16,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    nome = forms.CharField(label=gettext_lazy("Nome"), max_length=100, required=False)
    cognome = forms.CharField(
        label=gettext_lazy("Cognome o denominazione"),
        help_text=gettext_lazy("Nome e cognome servono solo se la persona non è mai entrata nel portale."),
        max_length=200,
        required=False,
    )
    recapito = forms.CharField(
        label=gettext_lazy("Recapito per la lettera"),
        help_text=gettext_lazy("Indirizzo o PEC. Serve se non scrivi il codice fiscale."),
        max_length=500,
        required=False,
        widget=AreaTesto(attrs={"rows": 3}),
    )
    motivo = parole(
        gettext_lazy("Perché la pratica la tocca"),
        gettext_lazy("Finisce nella comunicazione di avvio: non mettere dati di chi ha presentato la richiesta."),
        righe=4,
    )
    giorni = _giorni()
    chiave = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def clean_codice_fiscale(self) -> str:
        codice = normalizza(self.cleaned_data["codice_fiscale"])
        if codice:
            valida_codice(codice)
        return codice

    def clean(self) -> dict[str, Any]:
        dati: dict[str, Any] = super().clean() or {}
        codice = dati.get("codice_fiscale")
        if codice == "" and not dati.get("recapito"):
            self.add_error("recapito", _("Senza codice fiscale serve un recapito a cui scrivere."))
        nota = codice and Persona.objects.filter(codice_fiscale=codice).exists()
        if codice is not None and not nota and not dati.get("cognome"):
            self.add_error("cognome", _("Il portale non conosce questa persona: serve il nome per intero."))
        return dati

    def valori(self) -> dict[str, Any]:
        """What the operation wants, by name."""
        dati = dict(self.cleaned_data)
        nome, cognome = dati.pop("nome"), dati.pop("cognome")
        return dati | {"anagrafica": {"nome": nome, "cognome": cognome, "denominazione": cognome}}


class ModuloDecidi(forms.Form):
    ammessa = forms.TypedChoiceField(
        label=gettext_lazy("Può partecipare?"),
        choices=[("si", gettext_lazy("Sì, dalla decisione può avere un danno")), ("no", gettext_lazy("No"))],
        coerce=lambda valore: valore == "si",
        widget=forms.RadioSelect,
    )
    motivo = parole(gettext_lazy("Perché"), gettext_lazy("Lo legge chi ha chiesto di intervenire."), righe=4)
    giorni = _giorni()


class ModuloApri(forms.Form):
    documenti = ScegliDocumenti(
        Documento.objects.none(),
        label=gettext_lazy("Documenti che può leggere"),
        help_text=gettext_lazy("Lascia fuori quelli che la legge esclude o riserva (articolo 24), e i dati che non la riguardano."),
        to_field_name="codice",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, parte: Parte, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documenti"].queryset = apribili(parte)  # type: ignore[attr-defined]
        self.initial["documenti"] = [uno.codice for uno in parte.documenti.all()]


class ModuloTogli(forms.Form):
    motivo = parole(gettext_lazy("Perché non partecipa più"), gettext_lazy("Lo legge la persona che togli."), righe=3)


def apribili(parte: Parte) -> Any:
    """The papers of the case that are not already theirs."""
    pratica = parte.pratica
    tutti = Documento.objects.filter(ente=pratica.ente_id, aggregazione=str(pratica.codice))
    return tutti.exclude(intestatario=parte.persona_id).order_by("creato_il", "pk")


_MEMORIE = Prefetch("memorie", Memoria.objects.con_le_carte().select_related("parte", "stampa__documento"))


class Partecipanti(PaginaUfficio):
    """Each with its role, what it wrote, what it may read and what can be done."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        self.annota(pratica)
        contesto = {
            "pratica": pratica,
            "parti": list(pratica.parti.select_related("persona").prefetch_related("documenti", _MEMORIE)),
            "memorie": list(pratica.memorie.con_le_carte()),
            "puo_lavorare": puo(self.ruoli(pratica), Cosa.LAVORA),
        }
        return self.mostra("operatori/partecipanti.html", _("Chi partecipa alla pratica %s") % pratica.sigla, contesto)


class Aggiungi(PaginaUfficio):
    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return self._mostra(self.cerca(codice), ModuloParte())

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica, modulo = self.cerca(codice), ModuloParte(request.POST)
        if not modulo.is_valid():
            return self._mostra(pratica, modulo)
        try:
            operations.aggiungi_parte(pratica.pk, attore=request.user, **modulo.valori())
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(pratica, modulo)
        messages.success(request, _("Ora partecipa alla pratica. La comunicazione di avvio è fra i documenti."))
        return redirect("operatori:partecipanti", codice)

    def _mostra(self, pratica: Pratica, modulo: forms.Form) -> HttpResponse:
        avvertenza = _("Riceve la comunicazione di avvio e può mandare memorie. Non vede le risposte né i contatti di chi ha presentato la richiesta. Chi l'ha presentata vede nome e ruolo.")  # fmt: skip
        contesto = {"pratica": pratica, "form": modulo, "avvertenza": avvertenza, "azione": _("Aggiungi")}
        return self.mostra("operatori/parere_modulo.html", _("Aggiungi chi è toccato dalla pratica"), contesto)


class SuUnaParte(PaginaUfficio):
    """An act on one of them, with its form."""

    titolo: str | Promise
    avvertenza: str | Promise
    azione: str | Promise
    fatto: str | Promise

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.request = request
        sue = Parte.objects.filter(pratica__in=self.pratiche()).select_related("pratica__servizio", "persona")
        self.parte = get_object_or_404(sue, codice=kwargs["codice"])
        return super().dispatch(request, *args, **kwargs)

    @abstractmethod
    def modulo(self, *dati: Any) -> forms.Form:
        """The form, with what was written in it if anything was."""

    @abstractmethod
    def compi(self, valori: dict[str, Any]) -> None:
        """Do it. Raises DomainError."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        return self._mostra(self.modulo())

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        modulo = self.modulo(request.POST)
        if not modulo.is_valid():
            return self._mostra(modulo)
        try:
            self.compi(modulo.cleaned_data)
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(modulo)
        messages.success(request, self.fatto)
        return redirect("operatori:partecipanti", self.parte.pratica.codice)

    def _mostra(self, modulo: forms.Form) -> HttpResponse:
        contesto = {
            "pratica": self.parte.pratica,
            "parte": self.parte,
            "form": modulo,
            "avvertenza": self.avvertenza,
            "azione": self.azione,
        }
        return self.mostra("operatori/parere_modulo.html", f"{self.titolo}: {self.parte.nome}", contesto)


class Decidi(SuUnaParte):
    titolo = gettext_lazy("Richiesta di intervento")
    avvertenza = gettext_lazy(
        "Può intervenire chi porta un interesse, anche di tutti, che la decisione può danneggiare (articolo 9 della legge 241/1990)."
    )
    azione, fatto = gettext_lazy("Decidi"), gettext_lazy("La decisione è stata comunicata.")  # fmt: skip

    def modulo(self, *dati: Any) -> forms.Form:
        return ModuloDecidi(*dati)

    def compi(self, valori: dict[str, Any]) -> None:
        operations.decidi_intervento(self.parte.pk, attore=self.request.user, **valori)


class Apri(SuUnaParte):
    titolo = gettext_lazy("Documenti aperti")
    avvertenza = gettext_lazy(
        "Legge solo quelli che scegli, finché partecipa. Ogni lettura resta nel registro e la vede anche la persona a cui il documento è intestato."
    )
    azione, fatto = gettext_lazy("Salva"), gettext_lazy("La scelta dei documenti è salvata.")  # fmt: skip

    def modulo(self, *dati: Any) -> forms.Form:
        return ModuloApri(*dati, parte=self.parte)

    def compi(self, valori: dict[str, Any]) -> None:
        operations.apri_documenti(self.parte.pk, attore=self.request.user, **valori)


class Togli(SuUnaParte):
    titolo = gettext_lazy("Togli dalla pratica")
    avvertenza = gettext_lazy("Da ora non legge più nulla della pratica. Quello che ha scritto resta.")
    azione, fatto = gettext_lazy("Togli"), gettext_lazy("Non partecipa più alla pratica.")

    def modulo(self, *dati: Any) -> forms.Form:
        return ModuloTogli(*dati)

    def compi(self, valori: dict[str, Any]) -> None:
        operations.togli_parte(self.parte.pk, attore=self.request.user, **valori)
