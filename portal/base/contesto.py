"""What every template may read, without touching the database or the session."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portal.base.lingua import lingue_di


def faccia(request: HttpRequest) -> dict[str, Any]:
    """The ente, its languages, whether it makes sense to look at `user`, and in which hat the person is ("" for nobody).

    Reading `user` opens the session, and then the page can no longer be shared by caches: the templates do it only
    for a browser that has one.
    """
    ha_sessione = settings.SESSION_COOKIE_NAME in request.COOKIES
    nomi = dict(settings.LANGUAGES)
    return {
        "ente": getattr(request, "ente", None),
        "lingue": [(codice, nomi[codice]) for codice in lingue_di(request)],
        "ha_sessione": ha_sessione,
        "veste": str(request.veste) if ha_sessione and hasattr(request, "veste") else "",
    }
