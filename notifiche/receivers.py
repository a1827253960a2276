"""The first time a person enters: what there is here, in one message."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from notifiche.operations import Contenuto, avvisa
from portal.identita.models import Persona


@receiver(user_logged_in, dispatch_uid="notifiche_benvenuto")
def accogli(request: HttpRequest, user: Persona, **kwargs: Any) -> None:
    """Once for each comune: the key of the message is the memory, so a second login, also at the same instant, says nothing."""
    if not (user.e_cittadino and hasattr(request, "ente")):
        return
    avvisa(
        Contenuto(
            destinatario=user,
            ente=request.ente,
            chiave_evento=f"benvenuto:{user.codice}:{request.ente.codice}",
            tipo="notifiche.benvenuto",
            url="/area-personale/",
            azione=_("Entra nella tua area personale"),
        )
    )
