"""Whatever door a person comes in or goes out by: the session begins clean, mandates are counted, the login is marked as over."""

from typing import Any

from allauth.mfa.signals import authenticator_added
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from portal.identita import custodia, operations, titolare
from portal.identita.middleware import COOKIE_RIPRESA
from portal.identita.models import Persona


@receiver(user_logged_in, dispatch_uid="identita_entrata")
def comincia(request: HttpRequest, user: Persona, **kwargs: Any) -> None:
    """The clock of the session starts; what another person left in this browser goes."""
    request.uscito = False  # type: ignore[attr-defined]
    custodia.apri(request.session)
    if segreto := request.COOKIES.get(COOKIE_RIPRESA):
        operations.dimentica_di_altri(segreto, user)


@receiver(user_logged_in, dispatch_uid="identita_rappresentanze")
def conta_rappresentanze(request: HttpRequest, user: Persona, **kwargs: Any) -> None:
    """How many people the newcomer may act for on this site."""
    if user.e_cittadino and hasattr(request, "ente"):
        titolare.ricorda_quante(request, user)


@receiver(user_logged_out, dispatch_uid="identita_uscita")
def segna_uscita(request: HttpRequest, **kwargs: Any) -> None:
    """Sent while the session is still there."""
    request.uscito = True  # type: ignore[attr-defined]
    if request.session.session_key:
        operations.registra_uscita(request.session.session_key)


@receiver(authenticator_added, dispatch_uid="identita_secondo_fattore")
def chiudi_le_sessioni_senza_fattore(request: HttpRequest, user: Persona, **kwargs: Any) -> None:
    """Who came in while a password was enough goes out, but for who set up the first factor just now."""
    if operations.fattori_di(user).count() == 1:
        operations.chiudi_tutte(user, tranne=request.session.session_key or "")
