"""The ready answers: chosen while an act is being written, kept in order by who answers for the office."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.aree import AreaTesto
from portal.catalogo.models import Servizio
from portal.enti.models import Ufficio
from portal.enti.permessi import uffici_che_scrivono
from portal.registro.operations import registra
from pratiche.models import RispostaPronta
from pratiche.operatori.views import PaginaUfficio
from pratiche.segnaposto import SEGNI, sconosciuti


class ModuloPronta(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = RispostaPronta
        fields = ["titolo", "ufficio", "servizio", "testo"]
        widgets = {"testo": AreaTesto(attrs={"rows": 8})}

    def __init__(self, *args: Any, uffici: list[Ufficio], ente: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chiavi, campi = [ufficio.pk for ufficio in uffici], self.fields
        servizi = Servizio.objects.filter(ente=ente, ufficio__in=chiavi).order_by("titolo")
        campi["ufficio"].queryset = Ufficio.objects.filter(pk__in=chiavi)  # type: ignore[attr-defined]
        campi["servizio"].queryset, campi["servizio"].required = servizi, False  # type: ignore[attr-defined]
        campi["ufficio"].empty_label = _("Scegli")  # type: ignore[attr-defined]
        campi["servizio"].empty_label = _("Tutti i servizi dell'ufficio")  # type: ignore[attr-defined]
        self.instance.ente = ente

    def clean_testo(self) -> str:
        testo: str = self.cleaned_data["testo"]
        ignoti = sconosciuti(testo)
        if ignoti:
            raise forms.ValidationError(_("Questi segni non esistono: %s.") % ", ".join(f"{{{uno}}}" for uno in ignoti))
        return testo


class RispostePronte(PaginaUfficio):
    """The texts of the offices that this person answers for."""

    titolo = gettext_lazy("Risposte pronte")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.request = request
        self.uffici = uffici_che_scrivono(request)
        if not self.uffici:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def mie(self) -> Any:
        return RispostaPronta.objects.filter(ente=self.request.ente, ufficio__in=self.uffici)

    def get(self, request: HttpRequest, codice: uuid.UUID | None = None) -> HttpResponse:
        return self._mostra(self._modulo(None, codice))

    def post(self, request: HttpRequest, codice: uuid.UUID | None = None) -> HttpResponse:
        modulo = self._modulo(request.POST, codice)
        if "togli" in request.POST and codice:
            registra("risposta_pronta.tolta", modulo.instance, request.user, ente=request.ente)  # type: ignore[arg-type]
            modulo.instance.delete()
        elif modulo.is_valid():
            salvata = modulo.save()
            registra("risposta_pronta.scritta", salvata, request.user, ente=request.ente)  # type: ignore[arg-type]
        else:
            return self._mostra(modulo)
        messages.success(request, _("Fatto."))
        return redirect("operatori:pronte")

    def _modulo(self, dati: Any, codice: uuid.UUID | None) -> ModuloPronta:
        quale = get_object_or_404(self.mie, codice=codice) if codice else None
        return ModuloPronta(dati, instance=quale, uffici=self.uffici, ente=self.request.ente)

    def _mostra(self, modulo: ModuloPronta) -> HttpResponse:
        elenco = self.mie.select_related("ufficio", "servizio").order_by("titolo", "pk")
        segni = [(nome, spiegazione) for nome, (spiegazione, _valore) in SEGNI.items()]
        contesto = {"form": modulo, "pronte": elenco, "segni": segni, "nuova": modulo.instance.pk is None}
        return self.mostra("operatori/pronte.html", str(self.titolo), contesto)
