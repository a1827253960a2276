"""What everybody reads of a report, decided by its office."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.aree import AreaTesto
from portal.base.errors import DomainError
from pratiche import operations, segnalazioni
from pratiche.models import AllegatoPratica, Pratica, Segnalazione
from pratiche.operatori.views import PaginaUfficio

IMMAGINI = ("image/jpeg", "image/png")


class ModuloPubblicazione(forms.Form):
    visibile = forms.BooleanField(label=gettext_lazy("Mostra nell'elenco pubblico"), required=False)
    luogo = forms.CharField(
        label=gettext_lazy("Luogo, come si legge nell'elenco"),
        help_text=gettext_lazy(
            "Una via o una piazza, senza nomi di persone. Vuoto: solo la posizione, con una precisione di cento metri."
        ),  # fmt: skip
        max_length=150,
        required=False,
    )
    risposta = forms.CharField(
        label=gettext_lazy("Risposta pubblica"),
        help_text=gettext_lazy("La leggono tutti: nessun dato di persone."),
        max_length=1000,
        required=False,
        widget=AreaTesto(attrs={"rows": 4}),
    )
    foto = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Fotografie da mostrare"),
        help_text=gettext_lazy(
            "Se ne pubblica una copia senza i dati nascosti. Guarda prima che non si vedano volti o targhe."
        ),  # fmt: skip
        coerce=uuid.UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, pratica: Pratica, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allegati = pratica.allegati.filter(campo="foto", mime__in=IMMAGINI).select_related("documento")
        self.fields["foto"].choices = [(str(uno.codice), _da_guardare(uno)) for uno in allegati]  # type: ignore[attr-defined]


def _da_guardare(foto: AllegatoPratica) -> str:
    """Its name, and the way to look at it before everybody does."""
    if foto.documento is None:
        return foto.nome
    return format_html(
        '<span>{} (<a href="{}">{}</a>)</span>', foto.nome, foto.documento.get_absolute_url(), _("guardala")
    )


class Pubblicazione(PaginaUfficio):
    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica, segnalazione = self._trova(codice)
        self.annota(pratica)
        iniziali = {nome: getattr(segnalazione, nome) for nome in ("visibile", "luogo", "risposta")}
        mostrate = segnalazione.foto.exclude(allegato=None).values_list("allegato__codice", flat=True)
        iniziali["foto"] = [str(codice) for codice in mostrate]
        return self._mostra(pratica, segnalazione, ModuloPubblicazione(initial=iniziali, pratica=pratica))

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica, segnalazione = self._trova(codice)
        modulo = ModuloPubblicazione(request.POST, pratica=pratica)
        if not modulo.is_valid():
            return self._mostra(pratica, segnalazione, modulo)
        try:
            operations.pubblica_segnalazione(pratica.pk, attore=request.user, **modulo.cleaned_data)
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(pratica, segnalazione, modulo)
        messages.success(request, _("La voce pubblica è aggiornata."))
        return redirect("operatori:pratica", codice)

    def _trova(self, codice: uuid.UUID) -> tuple[Pratica, Segnalazione]:
        pratica = self.cerca(codice)
        segnalazione = segnalazioni.di(pratica)
        if segnalazione is None:
            raise Http404
        return pratica, segnalazione

    def _mostra(self, pratica: Pratica, segnalazione: Segnalazione, modulo: ModuloPubblicazione) -> HttpResponse:
        contesto = {"pratica": pratica, "segnalazione": segnalazione, "form": modulo}
        return self.mostra("operatori/segnalazione.html", _("Voce pubblica"), contesto)
