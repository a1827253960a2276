"""The page of the company, for who represents it: how it is known, where it is reached."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from portal.base.ambiti import PER_SE_O_IMPRESA
from portal.base.mixins import CittadinoMixin
from portal.identita import operations
from portal.identita.forms import RecapitiImpresaForm
from portal.identita.models import Persona
from portal.identita.sezioni import sezioni


class Impresa(CittadinoMixin, View):
    """Certified data to read, contacts to change. In one's own home there is no such page."""

    ambito = PER_SE_O_IMPRESA

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._mostra(RecapitiImpresaForm(instance=self._impresa()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RecapitiImpresaForm(request.POST, instance=self._impresa())
        if not form.is_valid():
            return self._mostra(form)
        operations.salva_recapiti(form.save(commit=False), attore=request.user, ente=request.ente)
        messages.success(request, _("Abbiamo salvato i recapiti dell'impresa."))
        return redirect("identita:impresa")

    def _impresa(self) -> Persona:
        """A copy: the header must not show what the form has not yet accepted."""
        if not self.request.titolare.e_impresa:
            raise Http404
        return Persona.objects.get(pk=self.request.titolare.pk)

    def _mostra(self, form: RecapitiImpresaForm) -> HttpResponse:
        contesto: dict[str, Any] = {
            "voce": "impresa",
            "form": form,
            "mandato": self.request.rappresentanza,
            "sezioni": list(sezioni(self.request)),
        }
        return render(self.request, "identita/impresa.html", contesto)
