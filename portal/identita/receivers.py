"""Whatever door a person goes out by, the login is marked as over."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from portal.identita import operations


@receiver(user_logged_out, dispatch_uid="identita_uscita")
def segna_uscita(request: HttpRequest, **kwargs: Any) -> None:
    """Sent while the session is still there."""
    if request.session.session_key:
        operations.registra_uscita(request.session.session_key)
