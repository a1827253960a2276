"""Our word in django-allauth's flows. Nobody signs up: citizens are born in `operations.riconosci`, staff in the office."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from portal.identita import operations
from portal.identita.dispositivi import riconosci_dispositivo
from portal.identita.models import Persona
from portal.identita.sessione import Sessione, ricorda


class AccountAdapter(DefaultAccountAdapter):
    """Accounts with a password: the staff's only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("admin:index") if request.user.is_staff else reverse("identita:profilo")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def pre_login(self, request: HttpRequest, user: Persona, **kwargs: Any) -> HttpResponse | None:
        """A digital identity never opens an account of the staff, nor a password a citizen's."""
        con_identita = "sociallogin" in (kwargs.get("signal_kwargs") or {})
        if con_identita == user.is_staff:
            raise PermissionDenied
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: Persona, **kwargs: Any) -> HttpResponse:
        if user.is_staff:
            sessione = Sessione(metodo="operatore", tipo="operatore", entrato_il=timezone.now().isoformat())
            ricorda(request, sessione)
            operations.registra_accesso(
                user,
                ente=request.ente,
                sessione=sessione,
                chiave_sessione=request.session.session_key or "",
                dispositivo=riconosci_dispositivo(request.headers.get("User-Agent", "")),
            )
        return super().post_login(request, user, **kwargs)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Digital identities."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
