"""What every template may read, without touching the database or the session."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portal.base.lingua import lingue_di


def faccia(request: HttpRequest) -> dict[str, Any]:
    """The ente, its languages, and whether it makes sense to look at `user`.

    Reading `user` opens the session, and then the page can no longer be shared by caches: the templates do it only
    for a browser that has one.
    """
    nomi = dict(settings.LANGUAGES)
    return {
        "ente": getattr(request, "ente", None),
        "lingue": [(codice, nomi[codice]) for codice in lingue_di(request)],
        "ha_sessione": settings.SESSION_COOKIE_NAME in request.COOKIES,
    }
