"""Where who was given an account chooses its password: the address is good once, and does not stay in the bar."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from portal.identita.models import Persona
from portal.registro.operations import registra


class ScegliPassword(PasswordResetConfirmView):
    template_name = "account/scegli_password.html"
    success_url = reverse_lazy("account_login")

    def get_user(self, uidb64: str) -> Persona | None:
        """By the opaque code of the account (the name of the argument is Django's)."""
        return Persona.objects.filter(codice=uidb64, is_staff=True, is_active=True).first()

    def form_valid(self, form: "SetPasswordForm[Any]") -> HttpResponse:
        risposta = super().form_valid(form)
        persona = cast("Persona", self.user)
        registra("identita.password_scelta", persona, persona, ente=self.request.ente)  # type: ignore[attr-defined]
        messages.success(self.request, _("Hai scelto la password. Ora entra con il tuo nome utente."))
        return risposta
