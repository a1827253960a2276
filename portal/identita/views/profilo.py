"""What the portal knows of the person who is in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.generic import UpdateView

from portal.base.ambiti import SOLO_PER_SE
from portal.base.mixins import CittadinoMixin
from portal.identita.forms import RecapitiForm
from portal.identita.models import Accesso, Persona
from portal.identita.sezioni import sezioni

ULTIMI_ACCESSI = 10


class Profilo(CittadinoMixin, UpdateView):
    """Identity (as certified, with its source), contacts (to change), open sessions (to close), last logins."""

    ambito = SOLO_PER_SE
    form_class = RecapitiForm
    template_name = "identita/profilo.html"
    success_url = reverse_lazy("identita:profilo")

    def get_object(self, queryset: Any = None) -> Persona:
        # a copy: the header must not greet with what the form has not yet accepted
        return Persona.objects.get(pk=self.request.user.pk)

    def form_valid(self, form: RecapitiForm) -> HttpResponse:
        risposta = super().form_valid(form)
        with override(self.object.lingua):
            messages.success(self.request, _("Abbiamo salvato i tuoi recapiti."))
        risposta.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            self.object.lingua,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
        return risposta

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        miei = Accesso.objects.di(self.request.user)
        accessi = list(miei[:ULTIMI_ACCESSI])
        certificato = next((accesso for accesso in accessi if accesso.metodo != "operatore"), None)
        return super().get_context_data(
            voce="profilo",
            accessi=accessi,
            certificato=certificato,
            aperte=list(miei.aperti()),
            questa=self.request.session.session_key,
            sezioni=list(sezioni(self.request)),
            **kwargs,
        )
