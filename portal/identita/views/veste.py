"""The hat: one person, entered as a citizen, as a professional or for a company."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views import View

from portal.base.ambiti import SOLO_PER_SE
from portal.base.mixins import CittadinoMixin
from portal.identita import operations
from portal.identita.ritorno import pagina_di_ritorno
from portal.identita.sessione import ricorda


class TornaCittadino(CittadinoMixin, View):
    """Put down the hat of the profession. Where the identity does not allow it, the way is a new login."""

    ambito = SOLO_PER_SE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.sessione.puo_tornare_cittadino:
            ricorda(request, request.sessione.da_cittadino())
            operations.registra_veste(
                request.user, ente=request.ente, chiave_sessione=request.session.session_key or "", tipo="cittadino"
            )
            messages.success(request, _("Ora stai usando il portale come cittadino."))
        return redirect(pagina_di_ritorno(request))
