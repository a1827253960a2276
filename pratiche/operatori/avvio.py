"""An officer starts a proceeding: which service, about whom, why."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.aree import AreaTesto
from portal.base.codice_fiscale import CIFRE_IMPRESA, normalizza, valida_codice
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.permessi import uffici_di
from portal.identita.models import Persona
from pratiche import operations
from pratiche.models import VersioneServizio
from pratiche.moduli.campi import CampoFile
from pratiche.operatori.moduli import FILE_DELL_UFFICIO
from pratiche.operatori.views import PaginaUfficio


class ModuloAvvio(forms.Form):
    """`chiave` becomes the code of the case: pressing twice opens one. Names are asked only of who the portal does not know."""

    servizio = forms.ChoiceField(label=gettext_lazy("Servizio"))
    codice_fiscale = forms.CharField(
        label=gettext_lazy("Codice fiscale"),
        help_text=gettext_lazy("Della persona o dell'impresa a cui si rivolge il procedimento."),
        max_length=16,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    nome = forms.CharField(label=gettext_lazy("Nome"), max_length=100, required=False)
    cognome = forms.CharField(
        label=gettext_lazy("Cognome o denominazione"),
        help_text=gettext_lazy("Nome e cognome servono solo se la persona non è mai entrata nel portale."),
        max_length=100,
        required=False,
    )
    oggetto = forms.CharField(
        label=gettext_lazy("Oggetto"),
        help_text=gettext_lazy(
            "Lo legge il cittadino, per esempio: Verifica dei requisiti del permesso ZTL. Niente nomi."
        ),
        max_length=200,
    )
    motivi = forms.CharField(
        label=gettext_lazy("Perché l'ufficio avvia il procedimento"),
        help_text=gettext_lazy("Fatti e norme. Finisce nella comunicazione di avvio."),
        max_length=4000,
        widget=AreaTesto(attrs={"rows": 7}),
    )
    chiave = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, servizi: list[Servizio], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["servizio"].choices = [(uno.slug, uno.titolo) for uno in servizi]  # type: ignore[attr-defined]
        self.per_slug = {uno.slug: uno for uno in servizi}
        self.fields["documenti"] = CampoFile(
            massimo=FILE_DELL_UFFICIO,
            required=False,
            label=gettext_lazy("Documenti"),
            help_text=gettext_lazy("Facoltativi, al massimo 5 file: il cittadino li può leggere."),
        )

    def clean_codice_fiscale(self) -> str:
        codice = normalizza(self.cleaned_data["codice_fiscale"])
        valida_codice(codice)
        return codice

    def clean(self) -> dict[str, Any]:
        dati: dict[str, Any] = super().clean() or {}
        codice = dati.get("codice_fiscale", "")
        servono = ["cognome"] if len(codice) == CIFRE_IMPRESA else ["nome", "cognome"]
        if codice and not Persona.objects.filter(codice_fiscale=codice).exists():
            for campo in servono:
                if not dati.get(campo):
                    self.add_error(campo, _("Il portale non conosce questa persona: serve il nome per intero."))
        return dati

    def valori(self) -> dict[str, Any]:
        """What the operation wants, by name."""
        dati = dict(self.cleaned_data)
        nome, cognome = dati.pop("nome"), dati.pop("cognome")
        dati["servizio_id"] = self.per_slug[dati.pop("servizio")].pk
        return dati | {"anagrafica": {"nome": nome, "cognome": cognome, "denominazione": cognome}}


class Avvia(PaginaUfficio):
    """Only the services of my offices whose package allows it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._mostra(ModuloAvvio(servizi=avviabili(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        modulo = ModuloAvvio(request.POST, request.FILES, servizi=avviabili(request))
        if not modulo.is_valid():
            return self._mostra(modulo)
        try:
            pratica = operations.avvia_d_ufficio(attore=request.user, **modulo.valori())
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(modulo)
        messages.success(request, _("Il procedimento è avviato: la comunicazione parte adesso."))
        return redirect("operatori:pratica", pratica.codice)

    def _mostra(self, modulo: ModuloAvvio) -> HttpResponse:
        return self.mostra("operatori/avvia.html", _("Avvia un procedimento"), {"form": modulo})


def avviabili(request: HttpRequest) -> list[Servizio]:
    """The services of this officer's offices that the office may start by itself, in two queries."""
    servizi = {
        s.pk: s for s in Servizio.objects.filter(ente=request.ente, ufficio__in=uffici_di(request)).order_by("titolo")
    }
    ultime: dict[int, VersioneServizio] = {}
    for versione in VersioneServizio.objects.filter(servizio__in=servizi).order_by("numero"):
        ultime[versione.servizio_id] = versione
    return [uno for chiave, uno in servizi.items() if chiave in ultime and ultime[chiave].definizione.avvio_ufficio]
