"""Give a case to a colleague, or its responsibility; say who is away and who looks after their cases."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.aree import AreaTesto
from portal.base.errors import DomainError
from portal.enti.models import Ufficio
from portal.enti.permessi import incarichi_di, uffici_di
from portal.identita.models import Persona
from pratiche import operations
from pratiche.models import Assenza, Pratica
from pratiche.operations.assegnazione import assegnabili
from pratiche.operatori.views import PaginaUfficio
from pratiche.permessi import Cosa, puo


class SceltaPersona(forms.ChoiceField):
    """One of these colleagues, by their opaque code."""

    def tra(self, persone: Sequence[Persona]) -> None:
        self.persone = {str(persona.codice): persona for persona in persone}
        self.choices = [
            ("", _("Scegli")),
            *((codice, persona.nome_completo) for codice, persona in self.persone.items()),
        ]

    def clean(self, value: Any) -> Persona | None:
        return self.persone.get(super().clean(value))


class ModuloAssegna(forms.Form):
    a = SceltaPersona(label=gettext_lazy("A chi"))
    nota = forms.CharField(
        label=gettext_lazy("Nota per chi la riceve"),
        help_text=gettext_lazy("Facoltativa. Il cittadino non la vede."),
        max_length=300,
        required=False,
        widget=AreaTesto(attrs={"rows": 2}),
    )
    ammetti_chi_riceve = forms.BooleanField(
        label=gettext_lazy("La pratica è riservata: da ora può vederla anche chi la riceve"), required=False
    )

    def __init__(self, *args: Any, uffici: Sequence[Ufficio], riservata: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["a"].tra(assegnabili(list(uffici)))  # type: ignore[attr-defined]
        if not riservata:
            del self.fields["ammetti_chi_riceve"]


class ModuloResponsabile(forms.Form):
    a = SceltaPersona(label=gettext_lazy("Chi risponde del procedimento"))

    def __init__(self, *args: Any, uffici: Sequence[Ufficio], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["a"].tra(assegnabili(list(uffici)))  # type: ignore[attr-defined]


class Assegna(PaginaUfficio):
    titolo: str | Promise = gettext_lazy("Assegna")
    spiegazione: str | Promise = gettext_lazy(
        "Chi la riceve la trova fra le sue. Il responsabile del procedimento e il termine non cambiano."
    )
    fatto: str | Promise = gettext_lazy("La pratica è in carico a %s.")
    esegui: Callable[..., Pratica] = staticmethod(operations.assegna)

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        self.annota(pratica)
        return self._mostra(pratica, self.modulo(pratica))

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        modulo = self.modulo(pratica, request.POST)
        if not modulo.is_valid():
            return self._mostra(pratica, modulo)
        try:
            self.esegui(pratica.pk, attore=request.user, **modulo.cleaned_data)
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(pratica, modulo)
        messages.success(request, self.fatto % modulo.cleaned_data["a"].nome_completo)
        return redirect("operatori:pratica", codice)

    def modulo(self, pratica: Pratica, dati: Any = None) -> forms.Form:
        return ModuloAssegna(dati, uffici=[pratica.ufficio], riservata=pratica.riservata)

    def _mostra(self, pratica: Pratica, modulo: forms.Form) -> HttpResponse:
        contesto = {"pratica": pratica, "form": modulo, "spiegazione": self.spiegazione}
        return self.mostra("operatori/assegna.html", str(self.titolo), contesto)


class Responsabile(Assegna):
    """Who answers for the procedure from now: for who directs the office."""

    titolo = gettext_lazy("Cambia il responsabile del procedimento")
    spiegazione = gettext_lazy(
        "Il cittadino riceve il nome di chi ne risponde da ora (articoli 5 e 8 della legge 241/1990). Chi ci lavora e il termine non cambiano."
    )
    fatto = gettext_lazy("Ora il responsabile del procedimento è %s.")
    esegui = staticmethod(operations.cambia_responsabile)

    def modulo(self, pratica: Pratica, dati: Any = None) -> forms.Form:
        return ModuloResponsabile(dati, uffici=[pratica.ufficio])


class ModuloAssenza(forms.Form):
    ufficio = forms.ChoiceField(label=gettext_lazy("Ufficio"))
    persona = SceltaPersona(label=gettext_lazy("Chi manca"))
    sostituto = SceltaPersona(
        label=gettext_lazy("Chi segue le sue pratiche"),
        help_text=gettext_lazy("Le trova fra le sue. Il responsabile del procedimento non cambia."),
    )
    dal = forms.DateField(label=gettext_lazy("Dal"), widget=forms.DateInput(attrs={"type": "date"}))
    al = forms.DateField(label=gettext_lazy("Fino al, compreso"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, uffici: list[Ufficio], persone: list[Persona], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.uffici = {ufficio.slug: ufficio for ufficio in uffici}
        campi: Any = self.fields
        campi["ufficio"].choices = [(ufficio.slug, ufficio.nome) for ufficio in uffici]
        campi["persona"].tra(persone)
        campi["sostituto"].tra(assegnabili(uffici))

    def clean_ufficio(self) -> Ufficio:
        return self.uffici[self.cleaned_data["ufficio"]]


class Assenze(PaginaUfficio):
    """Who is away today or will be. An officer writes the own absences, the head those of the office."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._mostra(self._modulo())

    def post(self, request: HttpRequest) -> HttpResponse:
        modulo = self._modulo(request.POST)
        if not modulo.is_valid():
            return self._mostra(modulo)
        try:
            operations.segna_assenza(**modulo.cleaned_data, ente=request.ente, attore=request.user)
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(modulo)
        messages.success(request, _("Assenza segnata."))
        return redirect("operatori:assenze")

    def _modulo(self, dati: Any = None) -> ModuloAssenza:
        uffici = uffici_di(self.request)
        persone = assegnabili(uffici) if self._capo() else [self.request.user]
        return ModuloAssenza(dati, uffici=uffici, persone=persone, initial={"persona": str(self.request.user.codice)})

    def _capo(self) -> bool:
        return puo({incarico.ruolo for incarico in incarichi_di(self.request)}, Cosa.ASSEGNA)

    def _mostra(self, modulo: ModuloAssenza) -> HttpResponse:
        future = Assenza.objects.filter(ufficio__in=uffici_di(self.request), al__gte=timezone.localdate())
        righe = future.select_related("persona", "sostituto", "ufficio").order_by("dal", "pk")
        contesto = {"form": modulo, "assenze": righe, "capo": self._capo()}
        return self.mostra("operatori/assenze.html", _("Assenze e sostituzioni"), contesto)


class TogliAssenza(PaginaUfficio):
    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        assenza = get_object_or_404(Assenza, codice=codice, ufficio__in=uffici_di(request))
        try:
            operations.togli_assenza(assenza.pk, ente=request.ente, attore=request.user)
        except DomainError as rifiuto:
            raise Http404 from rifiuto
        messages.success(request, _("Assenza tolta."))
        return redirect("operatori:assenze")
