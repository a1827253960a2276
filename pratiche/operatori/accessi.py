"""Who asked to see the acts of our cases: the list, the first to expire on top, and the answer."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.errors import DomainError
from portal.documenti.models import Documento
from pratiche import operations
from pratiche.models import RichiestaAccesso
from pratiche.models.accessi import StatoAccesso
from pratiche.moduli.campi import CampoFile
from pratiche.operatori.moduli import FILE_DELL_UFFICIO, ScegliDocumenti, parole
from pratiche.operatori.views import PaginaUfficio
from pratiche.permessi import Cosa, puo

ESITI = (
    (StatoAccesso.ACCOLTA, gettext_lazy("Mostra tutti gli atti chiesti")),
    (StatoAccesso.IN_PARTE, gettext_lazy("Mostra solo una parte")),
    (StatoAccesso.DIFFERITA, gettext_lazy("Rimanda")),
    (StatoAccesso.RESPINTA, gettext_lazy("Nega")),
)
APERTE = 200  # shown at once


class ModuloAccesso(forms.Form):
    esito = forms.ChoiceField(label=gettext_lazy("Che cosa decidi"), choices=ESITI, widget=forms.RadioSelect)
    documenti = ScegliDocumenti(
        Documento.objects.none(),
        label=gettext_lazy("Atti da mostrare"),
        help_text=gettext_lazy("Lascia fuori quelli che la legge esclude o riserva (articolo 24)."),
        to_field_name="codice",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    giorni = forms.IntegerField(
        label=gettext_lazy("Giorni per leggerli"), min_value=1, max_value=365, initial=30, required=False
    )
    differita_fino = forms.DateField(
        label=gettext_lazy("Rimandata fino al"),
        help_text=gettext_lazy("Solo se rimandi."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    motivazione = parole(
        gettext_lazy("Motivi"),
        gettext_lazy(
            "Servono per negare, rimandare o mostrare solo una parte: fatti e norme. Li legge chi ha chiesto."
        ),
        obbligatorie=False,
    )

    def __init__(self, *args: Any, accesso: RichiestaAccesso, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pratica = accesso.pratica
        della_pratica = Documento.objects.filter(ente=pratica.ente_id, aggregazione=str(pratica.codice))
        altrui = della_pratica.exclude(intestatario=accesso.chiede_id)
        self.fields["documenti"].queryset = altrui.order_by("creato_il", "pk")  # type: ignore[attr-defined]
        self.fields["file"] = CampoFile(
            massimo=FILE_DELL_UFFICIO,
            required=False,
            label=gettext_lazy("Copie da mostrare"),
            help_text=gettext_lazy("Per esempio con i dati di altri oscurati. Le legge solo chi ha chiesto gli atti."),
        )

    def valori(self) -> dict[str, Any]:
        """What the operation wants, by name."""
        return self.cleaned_data | {"giorni": self.cleaned_data["giorni"] or 30}


class Elenco(PaginaUfficio):
    """Those to be answered, in all the offices of this officer."""

    def get(self, request: HttpRequest) -> HttpResponse:
        aperte = RichiestaAccesso.objects.filter(pratica__in=self.pratiche()).aperte()
        accessi = list(aperte.select_related("pratica__servizio", "pratica__ufficio").order_by("entro", "pk")[:APERTE])
        return self.mostra("operatori/accessi.html", _("Richieste di vedere gli atti"), {"accessi": accessi})


class Decidi(PaginaUfficio):
    """What is asked and why, who objects, and the answer of the office."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.request = request
        sue = RichiestaAccesso.objects.filter(pratica__in=self.pratiche())
        collegati = ("pratica__servizio", "pratica__ufficio", "pratica__richiedente", "chiede", "parte")
        self.accesso = get_object_or_404(sue.select_related(*collegati), codice=kwargs["codice"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        self.annota(self.accesso.pratica)
        return self._mostra(ModuloAccesso(accesso=self.accesso))

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        modulo = ModuloAccesso(request.POST, request.FILES, accesso=self.accesso)
        if not modulo.is_valid():
            return self._mostra(modulo)
        try:
            operations.decidi_accesso(self.accesso.pk, attore=request.user, **modulo.valori())
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(modulo)
        messages.success(request, _("La risposta è partita."))
        return redirect("operatori:pratica", self.accesso.pratica.codice)

    def _mostra(self, modulo: ModuloAccesso) -> HttpResponse:
        accesso = self.accesso
        opposizioni = list(
            accesso.opposizioni.select_related("persona", "acquisizione__operatore").prefetch_related(
                "stampe__documento", "documenti"
            )
        )
        contesto = {
            "accesso": accesso,
            "pratica": accesso.pratica,
            "form": modulo,
            "opposizioni": opposizioni,
            "puo_lavorare": puo(self.ruoli(accesso.pratica), Cosa.LAVORA),
        }
        return self.mostra("operatori/accesso.html", _("Richiesta di vedere gli atti"), contesto)
