"""The pages of the citizen's payments."""

import uuid
from typing import Any

from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from pagamenti.models import Avviso
from portal.base.elenchi import pagina
from portal.base.mixins import CittadinoMixin


class Elenco(CittadinoMixin, TemplateView):
    """What the person has to pay and has paid to this ente."""

    template_name = "pagamenti/elenco.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        miei = Avviso.objects.di(self.request.user).dell_ente(self.request.ente)
        return super().get_context_data(elenco=pagina(miei, self.request), voce="pagamenti", **kwargs)


class Pagina(CittadinoMixin, TemplateView):
    """One notice: how much, by when, how to pay it."""

    template_name = "pagamenti/avviso.html"

    def get_context_data(self, codice: uuid.UUID, **kwargs: Any) -> dict[str, Any]:
        miei = Avviso.objects.di(self.request.user).dell_ente(self.request.ente)
        return super().get_context_data(avviso=get_object_or_404(miei, codice=codice), voce="pagamenti", **kwargs)
